package io.sluice.engine.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A session with MySQL or MariaDB, of a user without a password. For one thread.
 *
 * <p>Source: the client/server protocol 4.1, with mysql_native_password and text results.
 */
public final class MySqlSession implements AutoCloseable {
  private static final int LONG_PASSWORD = 1;
  private static final int PROTOCOL_41 = 0x200;
  private static final int TRANSACTIONS = 0x2000;
  private static final int SECURE_CONNECTION = 0x8000;
  private static final int PLUGIN_AUTH = 0x8_0000;
  private static final int UTF8MB4 = 45;
  private static final int OK = 0x00;
  private static final int NULL = 0xfb;
  private static final int EOF = 0xfe;
  private static final int ERROR = 0xff;
  private static final int QUERY = 3;

  /** What the server says when it says no. */
  public static final class ServerError extends IOException {
    private static final long serialVersionUID = 1;

    private final int code;

    ServerError(int code, String text) {
      super(code + " " + text);
      this.code = code;
    }

    /** The number of the error: 1213 is a deadlock. */
    public int code() {
      return code;
    }
  }

  private final Peer peer;
  private int sequence;

  private MySqlSession(Peer peer) {
    this.peer = peer;
  }

  public static MySqlSession connect(SocketAddress address, String user) throws IOException {
    return connect(address, user, Deadline.USUAL);
  }

  /**
   * Logs in.
   *
   * @param timeout bounds each wait of the session
   * @throws IOException when it is refused, with the server's words
   */
  public static MySqlSession connect(SocketAddress address, String user, Duration timeout)
      throws IOException {
    var session = new MySqlSession(Peer.connect(address, timeout));
    try {
      session.logIn(user);
      return session;
    } catch (IOException | RuntimeException | Error e) {
      session.peer.close();
      throw e;
    }
  }

  public Peer peer() {
    return peer;
  }

  private void logIn(String user) throws IOException {
    receivePacket();
    var response = ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);
    response.putInt(LONG_PASSWORD | PROTOCOL_41 | TRANSACTIONS | SECURE_CONNECTION | PLUGIN_AUTH);
    response.putInt(1 << 24).put((byte) UTF8MB4).put(new byte[23]);
    response.put(user.getBytes(UTF_8)).put((byte) 0);
    response.put((byte) 0);
    response.put("mysql_native_password".getBytes(UTF_8)).put((byte) 0);
    sendPacket(response.flip());
    var answer = receivePacket();
    if ((answer.get(0) & 0xff) == EOF) {
      // It wants another method; the answer to any is the same without a password.
      sendPacket(ByteBuffer.allocate(0));
      receivePacket();
    }
  }

  /**
   * Runs a statement.
   *
   * @return the first column of the first row; "" when there is no row, "NULL" for a null
   * @throws IOException with the server's words when it says no
   */
  public String query(String sql) throws IOException {
    var rows = rows(sql);
    return rows.isEmpty() ? "" : rows.getFirst().getFirst();
  }

  /**
   * Runs a statement, and has all that it was answered once this returns.
   *
   * @return the rows, each with its columns, "NULL" for a null; none for a statement without rows
   * @throws ServerError when the server says no, be it after the last row
   */
  public List<List<String>> rows(String sql) throws IOException {
    sequence = 0;
    byte[] text = sql.getBytes(UTF_8);
    sendPacket(ByteBuffer.allocate(text.length + 1).put((byte) QUERY).put(text).flip());
    var head = receivePacket();
    if (head.get(0) == OK) {
      return List.of();
    }
    while (!isEof(receivePacket())) {
      // A column's definition.
    }
    var rows = new ArrayList<List<String>>();
    for (var packet = receivePacket(); !isEof(packet); packet = receivePacket()) {
      rows.add(columns(packet));
    }
    return rows;
  }

  private static List<String> columns(ByteBuffer row) {
    var columns = new ArrayList<String>();
    while (row.hasRemaining()) {
      columns.add(column(row));
    }
    return columns;
  }

  private static boolean isEof(ByteBuffer packet) {
    return (packet.get(0) & 0xff) == EOF && packet.remaining() < 9;
  }

  private static String column(ByteBuffer row) {
    int length = row.get() & 0xff;
    if (length == NULL) {
      return "NULL";
    }
    if (length == 0xfc) {
      length = row.getShort() & 0xffff;
    } else if (length == 0xfd) {
      length = (row.getShort() & 0xffff) | (row.get() & 0xff) << 16;
    }
    var text = row.slice(row.position(), length);
    row.position(row.position() + length);
    return UTF_8.decode(text).toString();
  }

  private ByteBuffer receivePacket() throws IOException {
    var head = bytes(4);
    int length = head.getInt(0) & 0xff_ffff;
    sequence = (head.get(3) & 0xff) + 1;
    var packet = bytes(length);
    if (length > 0 && (packet.get(0) & 0xff) == ERROR) {
      int code = packet.getShort(1) & 0xffff;
      throw new ServerError(code, UTF_8.decode(packet.slice(3, length - 3)).toString());
    }
    return packet;
  }

  private ByteBuffer bytes(int count) throws IOException {
    byte[] bytes = peer.receive(count).getBytes(StandardCharsets.ISO_8859_1);
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private void sendPacket(ByteBuffer payload) throws IOException {
    int length = payload.remaining();
    byte[] packet = new byte[4 + length];
    ByteBuffer.wrap(packet)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(length | sequence++ << 24)
        .put(payload);
    peer.send(packet);
  }

  /** Ends the session as clients do, with COM_QUIT. */
  @Override
  public void close() throws IOException {
    try {
      sequence = 0;
      sendPacket(ByteBuffer.wrap(new byte[] {1}));
    } catch (IOException _) {
      // It ended already.
    } finally {
      peer.close();
    }
  }
}
