package io.sluice.engine.http;

import io.netty.buffer.ByteBuf;
import io.sluice.config.ZeroCopy;
import io.sluice.engine.http1.RequestHead;
import io.sluice.engine.http1.ResponseHead;
import io.sluice.engine.transport.Connection;
import java.net.SocketAddress;

/**
 * The bytes of a client of HTTP/1, in both directions, as its exchange meets them; what that means
 * for the connection is its session's to know. Confined to its worker.
 *
 * <pre>
 *   client ──► Inflow ──► HeadReader: heads      Body: bodies ──► a sink of the exchange
 *          ◄── Outflow ◄── heads, bodies
 * </pre>
 */
final class ClientStream implements Requester {
  private final HttpSession session;
  private final Connection client;
  private final Inflow in;
  private final Outflow out;
  private final Body up = new Body();
  private final HeadReader reader;

  ClientStream(final HttpWorker http, final HttpSession session, final Connection client) {
    this.session = session;
    this.client = client;
    in = new Inflow(http);
    out = new Outflow(http);
    reader = new HeadReader(http, in, up);
  }

  // ---- for the session

  void begin() {
    in.begin(client);
    out.begin(client);
  }

  /** What reads the heads of requests. */
  HeadReader reader() {
    return reader;
  }

  /** Whether there are bytes at hand. */
  boolean hasBytes() {
    return in.hasBytes();
  }

  /** Whether there are bytes at hand, or a read may find some, or the end. */
  boolean isReadable() {
    return in.isReadable();
  }

  /** Whether a close would leave bytes unread, and so be an RST; to be asked before one. */
  boolean hasUnread() {
    return in.hasUnread();
  }

  /** Throws away what came. Returns whether the client has come to its end. */
  boolean discard() {
    int got;
    do {
      in.drop();
      got = in.fill();
    } while (got > 0);
    return got < 0;
  }

  /** What the client said already behind a head, for the worker to drop; null: nothing. */
  ByteBuf takeIn() {
    return in.takeKept();
  }

  /** What the client has not taken yet, in the same way. */
  ByteBuf takeOut() {
    return out.takePending();
  }

  /** The client is gone. */
  void drop() {
    reader.giveBack();
    in.drop();
    out.drop();
  }

  // ---- for the exchange

  @Override
  public RequestHead head() {
    return reader.head();
  }

  @Override
  public Moved moveBody(final Sink to, final ZeroCopy how) {
    final Moved moved = up.move(in, to, how);
    if (moved == Moved.YIELDS) {
      client.yieldTurn();
    }
    return moved;
  }

  @Override
  public boolean mayKeep() {
    return session.mayKeep();
  }

  @Override
  public SocketAddress localAddress() {
    return client.localAddress();
  }

  @Override
  public long received() {
    return in.received();
  }

  @Override
  public long sent() {
    return out.written();
  }

  @Override
  public Sink sink() {
    return out;
  }

  @Override
  public boolean takesChunks() {
    return true;
  }

  @Override
  public void sendHead(final ResponseHead response) {
    final ByteBuf buffer = out.gather();
    buffer.ensureWritable(response.mostWrittenBytes());
    response.writeTo(buffer);
  }

  @Override
  public void sendBody(final byte[] body, final int length) {
    out.write(body, length);
  }

  @Override
  public void onProgress(final long nowNanos) {
    session.onProgress(nowNanos);
  }

  @Override
  public void onOver(final Ending ending, final boolean wholeRequest, final long nowNanos) {
    session.onOver(ending, wholeRequest, nowNanos);
  }

  @Override
  public void onTunnel(final Connection server, final Inflow fromServer, final long nowNanos) {
    if (fromServer.hasBytes()) {
      out.write(fromServer.address(), fromServer.size());
      fromServer.drop();
    }
    session.onTunnel(server, nowNanos);
  }
}
