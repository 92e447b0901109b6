package io.sluice.engine.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.management.ThreadMXBean;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import io.sluice.config.Address;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines to UDP and to unix datagram sockets, in batches and one by one. */
@Timeout(30)
class DatagramsIT {
  private static final int FULL_BATCH = DatagramBatch.MOST_MESSAGES;

  @BeforeAll
  static void loadNative() throws InterruptedException {
    Epoll.ensureAvailability();
    Sendmmsg.load().join();
    assertThat(Sendmmsg.isReady()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldKeepOrderWhenLinesAreMoreThanABatch(final boolean batched) throws IOException {
    // Given
    try (DatagramSocket server = udp();
        UdpTransport transport = udp(server.getLocalPort(), batched)) {
      final int count = FULL_BATCH + 22;
      // When
      IntStream.range(0, count).forEach(i -> send(transport, "line " + i));
      transport.flush();
      // Then
      for (int i = 0; i < count; i++) {
        assertThat(receive(server)).isEqualTo("line " + i + "\n");
      }
      assertThat(transport.dropped()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldDropThatOneWhenALineIsTooLongForUdp(final boolean batched) throws IOException {
    // Given
    try (DatagramSocket server = udp();
        UdpTransport transport = udp(server.getLocalPort(), batched)) {
      // When
      send(transport, "x".repeat(65_530));
      transport.flush();
      send(transport, "after");
      transport.flush();
      // Then
      assertThat(receive(server)).isEqualTo("after\n");
      assertThat(transport.dropped()).isOne();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldCountAndComeBackWhenUdpServerIsAway(final boolean batched) throws IOException {
    // Given
    final int port;
    try (DatagramSocket gone = udp()) {
      port = gone.getLocalPort();
    }
    try (UdpTransport transport = udp(port, batched)) {
      IntStream.range(0, 100).forEach(i -> send(transport, "lost" + "!".repeat(i)));
      transport.flush();
      // The last one's refusal is told with the next.
      assertThat(transport.dropped()).isEqualTo(99);
      try (DatagramSocket server = new DatagramSocket(port, InetAddress.getLoopbackAddress())) {
        server.setSoTimeout(10_000);
        // When
        send(transport, "one");
        send(transport, "two");
        transport.flush();
        // Then
        assertThat(receive(server)).isEqualTo("one\n");
        assertThat(receive(server)).isEqualTo("two\n");
        assertThat(transport.dropped()).isEqualTo(100);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldSendEachLineByItselfWhenManyAreOfOneLength(final boolean batched) throws IOException {
    // Given
    try (DatagramSocket server = udp();
        UdpTransport transport = udp(server.getLocalPort(), batched)) {
      // When
      for (final String line : linesOfSomeLengths()) {
        send(transport, line);
      }
      transport.flush();
      // Then
      for (final String line : linesOfSomeLengths()) {
        assertThat(receive(server)).isEqualTo(line + "\n");
      }
      assertThat(transport.dropped()).isZero();
    }
  }

  @Test
  void shouldSendEachLineByItselfWhenTheKernelRefusesToCut() throws IOException {
    // Given
    try (DatagramSocket server = udp();
        UdpTransport transport =
            new UdpTransport(at(server.getLocalPort()), always(true), DatagramsIT::withoutSums)) {
      for (int round = 0; round < 2; round++) {
        // When
        for (final String line : linesOfSomeLengths()) {
          send(transport, line);
        }
        transport.flush();
        // Then
        for (final String line : linesOfSomeLengths()) {
          assertThat(receive(server)).isEqualTo(line + "\n");
        }
      }
      assertThat(transport.dropped()).isZero();
    }
  }

  @Test
  void shouldCountAllLinesWhenAPieceOfThemMeetsNobody() throws IOException {
    // Given
    final int port;
    try (DatagramSocket gone = udp()) {
      port = gone.getLocalPort();
    }
    try (UdpTransport transport = udp(port, true)) {
      IntStream.range(0, 100).forEach(i -> send(transport, "lost"));
      transport.flush();
      assertThat(transport.dropped()).isEqualTo(DatagramBatch.MOST_IN_A_GROUP);
      try (DatagramSocket server = new DatagramSocket(port, InetAddress.getLoopbackAddress())) {
        server.setSoTimeout(10_000);
        // When
        send(transport, "one");
        transport.flush();
        // Then
        assertThat(receive(server)).isEqualTo("one\n");
        assertThat(transport.dropped()).isEqualTo(100);
      }
    }
  }

  /** More than a piece of one length, and longer, shorter and very long ones between. */
  private static List<String> linesOfSomeLengths() {
    final List<String> lines = new ArrayList<>();
    for (int i = 0; i < 150; i++) {
      lines.add("line " + (100 + i) + (i % 11 == 0 ? "x".repeat(i) : ""));
    }
    lines.add("y".repeat(1500));
    lines.add("z".repeat(1500));
    lines.add("last");
    return lines;
  }

  /** A socket whose datagrams have no checksum, of which the kernel makes no several. */
  private static Socket withoutSums(final InetSocketAddress address) {
    final Socket socket = UdpTransport.newSocket(address);
    try {
      socket.setIntOpt(1, 11, 1);
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
    return socket;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldGoOnWhenUnixSocketIsMadeAnew(final boolean batched, @TempDir final Path folder)
      throws IOException {
    // Given
    final Path path = folder.resolve("log");
    final Socket first = bound(path.toString());
    try (DatagramTransport transport = unix(path.toString(), batched)) {
      send(transport, "one");
      transport.flush();
      assertThat(received(first)).containsExactly("one\n");
      first.close();
      send(transport, "lost");
      send(transport, "lost");
      transport.flush();
      Files.delete(path);
      send(transport, "lost");
      transport.flush();
      assertThat(transport.dropped()).isEqualTo(3);
      final Socket second = bound(path.toString());
      // When
      send(transport, "two");
      send(transport, "three");
      transport.flush();
      // Then
      assertThat(received(second)).containsExactly("two\n", "three\n");
      assertThat(transport.dropped()).isEqualTo(3);
      second.close();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldSendWhatFitsWhenUnixSocketIsFull(final boolean batched, @TempDir final Path folder)
      throws IOException {
    // Given
    final String path = folder.resolve("log").toString();
    final Socket server = bound(path);
    try (DatagramTransport transport = unix(path, batched)) {
      final int count = 20 * FULL_BATCH;
      // When
      IntStream.range(0, count).forEach(i -> send(transport, "line " + i));
      transport.flush();
      // Then
      final List<String> taken = received(server);
      assertThat(taken).isNotEmpty().startsWith("line 0\n");
      assertThat(transport.dropped()).isPositive().isEqualTo(count - taken.size());
    } finally {
      server.close();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldSendWhenUnixSocketIsOutsideTheFileSystem(final boolean batched) throws IOException {
    // Given
    final String name = "sluice-log-" + ProcessHandle.current().pid() + batched;
    final Socket server = bound("\0" + name);
    try (DatagramTransport transport = unix("@" + name, batched)) {
      // When
      send(transport, "one");
      transport.flush();
      // Then
      assertThat(received(server)).containsExactly("one\n");
    } finally {
      server.close();
    }
  }

  @Test
  void shouldAllocateNothingWhenBatchesAreSent() throws IOException {
    // Given
    final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    assumeThat(threads.isThreadAllocatedMemorySupported()).isTrue();
    final byte[] line = new byte[301];
    try (DatagramSocket server = udp();
        UdpTransport transport = udp(server.getLocalPort(), true)) {
      // When
      final boolean withoutGarbage =
          IntStream.range(0, 200)
              .anyMatch(_ -> {
                final long before = threads.getCurrentThreadAllocatedBytes();
                sendBatches(transport, line, 10_000);
                return threads.getCurrentThreadAllocatedBytes() - before < 10_000;
              });
      // Then
      assertThat(withoutGarbage).as("once all is compiled").isTrue();
    }
  }

  private static void sendBatches(
      final LineTransport transport, final byte[] line, final int count) {
    for (int i = 0; i < count; i++) {
      transport.send(line, 300);
      transport.send(line, 300);
      transport.flush();
    }
  }

  @Test
  void shouldSayNoWhenTheLibraryHasNoSuchFunction() {
    assertThat(Sendmmsg.find("sendmmsg_of_another_library")).isNull();
  }

  private static DatagramSocket udp() throws IOException {
    final DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    socket.setSoTimeout(10_000);
    return socket;
  }

  private static UdpTransport udp(final int port, final boolean batched) {
    return new UdpTransport(at(port), always(batched));
  }

  private static HostAddress at(final int port) {
    return new HostAddress(new Address.Inet("127.0.0.1", port));
  }

  private static DatagramTransport unix(final String path, final boolean batched) {
    return new DatagramTransport(new Address.Unix(path), always(batched));
  }

  private static BooleanSupplier always(final boolean batched) {
    return () -> batched;
  }

  private static void send(final LineTransport transport, final String text) {
    final byte[] line = (text + "?").getBytes(StandardCharsets.ISO_8859_1);
    transport.send(line, line.length - 1);
  }

  private static String receive(final DatagramSocket server) throws IOException {
    final DatagramPacket packet = new DatagramPacket(new byte[4096], 4096);
    server.receive(packet);
    return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.ISO_8859_1);
  }

  private static Socket bound(final String path) throws IOException {
    final Socket server = Socket.newSocketDomainDgram();
    server.bind(new DomainSocketAddress(path));
    return server;
  }

  /** What is there now. */
  private static List<String> received(final Socket server) throws IOException {
    final List<String> lines = new ArrayList<>();
    final ByteBuffer buffer = ByteBuffer.allocateDirect(4096);
    for (var from = server.recvFromDomainSocket(buffer, 0, 4096);
        from != null;
        from = server.recvFromDomainSocket(buffer, 0, 4096)) {
      final byte[] bytes = new byte[from.receivedAmount()];
      buffer.get(0, bytes);
      lines.add(new String(bytes, StandardCharsets.ISO_8859_1));
    }
    return lines;
  }
}
