package io.sluice.health.mysql;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.config.ProbeConfig;
import io.sluice.health.CheckResult;
import io.sluice.health.CheckStatus;
import io.sluice.health.testkit.CheckLab;
import io.sluice.health.testkit.FakeServer;
import io.sluice.health.testkit.FakeServer.Script;
import io.sluice.health.testkit.Scripts;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The check against servers that misbehave. */
class MySqlCheckIT {
  private static final ProbeConfig GREETING =
      new ProbeConfig.MySql(Optional.empty(), Optional.empty());
  private static final ProbeConfig LOGIN =
      new ProbeConfig.MySql(Optional.of("probe"), Optional.empty());
  private static final Duration SHORT = Duration.ofMillis(200);

  private final CheckLab lab = new CheckLab();

  @AfterEach
  void close() {
    lab.close();
  }

  private CheckResult check(final ProbeConfig config, final Script script) throws Exception {
    try (FakeServer server = new FakeServer(script)) {
      return lab.run(config, server.address());
    }
  }

  private CheckResult checkBriefly(final ProbeConfig config, final Script script) throws Exception {
    try (FakeServer server = new FakeServer(script)) {
      return lab.run(config, server.address(), SHORT);
    }
  }

  /** Sends, and waits for the other side to close. */
  private static Script sends(final byte[]... packets) {
    return socket -> {
      for (final byte[] packet : packets) {
        socket.getOutputStream().write(packet);
      }
      Scripts.drain(socket);
    };
  }

  /** Greets, reads a login, sends, and waits for the other side to close. */
  private static Script answersLogin(final byte[]... packets) {
    return socket -> {
      socket.getOutputStream().write(Wire.greeting());
      readPacket(socket);
      sends(packets).run(socket);
    };
  }

  private static byte[] readPacket(final Socket socket) throws IOException {
    final InputStream in = socket.getInputStream();
    final byte[] header = in.readNBytes(4);
    if (header.length < 4) {
      throw new IOException("end");
    }
    return in.readNBytes(Byte.toUnsignedInt(header[0]) | Byte.toUnsignedInt(header[1]) << 8);
  }

  private static void assertNotMySql(final CheckResult result, final String words) {
    assertThat(result).isInstanceOf(CheckResult.Failed.class);
    assertThat(result.status()).isEqualTo(CheckStatus.L7RSP);
    assertThat(result.detail()).isEqualTo("not as MySQL speaks: " + words);
  }

  @Test
  void shouldEndTheLoginOfNobodyWhenTheGreetingIsEnough() throws Exception {
    // Given
    final BlockingQueue<byte[]> came = new LinkedBlockingQueue<>();

    // When
    try (FakeServer server =
        new FakeServer(socket -> {
          socket.getOutputStream().write(Wire.greeting("8.4.0", "caching_sha2_password"));
          came.add(readPacket(socket));
          socket.getOutputStream().write(Wire.ok(2));
          came.add(readPacket(socket));
        })) {
      final CheckResult result = lab.run(GREETING, server.address());

      // Then
      assertThat(result).isInstanceOf(CheckResult.Passed.class);
      assertThat(result.detail()).isEqualTo("8.4.0");
      assertThat(came.take()).contains('c', 'a', 'c', 'h').hasSize(32 + 2 + 22);
      assertThat(came.take()).containsExactly(1);
      assertThat(server.awaitEnd()).isEqualTo("done");
      await().until(() -> lab.openChannels() == 0);
    }
  }

  @Test
  void shouldAnswerAChangeOfMethodForNobody() throws Exception {
    // Given
    final BlockingQueue<byte[]> came = new LinkedBlockingQueue<>();

    // When
    final CheckResult result;
    try (FakeServer server =
        new FakeServer(socket -> {
          socket.getOutputStream().write(Wire.greeting());
          readPacket(socket);
          final OutputStream out = socket.getOutputStream();
          out.write(Wire.packet(2, 0xfe, "caching_sha2_password", 0, Wire.SCRAMBLE, 0));
          came.add(readPacket(socket));
          out.write(Wire.error(4, 1045, "#28000Access denied"));
        })) {
      result = lab.run(GREETING, server.address());

      // Then
      assertThat(came.take()).isEmpty();
      await().until(() -> lab.openChannels() == 0);
    }
    assertThat(result.status()).isEqualTo(CheckStatus.L7OK);
  }

  @Test
  void shouldPassTheGreetingWhateverFollows() throws Exception {
    final byte[] garbage = new byte[100_000];
    final CheckResult result = check(GREETING, answersLogin(garbage));
    assertThat(result.status()).isEqualTo(CheckStatus.L7OK);
    await().until(() -> lab.openChannels() == 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"SSH-2.0-OpenSSH_9\r\n", "220 mail ESMTP ready here\r\n"})
  void shouldNotTakeAnotherProtocolForMySql(final String banner) throws Exception {
    final CheckResult result = check(GREETING, sends(Wire.payload(banner)));
    assertThat(result.status()).isEqualTo(CheckStatus.L7RSP);
    assertThat(result.detail()).startsWith("not as MySQL speaks: a packet of ");
  }

