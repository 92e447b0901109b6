package io.sluice.engine.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import io.sluice.config.Address;
import io.sluice.config.LogConfig;
import io.sluice.config.LogTarget;
import io.sluice.config.LogTarget.Format;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class LogTargetsIT {
  private static final int LOCAL0 = 16;
  private static final int ALL = 7;
  private static final long PID = ProcessHandle.current().pid();
  private static final String LINE =
      "10\\.0\\.0\\.1:4711 \\[[^]]*\\] fnt bck/srv1 0/1/5007 212 -- 1/2/3/4/0 0/0";
  private static final String MICROS =
      "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}[+-]\\d\\d:\\d\\d";

  @BeforeAll
  static void loadNative() {
    Epoll.ensureAvailability();
  }

  @Test
  void shouldSendEachFormatWhenServerListensOnUdp() throws IOException {
    // Given
    try (DatagramSocket server = udp();
        LogWriter writer =
            writer(
                "lb1",
                Optional.of("host.example"),
                Stream.of(Format.values()).map(f -> target(udp(server), f, ALL)).toList())) {
      // When
      writer.newSessionLog(1 << 12).log(Records.usual());
      // Then
      final String day = "[A-Z][a-z]{2} [ 1-3]\\d \\d\\d:\\d\\d:\\d\\d ";
      assertThat(receive(server))
          .matches("<134>" + day + "host\\.example lb1\\[" + PID + "\\]: " + LINE + "\n");
      assertThat(receive(server))
          .matches("<134>1 " + MICROS + " host\\.example lb1 " + PID + " - - " + LINE + "\n");
      assertThat(receive(server)).matches("<134>" + day + "lb1\\[" + PID + "\\]: " + LINE + "\n");
      assertThat(receive(server)).matches("<134>" + LINE + "\n");
      assertThat(receive(server)).matches("<6>" + LINE + "\n");
      assertThat(receive(server)).matches("<6>" + MICROS + " " + LINE + "\n");
      assertThat(receive(server)).matches(MICROS + " " + LINE + "\n");
      assertThat(receive(server)).matches(LINE + "\n");
    }
  }

  @Test
  void shouldLeaveHostAwayWhenItIsNotToBeSent() throws IOException {
    // Given
    try (DatagramSocket server = udp();
        LogWriter writer =
            writer(
                "sluice",
                Optional.empty(),
                List.of(
                    target(udp(server), Format.RFC3164, ALL),
                    target(udp(server), Format.RFC5424, ALL)))) {
      // When
      writer.newSessionLog(1 << 12).log(Records.usual());
      // Then
      assertThat(receive(server)).matches("<134>.{15} sluice\\[" + PID + "\\]: " + LINE + "\n");
      assertThat(receive(server))
          .matches("<134>1 " + MICROS + " - sluice " + PID + " - - " + LINE + "\n");
    }
  }

  @Test
  void shouldCutLineWithItsHeaderWhenItIsLongerThanAllowed() throws IOException {
    // Given
    try (DatagramSocket server = udp();
        LogWriter writer =
            writer(
                "sluice",
                Optional.empty(),
                List.of(
                    new LogTarget(udp(server), Format.PRIORITY, LOCAL0, ALL, 0, 80),
                    new LogTarget(udp(server), Format.RAW, LOCAL0, ALL, 0, 1024)))) {
      final SessionRecord record = Records.usual();
      record.frontend = "f".repeat(2000);
      // When
      writer.newSessionLog(1 << 12).log(record);
      // Then
      assertThat(receive(server)).hasSize(81).startsWith("<134>10.0.0.1").endsWith("ff\n");
      assertThat(receive(server)).hasSize(1025).startsWith("10.0.0.1").endsWith("ff\n");
    }
  }

  @Test
  void shouldSendMessagesAndNoSessionsWhenLevelIsNotice() throws IOException {
    // Given
    final Outputs.Kept out = new Outputs.Kept();
    try (DatagramSocket server = udp();
        LogWriter writer = new LogWriter(out)) {
      writer.configure(
          config(
              "sluice",
              Optional.empty(),
              List.of(
                  new LogTarget(udp(server), Format.SHORT, LOCAL0, SyslogLevel.NOTICE, 4, 1024),
                  new LogTarget(LogTarget.Stream.STDOUT, Format.RAW, LOCAL0, ALL, 0, 1024))));
      await().until(writer::takesMessages);
      // When
      writer.newSessionLog(1 << 12).log(Records.usual());
      writer.offerMessage(
          "server b/s is UP".getBytes(StandardCharsets.US_ASCII), SyslogLevel.NOTICE);
      writer.offerMessage("all is lost".getBytes(StandardCharsets.US_ASCII), SyslogLevel.ERR);
      // Then
      assertThat(receive(server)).isEqualTo("<5>server b/s is UP\n");
      assertThat(receive(server)).isEqualTo("<4>all is lost\n");
      await().until(() -> !out.lines().isEmpty());
      assertThat(out.text()).matches(LINE + "\n");
    }
  }

  @Test
  void shouldCountLinesWhenNobodyListensOnUdp() throws IOException {
    // Given
    final DatagramSocket gone = udp();
    final LogTarget.To to = udp(gone);
    gone.close();
    try (DatagramSocket server = udp();
        LogWriter writer =
            writer(
                "sluice",
                Optional.empty(),
                List.of(target(to, Format.RAW, ALL), target(udp(server), Format.RAW, ALL)))) {
      final SessionLog log = writer.newSessionLog(1 << 12);
      // When
      for (int i = 0; i < 3; i++) {
        log.log(Records.usual());
        assertThat(receive(server)).matches(LINE + "\n");
      }
      // Then
      await().until(() -> writer.dropped() >= 2);
    }
  }

  @Test
  void shouldSendToOthersWhenStandardOutputBlocks() throws IOException {
    // Given
    final Outputs.Blocked out = new Outputs.Blocked();
    try (DatagramSocket server = udp();
        LogWriter writer = new LogWriter(out)) {
      writer.configure(
          config(
              "sluice",
              Optional.empty(),
              List.of(
                  target(LogTarget.Stream.STDOUT, Format.RAW, ALL),
                  target(udp(server), Format.RAW, ALL))));
      final SessionLog log = writer.newSessionLog(1 << 12);
      await().until(writer::takesMessages);
      // When
      for (int i = 0; i < 10; i++) {
        log.log(Records.usual());
        assertThat(receive(server)).matches(LINE + "\n");
      }
      // Then
      out.released.countDown();
      await().until(() -> out.kept.lines().size() == 10);
      assertThat(writer.dropped()).isZero();
    }
  }

  @Test
  void shouldSendDatagramsWhenTargetIsAUnixSocket(@TempDir final Path folder) throws IOException {
    // Given
    final String path = folder.resolve("log").toString();
    final Socket server = Socket.newSocketDomainDgram();
    try (LogWriter writer =
        writer(
            "sluice",
            Optional.empty(),
            List.of(
                target(new LogTarget.Datagram(new Address.Unix(path)), Format.PRIORITY, ALL)))) {
      final SessionLog log = writer.newSessionLog(1 << 12);
      log.log(Records.usual());
      await().until(() -> writer.dropped() == 1);
      server.bind(new DomainSocketAddress(path));
      // When
      log.log(Records.usual());
      // Then
      final ByteBuffer got = ByteBuffer.allocateDirect(2048);
      await().until(() -> server.recvFromDomainSocket(got, 0, 2048) != null);
      final byte[] bytes = new byte[2048];
      got.get(0, bytes);
      assertThat(new String(bytes, StandardCharsets.US_ASCII).replace("\0", ""))
          .matches("<134>" + LINE + "\n");
    } finally {
      server.close();
    }
  }

  @Test
  void shouldCountLinesAndGoOnWhenUnixSocketIsFull(@TempDir final Path folder) throws IOException {
    // Given
    final String path = folder.resolve("log").toString();
    final Socket server = Socket.newSocketDomainDgram();
    server.bind(new DomainSocketAddress(path));
    try (LogWriter writer =
        writer(
            "sluice",
            Optional.empty(),
            List.of(
                target(new LogTarget.Datagram(new Address.Unix(path)), Format.PRIORITY, ALL)))) {
      final SessionLog log = writer.newSessionLog(1 << 16);
      // When
      await()
          .until(() -> {
            log.log(Records.usual());
            return writer.dropped() > 0;
          });
      // Then
      final ByteBuffer got = ByteBuffer.allocateDirect(2048);
      int received = 0;
      while (server.recvFromDomainSocket(got, 0, 2048) != null) {
        received++;
      }
      assertThat(received).isPositive();
    } finally {
      server.close();
    }
  }

  @Test
  void shouldCountOctetsAndComeBackWhenServerListensOnTcp() throws IOException {
    // Given
    final ServerSocket first = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    final int port = first.getLocalPort();
    try (LogWriter writer =
        writer(
            "sluice",
            Optional.empty(),
            List.of(
                target(
                    new LogTarget.Tcp(new Address.Inet("127.0.0.1", port)),
                    Format.PRIORITY,
                    ALL)))) {
      final SessionLog log = writer.newSessionLog(1 << 12);
      log.log(Records.usual());
      try (java.net.Socket connection = first.accept()) {
        assertThat(frame(connection.getInputStream())).matches("<134>" + LINE);
      }
      first.close();
      // When
      final SessionRecord record = Records.usual();
      try (ServerSocket second = new ServerSocket(port, 5, InetAddress.getLoopbackAddress())) {
        log.log(record);
        // Then
        try (java.net.Socket connection = second.accept()) {
          assertThat(frame(connection.getInputStream())).matches("<134>" + LINE);
          log.log(record);
          assertThat(frame(connection.getInputStream())).matches("<134>" + LINE);
        }
      }
      assertThat(writer.dropped()).isZero();
    } finally {
      first.close();
    }
  }

  @Test
  void shouldDropAndCountWhenTcpServerIsAway() throws IOException {
    // Given
    final int port;
    try (ServerSocket unused = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      port = unused.getLocalPort();
    }
    final LogWriter writer =
        writer(
            "sluice",
            Optional.empty(),
            List.of(
                target(new LogTarget.Tcp(new Address.Inet("127.0.0.1", port)), Format.RAW, ALL)));
    final SessionLog log = writer.newSessionLog(1 << 20);
    // When
    for (int i = 0; i < 9_000; i++) {
      log.log(Records.usual());
    }
    // Then
    await().until(() -> writer.dropped() > 0);
    writer.close();
    assertThat(writer.dropped()).isEqualTo(9_000);
  }

  @Test
  void shouldSendElsewhereWhenConfiguredAnew() throws IOException {
    // Given
    try (DatagramSocket before = udp();
        DatagramSocket after = udp();
        LogWriter writer =
            writer("sluice", Optional.empty(), List.of(target(udp(before), Format.RAW, ALL)))) {
      final SessionLog log = writer.newSessionLog(1 << 12);
      log.log(Records.usual());
      assertThat(receive(before)).matches(LINE + "\n");
      // When
      writer.configure(
          config("sluice", Optional.empty(), List.of(target(udp(after), Format.RAW, ALL))));
      log.log(Records.usual());
      // Then
      assertThat(receive(after)).matches(LINE + "\n");
    }
  }

  @Test
  void shouldFindServerWhenItIsNamed() throws IOException {
    // Given
    try (DatagramSocket server = udp();
        LogWriter writer =
            writer(
                "sluice",
                Optional.empty(),
                List.of(
                    target(
                        new LogTarget.Udp(new Address.Inet("localhost", server.getLocalPort())),
                        Format.RAW,
                        ALL)))) {
      final SessionLog log = writer.newSessionLog(1 << 12);
      server.setSoTimeout(20);
      // When
      final String[] got = new String[1];
      await()
          .until(() -> {
            log.log(Records.usual());
            got[0] = receiveIfAny(server);
            return got[0] != null;
          });
      // Then
      assertThat(got[0]).matches(LINE + "\n");
    }
  }

  private static LogWriter writer(
      final String tag, final Optional<String> host, final List<LogTarget> targets) {
    final LogWriter writer = new LogWriter(OutputStream.nullOutputStream());
    writer.configure(config(tag, host, targets));
    return writer;
  }

  private static LogConfig config(
      final String tag, final Optional<String> host, final List<LogTarget> targets) {
    return new LogConfig(LogConfig.Level.INFO, 1 << 16, targets, tag, host);
  }

  private static LogTarget target(final LogTarget.To to, final Format format, final int level) {
    return new LogTarget(to, format, LOCAL0, level, 0, 1024);
  }

  private static DatagramSocket udp() throws IOException {
    final DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    socket.setSoTimeout(10_000);
    return socket;
  }

  private static LogTarget.To udp(final DatagramSocket server) {
    return new LogTarget.Udp(new Address.Inet("127.0.0.1", server.getLocalPort()));
  }

  private static String receive(final DatagramSocket server) throws IOException {
    final DatagramPacket packet = new DatagramPacket(new byte[4096], 4096);
    server.receive(packet);
    return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.ISO_8859_1);
  }

  private static String receiveIfAny(final DatagramSocket server) throws IOException {
    try {
      return receive(server);
    } catch (final java.net.SocketTimeoutException e) {
      return null;
    }
  }

  private static String frame(final InputStream in) throws IOException {
    int length = 0;
    for (int b = in.read(); b != ' '; b = in.read()) {
      length = length * 10 + b - '0';
    }
    return new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
  }
}
