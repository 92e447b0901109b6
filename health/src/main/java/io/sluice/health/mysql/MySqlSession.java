package io.sluice.health.mysql;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.sluice.health.CheckText;
import io.sluice.health.mysql.Answer.Ok;
import io.sluice.health.mysql.Answer.ServerError;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The client's side of one connection. Knows what may come next and refuses anything else.
 *
 * <p>Confined to the check loop. Whatever came is given to {@link #feed}, and {@link #next} then
 * asked until it has nothing left.
 *
 * <pre>
 *   GREETING → (Greeting) → GREETED → login → LOGIN → (Ok) → IDLE ⇄ command: COMMAND, RESULT
 *      |                       |                |              |       (Ok, Rows, ServerError)
 *      +-----------------------+----------------+--------------+→ (ServerError) → OVER
 * </pre>
 *
 * <p>Where the connection is to be encrypted, {@link #requestTls} comes before the login.
 */
public final class MySqlSession {
  /** What a packet may have; nothing that a check asks for comes near it. */
  static final int MAX_PACKET_BYTES = 1 << 20;

  /** The same before the login is accepted. */
  private static final int MAX_LOGIN_PACKET_BYTES = 16_384;

  private static final int CHARACTER_SET_UTF8 = 33;
  private static final int MAX_LOGIN_PACKETS = 16;
  private static final byte COM_QUIT = 1;
  private static final byte COM_QUERY = 3;
  private static final byte COM_PING = 14;
  private static final byte[] NOTHING = {};

  private enum Phase {
    GREETING,
    GREETED,
    LOGIN,
    IDLE,
    COMMAND,
    RESULT,
    OVER
  }

  private final Consumer<byte[]> out;
  private boolean confidential;
  private final PacketReader packets = new PacketReader();
  private Phase phase = Phase.GREETING;
  private int sequence; // of the next packet, whoever sends it
  private Greeting greeting;
  private Password password;
  private AuthMethod method;
  private boolean encrypted;
  private int loginPackets;
  private ResultSetReader result;

  /**
   * A session that waits for the greeting.
   *
   * @param out sends bytes, which are its own from then on
   * @param confidential whether nobody else can listen to the connection, as on a unix socket
   */
  public MySqlSession(final Consumer<byte[]> out, final boolean confidential) {
    this.out = out;
    this.confidential = confidential;
  }

  /** Takes what came, all of it. */
  public void feed(final ByteBuf bytes) {
    if (phase == Phase.OVER) {
      bytes.skipBytes(bytes.readableBytes());
    } else {
      packets.feed(bytes);
    }
  }

  /**
   * The next answer that is complete; empty: none is. May send what a login needs.
   *
   * @throws MySqlProtocolException the server does not speak as it should; nothing follows
   */
  public Optional<Answer> next() throws MySqlProtocolException {
    try {
      Answer answer = null;
      while (answer == null && phase != Phase.OVER) {
        final Packet packet = packets.next(maxBytes());
        if (packet == null) {
          return Optional.empty();
        }
        answer = onPacket(packet);
      }
      return Optional.ofNullable(answer);
    } catch (MySqlProtocolException e) {
      phase = Phase.OVER;
      throw e;
    }
  }

  private int maxBytes() {
    return phase.compareTo(Phase.IDLE) < 0 ? MAX_LOGIN_PACKET_BYTES : MAX_PACKET_BYTES;
  }

  /** Whether a command can be sent. */
  public boolean isIdle() {
    return phase == Phase.IDLE;
  }

  /** Whether an answer has begun and has not ended. */
  public boolean isMidAnswer() {
    return packets.isMidPacket() || phase == Phase.RESULT;
  }

  /**
   * Asks for TLS, which the caller begins right after this; the login then goes through it.
   *
   * @throws MySqlProtocolException the server does not offer it, or has sent something behind the
   *     greeting that would be taken for encrypted
   */
  public void requestTls() throws MySqlProtocolException {
    need(Phase.GREETED);
    if (!greeting.has(Capabilities.SSL)) {
      throw new LoginImpossibleException("a server that offers no TLS");
    }
    if (packets.isMidPacket()) {
      throw new MySqlProtocolException("more than a greeting before TLS");
    }
    send(LoginRequest.head(greeting, CHARACTER_SET_UTF8, true));
    confidential = true;
    encrypted = true;
  }

  /**
   * Answers the greeting. What follows is {@link Ok} or {@link ServerError}.
   *
   * @throws MySqlProtocolException the server is older than 4.1
   */
  public void login(final Credentials credentials) throws MySqlProtocolException {
    need(Phase.GREETED);
    if (!greeting.has(Capabilities.PROTOCOL_41) || !greeting.has(Capabilities.SECURE_CONNECTION)) {
      throw new LoginImpossibleException("a server without the protocol of MySQL 4.1");
    }
    password = credentials.password();
    final boolean sha2 = greeting.plugin().equals(CachingSha2.NAME);
    method = sha2 ? new CachingSha2(password, confidential) : new NativePassword(password);
    final byte[] proof = method.answer(greeting.scramble());
    phase = Phase.LOGIN;
    final byte[] head = LoginRequest.head(greeting, CHARACTER_SET_UTF8, encrypted);
    send(LoginRequest.of(head, greeting, credentials.user(), proof, method.name()));
  }

  /** Asks something. What follows is {@link Ok}, {@link Answer.Rows} or {@link ServerError}. */
  public void query(final String sql) {
    final byte[] text = sql.getBytes(UTF_8);
    final byte[] payload = new byte[1 + text.length];
    payload[0] = COM_QUERY;
    System.arraycopy(text, 0, payload, 1, text.length);
    command(payload);
    phase = Phase.COMMAND;
  }

  /** Asks whether the server is there. What follows is {@link Ok}. */
  public void ping() {
    command(new byte[] {COM_PING});
    phase = Phase.COMMAND;
  }

  /** Says good-bye. The server closes the connection without another word. */
  public void quit() {
    command(new byte[] {COM_QUIT});
    phase = Phase.OVER;
  }

  private void command(final byte[] payload) {
    need(Phase.IDLE);
    sequence = 0;
    send(payload);
  }

  private void need(final Phase needed) {
    if (phase != needed) {
      throw new IllegalStateException("the session is in " + phase + ", not in " + needed);
    }
  }

  private void send(final byte[] payload) {
    out.accept(Packet.framed(sequence, payload));
    sequence = sequence + 1 & 0xff;
  }

  private Answer onPacket(final Packet packet) throws MySqlProtocolException {
    final boolean unasked =
        phase == Phase.GREETING || phase == Phase.GREETED || phase == Phase.IDLE;
    // Servers do not agree on the number of an error that nobody asked for.
    if (unasked && packet.kind() == Packet.ERROR) {
      return over(packet);
    }
    if (packet.sequence() != sequence) {
      throw new MySqlProtocolException(
          "packet " + packet.sequence() + " where packet " + sequence + " was due");
    }
    sequence = sequence + 1 & 0xff;
    return switch (phase) {
      case GREETING -> onGreeting(packet);
      case LOGIN -> onLogin(packet);
      case COMMAND -> onCommand(packet);
      case RESULT -> onResult(packet);
      case GREETED, IDLE, OVER -> throw new MySqlProtocolException("a packet out of turn");
    };
  }

  private Answer over(final Packet packet) throws MySqlProtocolException {
    phase = Phase.OVER;
    return ServerError.parse(packet);
  }

  private Answer onGreeting(final Packet packet) throws MySqlProtocolException {
    greeting = Greeting.parse(packet);
    phase = Phase.GREETED;
    return greeting;
  }

  private Answer onLogin(final Packet packet) throws MySqlProtocolException {
    if (++loginPackets > MAX_LOGIN_PACKETS) {
      throw new MySqlProtocolException("a login without end");
    }
    return switch (packet.kind()) {
      case Packet.OK -> {
        phase = Phase.IDLE;
        yield Ok.parse(packet);
      }
      case Packet.ERROR -> over(packet);
      case Packet.EOF -> changeMethod(packet);
      case Packet.MORE -> goOn(packet);
      default -> throw new MySqlProtocolException("no answer to the login");
    };
  }

  private Answer goOn(final Packet packet) throws MySqlProtocolException {
    final byte[] said = packet.fields().rest();
    method.more(Arrays.copyOfRange(said, 1, said.length)).ifPresent(this::send);
    return null;
  }

  private Answer changeMethod(final Packet packet) throws MySqlProtocolException {
    final Fields fields = packet.fields();
    fields.skip(1);
    final String name = fields.left() == 0 ? "mysql_old_password" : fields.terminated();
    final Optional<AuthMethod> known = AuthMethod.of(name, password, confidential);
    if (known.isEmpty()) {
      // A login that ends here would count as an error of this host, and many of those block it.
      send(NOTHING);
      throw new LoginImpossibleException(
          "it wants the authentication '%s'".formatted(CheckText.quote(name)));
    }
    method = known.get();
    send(method.answer(fields.rest()));
    return null;
  }

  private Answer onCommand(final Packet packet) throws MySqlProtocolException {
    phase = Phase.IDLE;
    return switch (packet.kind()) {
      case Packet.OK -> Ok.parse(packet);
      case Packet.ERROR -> ServerError.parse(packet);
      case Packet.FILE -> throw new MySqlProtocolException("a request to send a file");
      default -> {
        result = new ResultSetReader(packet);
        phase = Phase.RESULT;
        yield null;
      }
    };
  }

  private Answer onResult(final Packet packet) throws MySqlProtocolException {
    if (packet.kind() == Packet.ERROR) {
      phase = Phase.IDLE;
      return ServerError.parse(packet);
    }
    final Answer rows = result.add(packet);
    if (rows != null) {
      phase = Phase.IDLE;
    }
    return rows;
  }
}
