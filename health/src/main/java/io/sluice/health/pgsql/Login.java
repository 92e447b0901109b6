package io.sluice.health.pgsql;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Proves to a server who comes, in the way that it asks for.
 *
 * <p>On the check loop; one for each connection. The password itself goes over a unix socket only.
 *
 * <pre>
 *   NOTHING → password, MD5 → SENT → (ok) → IN
 *      |  → SASL → FIRST → (key wanted) → KEY → LAST → PROVEN → (ok) → IN
 *      +→ (ok) → IN
 * </pre>
 *
 * <p>Source: PostgreSQL documentation, "Message Flow", start-up, and "SASL Authentication".
 */
final class Login {
  private static final int OK = 0;
  private static final int CLEAR_TEXT = 3;
  private static final int MD5 = 5;
  private static final int SASL = 10;
  private static final int SASL_CONTINUE = 11;
  private static final int SASL_FINAL = 12;
  private static final int MD5_SALT_BYTES = 4;

  private enum Step {
    NOTHING,
    SENT,
    FIRST,
    KEY,
    LAST,
    PROVEN,
    IN
  }

  private final String user;
  private final Optional<String> password;
  private final boolean unixSocket;
  private final Scram scram;
  private final Consumer<byte[]> out;
  private Step step = Step.NOTHING;

  /**
   * @param password empty: there is none
   * @param unixSocket whether nobody else can listen to the connection
   * @param scram for the case that it is asked for
   * @param out sends what a message of type {@code p} is made of
   */
  Login(
      final String user,
      final Optional<String> password,
      final boolean unixSocket,
      final Scram scram,
      final Consumer<byte[]> out) {
    this.user = user;
    this.password = password;
    this.unixSocket = unixSocket;
    this.scram = scram;
    this.out = out;
  }

  /** Whether the server has let the user in. */
  boolean isIn() {
    return step == Step.IN;
  }

  /** Whether it waits for {@link #prove}. */
  boolean wantsKey() {
    return step == Step.KEY;
  }

  /**
   * Takes an Authentication message.
   *
   * @return what the session has to say to whoever uses it; empty: nothing
   * @throws PgsqlProtocolException the server does not go on as it should
   */
  Optional<Answer> onAuthentication(final Message message) throws PgsqlProtocolException {
    final int code = message.int32();
    return switch (code) {
      case OK -> onOk();
      case SASL_CONTINUE -> {
        go(Step.FIRST, Step.KEY);
        yield Optional.of(new Answer.KeyWanted(scram.onFirst(message.rest())));
      }
      case SASL_FINAL -> {
        go(Step.LAST, Step.PROVEN);
        scram.onLast(message.rest());
        yield Optional.empty();
      }
      default -> onRequest(code, message);
    };
  }

  private void go(final Step from, final Step to) throws PgsqlProtocolException {
    if (step != from) {
      throw new PgsqlProtocolException("a login out of step");
    }
    step = to;
  }

  private Optional<Answer> onOk() throws PgsqlProtocolException {
    if (step == Step.FIRST || step == Step.KEY || step == Step.LAST) {
      throw new PgsqlProtocolException("it lets in without a proof of its own");
    }
    step = Step.IN;
    return Optional.empty();
  }

  private Optional<Answer> onRequest(final int code, final Message message)
      throws PgsqlProtocolException {
    go(Step.NOTHING, Step.SENT);
    final String asks = Welcome.of(code);
    if (asks == null) {
      throw new PgsqlProtocolException("a request for authentication " + code);
    }
    if (code != CLEAR_TEXT && code != MD5 && code != SASL) {
      return noWayIn(asks + ", which is not spoken here");
    }
    if (password.isEmpty()) {
      return noWayIn(asks + ", and the check has none");
    }
    return switch (code) {
      case CLEAR_TEXT -> clearText();
      case MD5 -> {
        out.accept(terminated(md5(password.get(), message.bytes(MD5_SALT_BYTES))));
        yield Optional.empty();
      }
      default -> sasl(message);
    };
  }

  private static Optional<Answer> noWayIn(final String why) {
    return Optional.of(new Answer.NoWayIn(why));
  }

  private Optional<Answer> clearText() {
    if (!unixSocket) {
      return noWayIn("asks for the password in clear text, which goes over a unix socket only");
    }
    out.accept(terminated(password.orElseThrow()));
    return Optional.empty();
  }

  private Optional<Answer> sasl(final Message message) throws PgsqlProtocolException {
    for (String name = message.terminated(); !name.isEmpty(); name = message.terminated()) {
      if (name.equals(Scram.NAME)) {
        step = Step.FIRST;
        final byte[] first = scram.first().getBytes(ISO_8859_1);
        out.accept(Bytes.of(terminated(Scram.NAME), Bytes.int32(first.length), first));
        return Optional.empty();
      }
    }
    return noWayIn("asks for a password (SASL) in no way that is spoken here");
  }

  /** Goes on with the key that {@link Answer.KeyWanted} asked for. */
  void prove(final SaltedPassword key) {
    if (step != Step.KEY) {
      throw new IllegalStateException("no key is wanted");
    }
    step = Step.LAST;
    out.accept(scram.last(key).getBytes(ISO_8859_1));
  }

  private String md5(final String secret, final byte[] salt) {
    final byte[] inner = hex(Bytes.of(secret.getBytes(UTF_8), user.getBytes(UTF_8)));
    return "md5" + new String(hex(Bytes.of(inner, salt)), ISO_8859_1);
  }

  private static byte[] hex(final byte[] bytes) {
    try {
      final byte[] digest = MessageDigest.getInstance("MD5").digest(bytes);
      return HexFormat.of().formatHex(digest).getBytes(ISO_8859_1);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has MD5", e);
    }
  }

  private static byte[] terminated(final String text) {
    return Bytes.of(text.getBytes(UTF_8), new byte[1]);
  }
}