  @Test
  void shouldRefuseGreetingsThatAreNone() throws Exception {
    assertNotMySql(check(GREETING, sends(Wire.packet(0))), "a packet that ends too early");
    assertNotMySql(check(GREETING, sends(Wire.packet(0, 9, "3.20"))), "protocol version 9");
    assertNotMySql(
        check(LOGIN, sends(Wire.packet(0, 10, "8.4.0"))), "a packet that ends too early");
    assertNotMySql(
        check(LOGIN, sends(Wire.packet(3, 10, "8.4.0", 0))), "packet 3 where packet 0 was due");
    assertNotMySql(check(LOGIN, sends(Wire.hex("ffffff00"))), "a packet of 16777215 bytes");
  }

  @Test
  void shouldNotReadAPacketWithoutEnd() throws Exception {
    final CheckResult result =
        checkBriefly(
            GREETING,
            socket -> {
              socket.getOutputStream().write(Wire.hex("00001000" + "0a"));
              final byte[] more = new byte[4096];
              while (true) {
                socket.getOutputStream().write(more);
              }
            });
    assertThat(result.status()).isEqualTo(CheckStatus.L7RSP);
  }

  @Test
  void shouldTimeOutWhenTheServerIsSilentOrSlow() throws Exception {
    // When
    final CheckResult silent = checkBriefly(GREETING, Scripts.silence());
    final CheckResult part = checkBriefly(GREETING, sends(Wire.hex("4a0000000a38")));
    final CheckResult login = checkBriefly(LOGIN, answersLogin());

    // Then
    assertThat(List.of(silent, part, login))
        .extracting(CheckResult::status)
        .containsOnly(CheckStatus.L7TOUT);
    assertThat(silent.detail()).isEqualTo("no answer in time");
    assertThat(part.detail()).isEqualTo("answer not complete in time");
    assertThat(login.detail()).isEqualTo("no answer in time");
  }

  @Test
  void shouldPassWhenTheServerSendsByteByByte() throws Exception {
    final CheckResult result =
        check(
            LOGIN,
            socket -> {
              socket.setTcpNoDelay(true);
              for (final byte b : Wire.greeting()) {
                socket.getOutputStream().write(b);
              }
              readPacket(socket);
              for (final byte b : Wire.ok(2)) {
                socket.getOutputStream().write(b);
              }
              readPacket(socket);
            });
    assertThat(result.status()).isEqualTo(CheckStatus.L7OK);
    assertThat(result.detail()).isEqualTo("8.4.0");
  }

  @Test
  void shouldSayWhenTheServerHangsUp() throws Exception {
    // When
    final CheckResult mid =
        check(LOGIN, socket -> socket.getOutputStream().write(Wire.hex("4a0000000a38")));
    final CheckResult later =
        check(
            LOGIN,
            socket -> {
              socket.getOutputStream().write(Wire.greeting());
              readPacket(socket);
            });

    // Then
    assertThat(List.of(mid, later))
        .allSatisfy(result -> {
          assertThat(result.status()).isEqualTo(CheckStatus.L7RSP);
          assertThat(result.detail()).isEqualTo("connection closed before the answer");
        });
  }

  @Test
  void shouldSayWhatTheServerSaysInPlaceOfTheGreeting() throws Exception {
    final CheckResult blocked =
        check(GREETING, Scripts.answerUnasked(error(1129, "Host 'h' is blocked")));
    final CheckResult foreign =
        check(LOGIN, Scripts.answerUnasked(error(1130, "Host 'h\n\u001b[2J' is not allowed")));
    assertThat(List.of(blocked, foreign))
        .extracting(CheckResult::status)
        .containsOnly(CheckStatus.L7STS);
    assertThat(blocked.detail()).isEqualTo("1129 Host 'h' is blocked");
    assertThat(foreign.detail()).isEqualTo("1130 Host 'h??[2J' is not allowed");
  }

  private static String error(final int code, final String message) {
    return new String(Wire.error(0, code, message), ISO_8859_1);
  }

  @Test
  void shouldCallAFullServerAlive() throws Exception {
    for (final int code : new int[] {1040, 1203}) {
      final CheckResult result = check(LOGIN, answersLogin(Wire.error(2, code, "#08004Full")));
      assertThat(result).isInstanceOf(CheckResult.Passed.class);
      assertThat(result.detail()).isEqualTo("alive, but full: " + code + " Full");
    }
  }

  @Test
  void shouldRefuseAnswersToTheLoginThatAreNone() throws Exception {
    assertNotMySql(check(LOGIN, answersLogin(Wire.packet(2, 0x2a))), "no answer to the login");
    assertNotMySql(check(LOGIN, answersLogin(Wire.packet(2))), "no answer to the login");
    assertNotMySql(check(LOGIN, answersLogin(Wire.ok(1))), "packet 1 where packet 2 was due");
    assertNotMySql(
        check(LOGIN, answersLogin(Wire.packet(2, 1, 4))),
        "more than a method like mysql_native_password has");
    assertNotMySql(
        check(LOGIN, answersLogin(Wire.packet(2, 0xfe, "dia\u0007log", 0, "Password: "))),
        "it wants the authentication 'dia?log'");
  }
}
