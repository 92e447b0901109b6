package io.sluice.health.pgsql;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PgsqlSessionTest {
  private static final String NONCE = "rOprNGfwEbeRWgbNEkqO";
  private static final String SERVER_FIRST =
      "r=" + NONCE + "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
  private static final String SCRAM =
      Wire.authentication(10, "SCRAM-SHA-256-PLUS\0SCRAM-SHA-256\0\0");

  private final List<String> sent = new ArrayList<>();

  private PgsqlSession session(final String password, final boolean unixSocket) {
    final PgsqlSession session =
        new PgsqlSession(
            "ada",
            Optional.ofNullable(password),
            unixSocket,
            NONCE,
            bytes -> sent.add(Wire.text(bytes)));
    session.start("ada", Optional.empty());
    sent.clear();
    return session;
  }

  private static List<Answer> feed(final PgsqlSession session, final String bytes)
      throws PgsqlProtocolException {
    session.feed(Unpooled.copiedBuffer(bytes, ISO_8859_1));
    final List<Answer> answers = new ArrayList<>();
    for (Optional<Answer> a = session.next(); a.isPresent(); a = session.next()) {
      answers.add(a.get());
    }
    return answers;
  }

  private static List<String> oneByOne(final String bytes) {
    return bytes.chars().mapToObj(Character::toString).toList();
  }

  private PgsqlSession idle() throws PgsqlProtocolException {
    final PgsqlSession session = session(null, false);
    assertThat(feed(session, Wire.OK + Wire.SETTLED)).containsExactly(new Answer.Ready());
    return session;
  }

  private PgsqlSession asked() throws PgsqlProtocolException {
    final PgsqlSession session = idle();
    session.query("SELECT x");
    return session;
  }

  @Test
  void shouldSayWhoAndWhere() {
    // When
    new PgsqlSession("\u00e9", Optional.empty(), false, NONCE, bytes -> sent.add(Wire.text(bytes)))
        .start("\u00e9", Optional.of("nova"));

    // Then
    final String body = "\0\3\0\0user\0\u00c3\u00a9\0database\0nova\0application_name\0sluice\0\0";
    assertThat(sent).containsExactly(Wire.int32(4 + body.length()) + body);
  }

  @Test
  void shouldAskOnceItIsLetIn() throws Exception {
    // Given
    final PgsqlSession session = asked();
    assertThat(sent).containsExactly(Wire.message('Q', "SELECT x\0"));

    // Then
    assertThat(feed(session, Wire.value("t"))).containsExactly(new Answer.Value("t"));
    session.query("SELECT y");
    assertThat(feed(session, Wire.value("f"))).containsExactly(new Answer.Value("f"));
  }

  @Test
  void shouldUnderstandBytesHoweverTheyAreCut() throws Exception {
    // Given
    final PgsqlSession session = session(null, false);
    final List<Answer> answers = new ArrayList<>();

    // When
    for (final String one : oneByOne(Wire.message('v', "....") + Wire.OK + Wire.SETTLED)) {
      answers.addAll(feed(session, one));
    }
    session.query("SELECT x");
    for (final String one :
        oneByOne(Wire.message('N', "SNOTICE\0\0") + Wire.message('A', "a") + Wire.value("f"))) {
      answers.addAll(feed(session, one));
    }

    // Then
    assertThat(answers).containsExactly(new Answer.Ready(), new Answer.Value("f"));
  }

  @Test
  void shouldProveWithMd5() throws Exception {
    // Given
    final PgsqlSession session = session("pencil", false);

    // When
    assertThat(feed(session, Wire.authentication(5, "salt"))).isEmpty();

    // Then
    assertThat(sent).containsExactly(Wire.message('p', "md5ec2ff800e521b2ddaedb76ea6f06e5bb\0"));
  }

  @Test
  void shouldProveWithScramAndDemandAProof() throws Exception {
    // Given
    final PgsqlSession session = session("pencil", false);

    // When
    assertThat(feed(session, SCRAM)).isEmpty();
    final String first = "n,,n=,r=" + NONCE;
    assertThat(sent)
        .containsExactly(Wire.message('p', "SCRAM-SHA-256\0" + Wire.int32(first.length()) + first));
    final List<Answer> wanted = feed(session, Wire.authentication(11, SERVER_FIRST));
    assertThat(wanted)
        .singleElement()
        .isInstanceOfSatisfying(
            Answer.KeyWanted.class,
            key -> session.prove(SaltedPassword.of("pencil", key.recipe())));

    // Then
    assertThat(sent).hasSize(2);
    assertThat(sent.getLast())
        .startsWith("p")
        .contains("c=biws,r=" + NONCE + "%hv")
        .contains(",p=");
    final String forged = Wire.authentication(12, "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
    assertThatThrownBy(() -> feed(session, forged)).hasMessage("a wrong proof of its own");
    assertThat(feed(session, Wire.OK + Wire.SETTLED)).isEmpty();
  }

  @Test
  void shouldNotBeLetInWithoutTheProofOfTheServer() throws Exception {
    // Given
    final PgsqlSession early = session("pencil", false);
    feed(early, SCRAM);
    final PgsqlSession late = session("pencil", false);
    feed(late, SCRAM + Wire.authentication(11, SERVER_FIRST));

    // Then
    assertThatThrownBy(() -> feed(early, Wire.OK))
        .hasMessage("it lets in without a proof of its own");
    assertThat(late.wantsKey()).isTrue();
    assertThatThrownBy(() -> feed(late, Wire.OK))
        .hasMessage("it lets in without a proof of its own");
    assertThat(late.wantsKey()).isFalse();
  }

  @Test
  void shouldSendThePasswordItselfOverAUnixSocketOnly() throws Exception {
    assertThat(feed(session("hunter2", true), Wire.authentication(3, ""))).isEmpty();
    assertThat(sent).containsExactly(Wire.message('p', "hunter2\0"));
    sent.clear();
    assertThat(feed(session("hunter2", false), Wire.authentication(3, "")))
        .containsExactly(
            new Answer.NoWayIn(
                "asks for the password in clear text, which goes over a unix socket only"));
    assertThat(sent).isEmpty();
  }

  @Test
  void shouldSayWhatIsAskedForInVain() throws Exception {
    assertThat(feed(session(null, true), Wire.authentication(3, "")))
        .containsExactly(new Answer.NoWayIn("asks for a password, and the check has none"));
    assertThat(feed(session("x", true), Wire.authentication(7, "")))
        .containsExactly(new Answer.NoWayIn("asks for GSSAPI, which is not spoken here"));
    assertThat(feed(session("x", true), Wire.authentication(10, "OAUTHBEARER\0\0")))
        .containsExactly(
            new Answer.NoWayIn("asks for a password (SASL) in no way that is spoken here"));
    assertThat(sent).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Z\0\0\0\5I",
        "S\0\0\0\4",
        "T\0\0\0\4",
        "R\0\0\0\4",
        "R\0\0\0\10\0\0\0\77",
        "R\0\0\0\10\0\0\0\13",
        "R\0\0\0\10\0\0\0\14",
        "R\0\0\0\10\0\0\0\12",
        "R\0\0\0\14\0\0\0\12SCRA",
        "R\0\0\0\11\0\0\0\5s",
        "HTTP/1.1 400 Bad Request\r\n",
        "R\377\377\377\377",
        "R\0\0\0\3",
        "N\0\0\165\61"
      })
  void shouldRefuseWhatIsNoLogin(final String bytes) {
    final PgsqlSession session = session("x", false);
    assertThatThrownBy(() -> feed(session, bytes)).isInstanceOf(PgsqlProtocolException.class);
  }

  @Test
  void shouldRefuseASecondRequest() throws Exception {
    final PgsqlSession session = session("x", false);
    feed(session, Wire.authentication(5, "salt"));
    assertThatThrownBy(() -> feed(session, Wire.authentication(5, "salt")))
        .hasMessage("a login out of step");
  }

  @Test
  void shouldRefuseWhatIsNotOneValue() throws Exception {
    final String column = Wire.message('T', "\0\1c\0");
    final String row = Wire.message('D', "\0\1\0\0\0\1t");
    final String end = Wire.message('C', "SELECT 1\0");
    for (final String answer :
        List.of(
            Wire.READY,
            column + Wire.READY,
            row,
            column + row + row,
            column + row + Wire.READY,
            column + end,
            column + row + end + column,
            Wire.message('T', "\0\2c\0d\0"),
            column + Wire.message('D', "\0\2\0\0\0\1t\0\0\0\1t"),
            column + Wire.message('D', "\0\1\377\377\377\377"),
            column + Wire.message('D', "\0\1\0\0\0\5t"),
            column + Wire.message('D', "\0\1\0\0\0\0t"),
            column + Wire.message('D', "\0"),
            Wire.message('I', ""),
            Wire.OK,
            "?")) {
      final PgsqlSession session = asked();
      assertThatThrownBy(() -> feed(session, answer))
          .as(answer)
          .isInstanceOf(PgsqlProtocolException.class);
    }
  }

  @Test
  void shouldNotTakeMessagesWithoutEnd() throws Exception {
    final String notices = Wire.message('N', "SNOTICE\0\0").repeat(250);
    for (final PgsqlSession session : List.of(session(null, false), idle(), asked())) {
      assertThatThrownBy(() -> feed(session, notices)).hasMessage("messages without end");
    }
  }

  @Test
  void shouldTakeWhatIsSaidBetweenTwoQuestions() throws Exception {
    // Given
    final PgsqlSession session = idle();

    // Then
    assertThat(feed(session, Wire.message('S', "a\0b\0") + Wire.message('A', "c"))).isEmpty();
    assertThat(session.isIdle()).isTrue();
    assertThatThrownBy(() -> feed(session, Wire.value("t"))).hasMessage("a message out of turn: T");
    assertThat(session.isIdle()).isFalse();
  }

  @Test
  void shouldTellAnErrorAtAnyTime() throws Exception {
    for (final PgsqlSession session : List.of(session(null, false), idle(), asked())) {
      assertThat(feed(session, Wire.error("FATAL", "57P01", "bye")))
          .containsExactly(new Answer.ServerError(true, "57P01", "FATAL 57P01 bye"));
      assertThat(session.isIdle()).isFalse();
    }
    assertThat(feed(asked(), Wire.error("ERROR", "42501", "no")))
        .containsExactly(new Answer.ServerError(false, "42501", "ERROR 42501 no"));
    assertThat(feed(asked(), Wire.message('E', "")))
        .containsExactly(new Answer.ServerError(true, "", ""));
  }
}
