package io.sluice.engine.admin;

import static io.sluice.engine.admin.Samples.server;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.sluice.backends.AdminState;
import io.sluice.backends.Health;
import io.sluice.engine.stats.Stats;
import io.sluice.engine.stats.Stats.ServerStats;
import io.sluice.engine.testkit.KernelSocket;
import io.sluice.engine.testkit.KernelSocket.State;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(90)
class AdminServerHostileIT {
  private static final String HEALTH = "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n";

  private volatile Stats stats = Samples.stats(server("s1", Health.UP, AdminState.READY));
  private final FakeOperations operations = new FakeOperations();
  private AdminServer admin;

  @BeforeEach
  void start() throws Exception {
    operations.stats = () -> stats;
    admin = Binds.start(Binds.loopback(false, false), operations);
  }

  @AfterEach
  void close() {
    admin.close();
  }

  static Stream<Arguments> malformed() {
    final byte[] noise = new byte[600];
    new Random(11).nextBytes(noise);
    return Stream.of(
        arguments("noise", new String(noise, StandardCharsets.ISO_8859_1) + "\r\n\r\n", "4"),
        arguments("words", "hello there\r\n\r\n", "400"),
        arguments("no version", "GET /\r\n\r\n", "400"),
        arguments("no host", "GET / HTTP/1.1\r\n\r\n", "400"),
        arguments("two hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "400"),
        arguments("a NUL", "GET / HTTP/1.1\r\nHost: a\r\nX: a\u0000b\r\n\r\n", "400"),
        arguments("a space in a name", "GET / HTTP/1.1\r\nHost: a\r\nX : a\r\n\r\n", "400"),
        arguments("no colon", "GET / HTTP/1.1\r\nHost: a\r\nX\r\n\r\n", "400"),
        arguments(
            "two lengths",
            "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
            "400"),
        arguments("a bad length", "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", "400"),
        arguments(
            "a bad chunk",
            "GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n\r\n",
            "400"),
        arguments("HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "505"),
        arguments("HTTP/9.9", "GET / HTTP/9.9\r\nHost: a\r\n\r\n", "505"),
        arguments("a long target", "GET /" + "a".repeat(100_000) + " HTTP/1.1\r\n\r\n", "414"),
        arguments(
            "a huge header",
            "GET / HTTP/1.1\r\nHost: a\r\nX: " + "a".repeat(1_000_000) + "\r\n\r\n",
            "431"),
        arguments(
            "many headers",
            "GET / HTTP/1.1\r\nHost: a\r\n" + "X: a\r\n".repeat(10_000) + "\r\n",
            "431"),
        arguments(
            "a large body",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5000\r\n\r\n" + "x".repeat(5000),
            "413"),
        arguments(
            "a large chunked body",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1388\r\n"
                + "x".repeat(5000)
                + "\r\n0\r\n\r\n",
            "413"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("malformed")
  void shouldRefuseAndCloseWhenRequestIsMalformed(
      final String name, final String request, final String status) throws IOException {
    // Given
    try (Socket socket = connect()) {
      // When
      send(socket, request + HEALTH);
      final String answer = readAll(socket);
      // Then
      assertThat(answer).as(name).startsWith("HTTP/1.1 " + status);
      assertThat(answer.split("HTTP/1.1 ", -1)).as("answers to %s", name).hasSize(2);
      assertThat(answer).containsIgnoringCase("connection: close");
    }
    assertStillAnswers();
  }

  @ParameterizedTest
  @MethodSource("greetings")
  void shouldCloseWhenClientSpeaksSomethingElse(final byte[] greeting) throws IOException {
    // Given
    try (Socket socket = connect()) {
      socket.getOutputStream().write(greeting);
      // When
      final String answer = readAll(socket);
      // Then
      assertThat(answer).matches("(?s)|HTTP/1\\.1 4.*");
    }
    assertStillAnswers();
  }

  static Stream<byte[]> greetings() {
    return Stream.of(
        new byte[] {0x16, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc, 3, 3},
        new byte[5000],
        "\r\n\r\n\r\n\r\n".getBytes(StandardCharsets.US_ASCII),
        "SSH-2.0-x\r\n".getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void shouldAnswerInOrderWhenRequestsArePipelined() throws IOException {
    // Given
    final StringBuilder requests = new StringBuilder();
    for (int i = 0; i < 100; i++) {
      requests.append(i % 2 == 0 ? HEALTH : "GET /nowhere HTTP/1.1\r\nHost: a\r\n\r\n");
    }
    requests.append("GET /healthz HTTP/1.0\r\n\r\n");
    try (Socket socket = connect()) {
      // When
      send(socket, requests.toString());
      final String answers = readAll(socket);
      // Then
      assertThat(statuses(answers))
          .hasSize(101)
          .isEqualTo(IntStream.range(0, 101).mapToObj(i -> i % 2 == 0 ? "200" : "404").toList());
    }
  }

  @Test
  void shouldAnswerAllWhenThousandsOfRefusedRequestsArePipelined() throws IOException {
    // Given
    try (Socket socket = connect()) {
      // When
      send(
          socket,
          "PUT / HTTP/1.1\r\nHost: a\r\n\r\n".repeat(3000) + "GET /healthz HTTP/1.0\r\n\r\n");
      final List<String> statuses = statuses(readAll(socket));
      // Then
      assertThat(statuses).hasSize(3001).endsWith("405", "200");
    }
  }

  @Test
  void shouldAnswerWhenClientSendsNoMoreAfterItsRequest() throws IOException {
    // Given
    try (Socket socket = connect()) {
      send(socket, HEALTH + HEALTH);
      // When
      socket.shutdownOutput();
      // Then
      assertThat(statuses(readAll(socket))).containsExactly("200", "200");
    }
  }

  @Test
  void shouldAnswerWhenRequestComesByteByByte() throws IOException {
    // Given
    try (Socket socket = connect()) {
      // When
      for (final byte b : HEALTH.getBytes(StandardCharsets.US_ASCII)) {
        socket.getOutputStream().write(b);
        socket.getOutputStream().flush();
      }
      socket.shutdownOutput();
      // Then
      assertThat(statuses(readAll(socket))).containsExactly("200");
    }
  }

  @Test
  void shouldNotShowWhatTheRequestSaid() throws IOException {
    // Given
    try (Socket socket = connect()) {
      // When
      send(
          socket,
          """
          GET /evil<script> HTTP/1.1
          Host: evil
          X-Evil: evil
          Accept: evil

          TRACE /evil HTTP/1.1
          Host: evil
          Cookie: evil

          EVIL /evil HTTP/1.0

          """
              .replace("\n", "\r\n"));
      final String answers = readAll(socket);
      // Then
      assertThat(statuses(answers)).containsExactly("404", "405", "405");
      assertThat(answers).doesNotContainIgnoringCase("evil");
    }
  }

  @Test
  void shouldServeOthersWhenTwoHundredConnectionsAreOpen() throws IOException {
    // Given
    final List<Socket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < 200; i++) {
        sockets.add(connect());
      }
      // When
      int answered = 0;
      for (final Socket socket : sockets) {
        answered += isAnswered(socket) ? 1 : 0;
      }
      // Then
      assertThat(answered).isEqualTo(AdminInitializer.MAX_CONNECTIONS);
    } finally {
      for (final Socket socket : sockets) {
        socket.close();
      }
    }
    await().untilAsserted(this::assertStillAnswers);
  }

  private static boolean isAnswered(final Socket socket) {
    try {
      send(socket, HEALTH);
      return socket.getInputStream().read() == 'H';
    } catch (final IOException e) {
      return false;
    }
  }

  @Test
  void shouldCloseEveryConnectionThatTakesTooLong() throws Exception {
    // Given
    stats = many(2_000);
    try (Socket silent = connect();
        Socket half = connect();
        Socket slow = connect();
        Socket later = connect();
        Socket neverReads = connect();
        ScheduledExecutorService ticks = Executors.newSingleThreadScheduledExecutor()) {
      send(half, "GET /healthz HT");
      send(later, HEALTH);
      final int answer = later.getInputStream().read();
      send(later, "GET /healthz HT");
      send(neverReads, "GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n".repeat(20));
      send(slow, "GET /healthz HTTP/1.1\r\nHost: a\r\nX: ");
      final Future<?> dripping =
          ticks.scheduleAtFixedRate(() -> drip(slow), 0, 200, TimeUnit.MILLISECONDS);
      final long beganNanos = System.nanoTime();
      assertThat(connections()).isEqualTo(5);
      // When
      final String afterSilence = readAll(silent);
      final String afterHalf = readAll(half);
      final String afterSlow = readAll(slow);
      final String afterLater = readAll(later);
      final Duration took = Duration.ofNanos(System.nanoTime() - beganNanos);
      // Then
      assertThat(dripping).failsWithin(Duration.ofSeconds(5));
      assertThat(List.of(afterSilence, afterHalf, afterSlow)).containsOnly("");
      assertThat(answer + afterLater).startsWith("72TTP/1.1 200").endsWith("\r\n\r\nok\n");
      assertThat(took).isBetween(Duration.ofSeconds(4), Duration.ofSeconds(20));
      assertStillAnswers();
      await().atMost(Duration.ofSeconds(30)).until(() -> connections() == 0);
      assertThat(statuses(readAll(neverReads)).size()).isLessThan(20);
    }
  }

  /** Established connections of the listener's side, by the kernel's tables. */
  private long connections() {
    return KernelSocket.all().stream()
        .filter(one -> one.port() == address().getPort() && one.state() == State.ESTABLISHED)
        .count();
  }

  private static void drip(final Socket socket) {
    try {
      send(socket, "x");
    } catch (final IOException e) {
      // The server closed it, which is what the test waits for.
      throw new IllegalStateException(e);
    }
  }

  private static Stats many(final int count) {
    return Samples.stats(
        IntStream.range(0, count)
            .mapToObj(i -> server("server-" + i, Health.UP, AdminState.READY))
            .toArray(ServerStats[]::new));
  }

  private void assertStillAnswers() throws IOException {
    try (Socket socket = connect()) {
      send(socket, "GET /healthz HTTP/1.0\r\n\r\n");
      assertThat(readAll(socket)).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\nok\n");
    }
  }

  private InetSocketAddress address() {
    return (InetSocketAddress) admin.address();
  }

  private Socket connect() throws IOException {
    final Socket socket = new Socket(address().getAddress(), address().getPort());
    socket.setSoTimeout(30_000);
    return socket;
  }

  private static void send(final Socket socket, final String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
  }

  /** What comes until the end of the connection, however it ends. */
  private static String readAll(final Socket socket) throws IOException {
    final StringBuilder text = new StringBuilder();
    final InputStream in = socket.getInputStream();
    final byte[] buffer = new byte[8192];
    try {
      for (int count; (count = in.read(buffer)) >= 0; ) {
        text.append(new String(buffer, 0, count, StandardCharsets.ISO_8859_1));
      }
    } catch (final SocketException e) {
      assertThat(e).hasMessageContaining("reset");
    }
    return text.toString();
  }

  private static List<String> statuses(final String answers) {
    return Pattern.compile("HTTP/1\\.1 (\\d{3})")
        .matcher(answers)
        .results()
        .map(result -> result.group(1))
        .toList();
  }
}
