package io.sluice.health.pgsql;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The client's side of one connection. Knows what may come next and refuses anything else.
 *
 * <p>Confined to the check loop. Whatever came is given to {@link #feed}, and {@link #next} then
 * asked until it has nothing left.
 *
 * <pre>
 *   NEW → start → LOGIN → (KeyWanted) → prove → IN → (Ready) → IDLE ⇄ query: ASKED (Value)
 *                   |                            |               |       |
 *                   +→ (NoWayIn)                 +---------------+-------+→ (ServerError) → OVER
 * </pre>
 *
 * <p>Source: PostgreSQL documentation, "Frontend/Backend Protocol", 3.0.
 */
final class PgsqlSession {
  private static final int PROTOCOL_3_0 = 3 << 16;

  /** What one answer may consist of; a login has some fifteen. */
  private static final int MAX_MESSAGES = 200;

  private enum Phase {
    NEW,
    LOGIN,
    IN,
    IDLE,
    ASKED,
    OVER
  }

  private final Consumer<byte[]> out;
  private final Login login;
  private final MessageReader messages = new MessageReader();
  private Phase phase = Phase.NEW;
  private int count; // of messages since something was asked
  private ValueReader value;

  /**
   * A session that has not begun.
   *
   * @param out sends bytes, which are its own from then on
   */
  PgsqlSession(
      final String user,
      final Optional<String> password,
      final boolean unixSocket,
      final String nonce,
      final Consumer<byte[]> out) {
    this.out = out;
    this.login =
        new Login(
            user,
            password,
            unixSocket,
            new Scram("", nonce),
            proof -> out.accept(Message.framed('p', proof)));
  }

  /** Begins. What follows is {@link Answer.Ready}, in the end. */
  void start(final String user, final Optional<String> database) {
    need(Phase.NEW);
    phase = Phase.LOGIN;
    final Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("user", user);
    database.ifPresent(name -> parameters.put("database", name));
    parameters.put("application_name", "sluice");
    final StringBuilder text = new StringBuilder();
    parameters.forEach((name, said) -> text.append(name).append('\0').append(said).append('\0'));
    out.accept(
        Message.framed(
            '\0',
            Bytes.of(Bytes.int32(PROTOCOL_3_0), text.append('\0').toString().getBytes(UTF_8))));
  }

  /** Goes on with a login that wanted a key. */
  void prove(final SaltedPassword key) {
    login.prove(key);
  }

  /** Asks for one value. What follows is {@link Answer.Value}. */
  void query(final String sql) {
    need(Phase.IDLE);
    phase = Phase.ASKED;
    count = 0;
    value = new ValueReader();
    out.accept(Message.framed('Q', (sql + '\0').getBytes(UTF_8)));
  }

  /** Says good-bye. The server closes the connection without another word. */
  void terminate() {
    need(Phase.IDLE);
    phase = Phase.OVER;
    out.accept(Message.framed('X', new byte[0]));
  }

  private void need(final Phase needed) {
    if (phase != needed) {
      throw new IllegalStateException("the session is in " + phase + ", not in " + needed);
    }
  }

  /** Whether a query can be sent. */
  boolean isIdle() {
    return phase == Phase.IDLE;
  }

  /** Whether it waits for {@link #prove}. */
  boolean wantsKey() {
    return phase == Phase.LOGIN && login.wantsKey();
  }

  /** Whether something of the answer has come. */
  boolean isMidAnswer() {
    return messages.isMidMessage() || phase == Phase.IN || (value != null && value.hasBegun());
  }

  /** Takes what came, all of it. */
  void feed(final ByteBuf bytes) {
    if (phase == Phase.OVER) {
      bytes.skipBytes(bytes.readableBytes());
    } else {
      messages.feed(bytes);
    }
  }

  /**
   * The next answer that is complete; empty: none is. May send what a login needs.
   *
   * @throws PgsqlProtocolException the server does not speak as it should; nothing follows
   */
  Optional<Answer> next() throws PgsqlProtocolException {
    try {
      Optional<Answer> answer = Optional.empty();
      while (answer.isEmpty() && phase != Phase.OVER) {
        final Message message = messages.next();
        if (message == null) {
          return Optional.empty();
        }
        if (++count > MAX_MESSAGES) {
          throw new PgsqlProtocolException("messages without end");
        }
        answer = onMessage(message);
      }
      return answer;
    } catch (PgsqlProtocolException e) {
      phase = Phase.OVER;
      throw e;
    }
  }

  private Optional<Answer> onMessage(final Message message) throws PgsqlProtocolException {
    return switch (message.type()) {
      case 'N' -> Optional.empty();
      case 'E' -> {
        phase = Phase.OVER;
        yield Optional.of(Answer.ServerError.of(message));
      }
      default ->
          switch (phase) {
            case LOGIN -> onLogin(message);
            case IN -> onIn(message);
            case ASKED -> onAnswer(message);
            case IDLE -> onUnasked(message);
            case NEW, OVER -> throw outOfTurn(message);
          };
    };
  }

  private Optional<Answer> onLogin(final Message message) throws PgsqlProtocolException {
    if (message.type() == 'v') {
      return Optional.empty();
    }
    if (message.type() != 'R') {
      throw outOfTurn(message);
    }
    final Optional<Answer> answer = login.onAuthentication(message);
    if (login.isIn()) {
      phase = Phase.IN;
    }
    return answer;
  }

  private Optional<Answer> onIn(final Message message) throws PgsqlProtocolException {
    return switch (message.type()) {
      case 'S', 'K', 'A' -> Optional.empty();
      case 'Z' -> {
        phase = Phase.IDLE;
        yield Optional.of(new Answer.Ready());
      }
      default -> throw outOfTurn(message);
    };
  }

  private Optional<Answer> onAnswer(final Message message) throws PgsqlProtocolException {
    return switch (message.type()) {
      case 'S', 'A' -> Optional.empty();
      case 'T', 'D', 'C' -> {
        value.add(message);
        yield Optional.empty();
      }
      case 'Z' -> {
        final String found = value.get();
        value = null;
        count = 0;
        phase = Phase.IDLE;
        yield Optional.of(new Answer.Value(found));
      }
      default -> throw outOfTurn(message);
    };
  }

  private static Optional<Answer> onUnasked(final Message message) throws PgsqlProtocolException {
    if (message.type() != 'S' && message.type() != 'A') {
      throw outOfTurn(message);
    }
    return Optional.empty();
  }

  private static PgsqlProtocolException outOfTurn(final Message message) {
    return new PgsqlProtocolException("a message out of turn: " + message.type());
  }
}
