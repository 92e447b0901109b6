package io.sluice.health.mysql;

import java.util.Arrays;

/**
 * What a server says first: the handshake of protocol version 10. Immutable.
 *
 * <p>Source: MySQL internals, "Protocol::HandshakeV10".
 */
public final class Greeting implements Answer {
  private static final int VERSION_10 = 10;
  private static final int AUTH_START_BYTES = 8;
  private static final int AUTH_REST_MIN_BYTES = 13;
  private static final int RESERVED_BYTES = 10;

  /** Before the version of a MariaDB 10 or newer, for replicas that know no number like that. */
  private static final String MARIADB_MARK = "5.5.5-";

  private final String serverVersion;
  private final long connectionId;
  private final long capabilities;
  private final byte[] scramble;
  private final String plugin;

  private Greeting(
      final String serverVersion,
      final long connectionId,
      final long capabilities,
      final byte[] scramble,
      final String plugin) {
    this.serverVersion = serverVersion;
    this.connectionId = connectionId;
    this.capabilities = capabilities;
    this.scramble = scramble;
    this.plugin = plugin;
  }

  static Greeting parse(final Packet packet) throws MySqlProtocolException {
    final Fields fields = packet.fields();
    final int version = fields.uint8();
    if (version != VERSION_10) {
      throw new MySqlProtocolException("protocol version " + version);
    }
    final String serverVersion = fields.terminated();
    if (serverVersion.isEmpty()) {
      throw new MySqlProtocolException("a greeting without a version");
    }
    final long connectionId = fields.uint32();
    final byte[] start = fields.bytes(AUTH_START_BYTES);
    fields.skip(1);
    long capabilities = fields.uint16();
    if (fields.left() == 0) {
      return new Greeting(serverVersion, connectionId, capabilities, start, "");
    }
    fields.skip(3); // character set, status
    capabilities |= (long) fields.uint16() << 16;
    final int authBytes = fields.uint8();
    fields.skip(RESERVED_BYTES);
    byte[] scramble = start;
    if ((capabilities & Capabilities.SECURE_CONNECTION) != 0) {
      final int rest = Math.max(AUTH_REST_MIN_BYTES, authBytes - AUTH_START_BYTES);
      scramble = joined(start, fields.bytes(rest));
    }
    // Servers before 5.5.10 forgot the end of the name.
    final boolean named = (capabilities & Capabilities.PLUGIN_AUTH) != 0 && fields.left() > 0;
    final String plugin = named ? fields.terminatedOrRest() : "";
    return new Greeting(serverVersion, connectionId, capabilities, scramble, plugin);
  }

  private static byte[] joined(final byte[] start, final byte[] rest) {
    final byte[] all = Arrays.copyOf(start, start.length + rest.length);
    System.arraycopy(rest, 0, all, start.length, rest.length);
    return all;
  }

  /** As it was sent, not fit to be shown; without the mark of MariaDB. */
  public String serverVersion() {
    return serverVersion.startsWith(MARIADB_MARK) && serverVersion.contains("MariaDB")
        ? serverVersion.substring(MARIADB_MARK.length())
        : serverVersion;
  }

  /** The server's number of the connection, the lower 32 bits of it. */
  public long connectionId() {
    return connectionId;
  }

  long capabilities() {
    return capabilities;
  }

  boolean has(final long capability) {
    return (capabilities & capability) != 0;
  }

  /** What the first answer of the login is made with; the zero byte behind it included. */
  byte[] scramble() {
    return scramble.clone();
  }

  /** The authentication that the server would begin with; empty where it does not say. */
  String plugin() {
    return plugin;
  }
}
