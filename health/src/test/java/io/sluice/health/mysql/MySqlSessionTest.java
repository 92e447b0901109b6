package io.sluice.health.mysql;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.health.mysql.Answer.Ok;
import io.sluice.health.mysql.Answer.Rows;
import io.sluice.health.mysql.Answer.ServerError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MySqlSessionTest {
  private static final Credentials PROBE = new Credentials("probe", new Password("Grüße"));

  private final List<byte[]> sent = new ArrayList<>();
  private final MySqlSession session = new MySqlSession(sent::add, false);

  private Answer next(final byte[]... packets) throws MySqlProtocolException {
    session.feed(Wire.buffer(packets));
    return session.next().orElse(null);
  }

  private void assertRefused(final String words, final byte[]... packets) {
    assertThatThrownBy(() -> next(packets))
        .isInstanceOf(MySqlProtocolException.class)
        .hasMessageContaining(words);
    assertThat(session.isIdle()).isFalse();
  }

  private void login() throws MySqlProtocolException {
    next(Wire.greeting());
    session.login(PROBE);
    next(Wire.ok(2));
    assertThat(session.isIdle()).isTrue();
    sent.clear();
  }

  @Test
  void shouldReadTheGreetingByteByByte() throws Exception {
    // Given
    final byte[] greeting = Wire.greeting("5.5.5-10.11.2-MariaDB-log", "mysql_native_password");

    // When
    for (int i = 0; i < greeting.length - 1; i++) {
      assertThat(next(new byte[] {greeting[i]})).isNull();
      assertThat(session.isMidAnswer()).isTrue();
    }
    final Greeting read = (Greeting) next(new byte[] {greeting[greeting.length - 1]});

    // Then
    assertThat(read.serverVersion()).isEqualTo("10.11.2-MariaDB-log");
    assertThat(read.connectionId()).isEqualTo(7);
    assertThat(read.plugin()).isEqualTo("mysql_native_password");
    assertThat(read.scramble()).startsWith(Wire.SCRAMBLE).hasSize(21);
    assertThat(session.isMidAnswer()).isFalse();
  }

  @Test
  void shouldKeepTheVersionOfAMySqlThatIsNamedLikeTheMark() throws Exception {
    final Answer greeting = next(Wire.greeting("5.5.5-m3", "mysql_native_password"));
    assertThat(((Greeting) greeting).serverVersion()).isEqualTo("5.5.5-m3");
  }

  @Test
  void shouldRefuseAGreetingThatIsCutShortAnywhere() throws Exception {
    final byte[] whole = Wire.greeting();
    final int nameStart = whole.length - "mysql_native_password\0".length();
    // With no more than the lower capabilities it is one of an old server, and complete.
    final int oldEnd = 4 + 1 + 6 + 4 + 8 + 1 + 2;
    for (int end = 4; end < nameStart; end++) {
      final byte[] payload = Arrays.copyOfRange(whole, 4, end);
      final MySqlSession one = new MySqlSession(sent::add, false);
      one.feed(Wire.buffer(Packet.framed(0, payload)));
      if (end == oldEnd) {
        assertThat(one.next()).isPresent();
      } else {
        assertThatThrownBy(one::next).isInstanceOf(MySqlProtocolException.class);
      }
    }
  }

  @Test
  void shouldAnswerTheGreetingWithTheHash() throws Exception {
    // Given
    next(Wire.greeting());

    // When
    session.login(PROBE);

    // Then
    final byte[] expected =
        Wire.packet(
            1,
            Wire.hex("01820800"),
            Wire.hex("00001000"),
            33,
            new byte[23],
            "probe",
            0,
            20,
            Wire.hex("ab12d10a0b53c28522a85b0bf7c532c95822f71a"),
            "mysql_native_password",
            0);
    assertThat(sent).hasSize(1);
    assertThat(sent.getFirst()).isEqualTo(expected);
    assertThat(next(Wire.ok(2))).isEqualTo(new Ok(3));
  }

  @Test
  void shouldChangeTheMethodAsOftenAsTheServerWants() throws Exception {
    // Given
    next(Wire.greeting());
    session.login(PROBE);

    // When
    next(Wire.packet(2, 0xfe, "client_ed25519", 0, new byte[32]));
    next(Wire.packet(4, 0xfe, "mysql_native_password", 0, Wire.SCRAMBLE, 0));

    // Then
    assertThat(sent.get(1))
        .isEqualTo(Wire.packet(3, Ed25519.sign(PROBE.password().bytes(), new byte[32])));
    assertThat(sent.get(2))
        .isEqualTo(Wire.packet(5, Wire.hex("ab12d10a0b53c28522a85b0bf7c532c95822f71a")));
    assertThat(next(Wire.ok(6))).isInstanceOf(Ok.class);
  }

  @Test
  void shouldGoTheLongWayOfCachingSha2() throws Exception {
    // Given
    next(Wire.greeting("8.4.0", "caching_sha2_password"));
    session.login(PROBE);

    // When
    next(Wire.packet(2, 1, 4));

    // Then
    assertThat(sent.get(1)).isEqualTo(Wire.packet(3, 2));
    assertRefused("no RSA key", Wire.packet(4, 1, "-----BEGIN PUBLIC KEY-----"));
  }

  @Test
  void shouldGoTheShortWayOfCachingSha2() throws Exception {
    // Given
    next(Wire.greeting("8.4.0", "caching_sha2_password"));
    session.login(PROBE);

    // When
    final Answer answer = next(Wire.packet(2, 1, 3), Wire.ok(3));

    // Then
    assertThat(answer).isInstanceOf(Ok.class);
    assertThat(sent).hasSize(1);
    assertThat(new String(sent.getFirst(), ISO_8859_1)).endsWith("caching_sha2_password\0");
  }

  @Test
  void shouldEndTheLoginWhenTheMethodIsNotKnown() throws Exception {
    // Given
    next(Wire.greeting());
    session.login(PROBE);

    // Then
    assertRefused("'mysql_clear_password'", Wire.packet(2, 0xfe, "mysql_clear_password", 0));
    assertThat(sent.get(1)).isEqualTo(Wire.packet(3));
  }

  @Test
  void shouldRefuseTheHashOfTheLastCentury() throws Exception {
    next(Wire.greeting());
    session.login(PROBE);
    assertRefused("'mysql_old_password'", Wire.packet(2, 0xfe));
  }

  @Test
  void shouldNotLogInForEver() throws Exception {
    next(Wire.greeting());
    session.login(PROBE);
    assertThatThrownBy(
            () -> {
              for (int i = 2; i < 200; i += 2) {
                next(Wire.packet(i, 0xfe, "mysql_native_password", 0, Wire.SCRAMBLE, 0));
              }
            })
        .isInstanceOf(MySqlProtocolException.class)
        .hasMessage("a login without end");
  }

  @Test
  void shouldRefuseToLogInWhenTheServerIsOlderThanTheProtocol() throws Exception {
    next(Wire.packet(0, 10, "4.0.1", 0, 7, 0, 0, 0, new byte[8], 0, 0x2c, 0));
    assertThatThrownBy(() -> session.login(PROBE))
        .isInstanceOf(MySqlProtocolException.class)
        .hasMessageContaining("4.1");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void shouldReadAnErrorInPlaceOfTheGreeting(final int sequence) throws Exception {
    final Answer answer = next(Wire.error(sequence, 1040, "Too many connections"));
    assertThat(answer).isEqualTo(new ServerError(1040, "", "Too many connections"));
    assertThat(session.isIdle()).isFalse();
  }

  @Test
  void shouldReadTheStateOfAnError() throws Exception {
    next(Wire.greeting());
    session.login(PROBE);
    assertThat(next(Wire.error(2, 1045, "#28000Access denied")))
        .isEqualTo(new ServerError(1045, "28000", "Access denied"));
  }

  @Test
  void shouldRefuseAPacketOutOfOrder() throws Exception {
    assertRefused("packet 1 where packet 0 was due", withSequence(Wire.greeting(), 1));
  }

  private static byte[] withSequence(final byte[] packet, final int sequence) {
    packet[3] = (byte) sequence;
    return packet;
  }

  @Test
  void shouldRefuseAPacketThatIsTooLongBeforeItCame() throws Exception {
    final MySqlSession stranger = new MySqlSession(sent::add, false);
    stranger.feed(Wire.buffer(Wire.hex("01400000")));
    assertThatThrownBy(stranger::next)
        .isInstanceOf(MySqlProtocolException.class)
        .hasMessage("a packet of 16385 bytes");

    login();
    session.query("x");
    assertThat(next(Wire.packet(1, 1))).isNull();
    assertRefused("a packet of 1048577 bytes", Wire.hex("01001002"));
  }

  @Test
  void shouldRefuseAGreetingWithoutAVersion() {
    assertRefused("without a version", Wire.packet(0, 10, "", 0, new byte[100]));
  }

  @Test
  void shouldReadAResult() throws Exception {
    // Given
    login();

    // When
    session.query("SHOW é");
    final Answer answer =
        next(
            Wire.packet(1, 2),
            Wire.column(2, "Variable_name"),
            Wire.column(3, "Value"),
            Wire.eof(4),
            Wire.packet(5, Wire.texts("wsrep_ready", "ON")),
            Wire.packet(6, Wire.texts("wsrep_local_state"), 0xfb),
            Wire.packet(7, Wire.texts("long"), 0xfc, 0x2c, 0x01, "x".repeat(300)),
            Wire.eof(8));

    // Then
    assertThat(sent.getFirst()).isEqualTo(Wire.packet(0, 3, "SHOW Ã©"));
    assertThat(answer)
        .isEqualTo(
            new Rows(
                List.of("Variable_name", "Value"),
                List.of(
                    List.of(Optional.of("wsrep_ready"), Optional.of("ON")),
                    List.of(Optional.of("wsrep_local_state"), Optional.empty()),
                    List.of(Optional.of("long"), Optional.of("x".repeat(300))))));
    assertThat(session.isIdle()).isTrue();
  }

  @Test
  void shouldGoOnAfterAnErrorOfACommand() throws Exception {
    login();
    session.query("x");
    assertThat(next(Wire.error(1, 1064, "#42000no"))).isInstanceOf(ServerError.class);
    session.query("y");
    assertThat(next(Wire.packet(1, 1), Wire.column(2, "c"), Wire.eof(3), Wire.error(4, 1317, "k")))
        .isInstanceOf(ServerError.class);
    session.ping();
    assertThat(next(Wire.ok(1))).isEqualTo(new Ok(3));
    session.quit();
    assertThat(sent.getLast()).isEqualTo(Wire.packet(0, 1));
  }

  @Test
  void shouldReadAnErrorThatNobodyAskedFor() throws Exception {
    login();
    assertThat(next(Wire.error(0, 1927, "#70100Connection was killed")))
        .isInstanceOf(ServerError.class);
    assertThat(session.isIdle()).isFalse();
  }

  @Test
  void shouldRefuseWhatNobodyAskedFor() throws Exception {
    login();
    assertRefused("where packet", Wire.ok(0));
  }

  @Test
  void shouldRefuseARequestForAFile() throws Exception {
    login();
    session.query("x");
    assertRefused("send a file", Wire.packet(1, 0xfb, "/etc/passwd"));
  }

  @Test
  void shouldRefuseResultsThatAreNotWhole() throws Exception {
    final List<List<byte[]>> results =
        List.of(
            List.of(Wire.packet(1, 0xfc, 0xff, 0xff)),
            List.of(Wire.packet(1, 2), Wire.column(2, "a"), Wire.eof(3)),
            List.of(Wire.packet(1, 1), Wire.column(2, "a"), Wire.column(3, "b")),
            List.of(Wire.packet(1, 1), Wire.column(2, "a"), Wire.eof(3), Wire.packet(4)),
            List.of(Wire.packet(1, 1), Wire.column(2, "a"), Wire.eof(3), Wire.packet(4, 9, "x")),
            List.of(
                Wire.packet(1, 1),
                Wire.column(2, "a"),
                Wire.eof(3),
                Wire.packet(4, Wire.texts("x", "y"))),
            List.of(
                Wire.packet(1, 1),
                Wire.column(2, "a"),
                Wire.eof(3),
                Wire.packet(4, 0xfe, Wire.hex("ffffffffffffffff"), "xx")));
    for (final List<byte[]> result : results) {
      final MySqlSession one = new MySqlSession(sent::add, false);
      one.feed(Wire.buffer(Wire.greeting()));
      one.next();
      one.login(PROBE);
      one.feed(Wire.buffer(Wire.ok(2)));
      one.next();
      one.query("x");
      one.feed(Wire.buffer(result.toArray(byte[][]::new)));
      assertThatThrownBy(one::next).isInstanceOf(MySqlProtocolException.class);
    }
  }

  @Test
  void shouldRefuseAResultWithoutEnd() throws Exception {
    login();
    session.query("x");
    next(Wire.packet(1, 1), Wire.column(2, "a"), Wire.eof(3));
    assertThatThrownBy(
            () -> {
              for (int i = 4; i < 100_000; i++) {
                next(Wire.packet(i & 0xff, 0));
              }
            })
        .isInstanceOf(MySqlProtocolException.class)
        .hasMessageContaining("a result of more than");
  }

  @Test
  void shouldNeverFailOtherwiseWhateverComes() {
    final Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      final byte[] bytes = Wire.greeting();
      for (int flips = random.nextInt(4); flips >= 0; flips--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      final MySqlSession one = new MySqlSession(_ -> {}, false);
      try {
        final ByteBuf buffer = Unpooled.wrappedBuffer(bytes);
        one.feed(buffer);
        if (one.next().orElse(null) instanceof Greeting) {
          one.login(PROBE);
        }
        assertThat(buffer.isReadable()).isFalse();
      } catch (MySqlProtocolException e) {
        assertThat(e.getMessage()).isNotEmpty();
      }
    }
  }

  @Test
  void shouldShowNoPassword() {
    assertThat(PROBE.toString()).contains("probe").doesNotContain("Grüße");
  }

  /** A greeting of a server that offers TLS. */
  private static byte[] greetingWithTls() {
    final byte[] greeting = Wire.greeting("8.4.0", CachingSha2.NAME);
    greeting[4 + 1 + "8.4.0".length() + 1 + 4 + 8 + 1 + 1] |= 0x08;
    return greeting;
  }

  @Test
  void shouldAskForTlsBeforeTheLogin() throws Exception {
    // Given
    next(greetingWithTls());

    // When
    session.requestTls();
    session.login(new Credentials("probe", new Password("secret")));

    // Then
    assertThat(sent).hasSize(2);
    assertThat(sent.getFirst()).hasSize(4 + 32).startsWith(32, 0, 0, 1);
    assertThat(sent.getFirst()[5] & 0x08).isEqualTo(0x08);
    assertThat(sent.getLast()).startsWith(sent.getLast()[0], 0, 0, 2);
    assertThat(Arrays.copyOfRange(sent.getLast(), 4, 36))
        .isEqualTo(Arrays.copyOfRange(sent.getFirst(), 4, 36));

    // When
    next(Wire.packet(3, 1, 4));

    // Then
    assertThat(sent.getLast()).isEqualTo(Wire.packet(4, "secret", 0));
  }

  @Test
  void shouldNotGoOnWithoutTheTlsThatIsAskedFor() throws Exception {
    next(Wire.greeting());
    assertThatThrownBy(session::requestTls)
        .isInstanceOf(LoginImpossibleException.class)
        .hasMessage("a server that offers no TLS");
  }

  @Test
  void shouldTakeNothingForEncryptedThatCameBefore() throws Exception {
    next(greetingWithTls(), Wire.ok(2));
    assertThatThrownBy(session::requestTls)
        .isInstanceOf(MySqlProtocolException.class)
        .hasMessage("more than a greeting before TLS");
  }
}
