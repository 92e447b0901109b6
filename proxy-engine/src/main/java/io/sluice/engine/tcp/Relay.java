package io.sluice.engine.tcp;

import io.netty.buffer.ByteBuf;
import io.sluice.config.ZeroCopy;
import io.sluice.engine.proxy.Cause;
import io.sluice.engine.proxy.SideTimeout;
import io.sluice.engine.stats.ProxyCounters;
import io.sluice.engine.transport.Connection;
import io.sluice.engine.transport.Timer;
import io.sluice.engine.transport.Worker;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * The bytes between a client and a server that are both connected, until both streams are done.
 * Confined to the session's worker.
 *
 * <pre>
 *   MOVING ──both directions shut───────► over: NONE
 *     ├──────rules refuse the answer────► over: PROXY
 *     ├──────a side silent too long─────► over: CLIENT_TIMEOUT, SERVER_TIMEOUT
 *     └──────a side reset──► CUTTING ───► over: CLIENT_ABORT, SERVER_ABORT
 *                              the other side takes what was written to it, then gets an RST
 * </pre>
 *
 * <p>A side can be silent only when it is its turn: to take what is kept for it, counted from the
 * last byte that it took; or, as long as it is read, to send, counted from the last byte that came
 * from it or went to it. So a client is not blamed for a server that does not read, nor for one
 * that takes its time after the client has ended its stream. Once both are connected, {@code
 * tunnel} stands in for both timeouts; a side whose stream has been ended has {@code client-fin} or
 * {@code server-fin}, where there is one, counted from then.
 */
public final class Relay extends Timer implements Connection.Listener {
  /** Who wants to know when it is over. Called on the worker. */
  public interface Owner {
    /** The server's connection is closed; the client is still given its last bytes. */
    void onServerGone();

    /** It is over. The owner closes both connections. */
    void onRelayOver(Cause cause);
  }

  /** Who wants to know of every byte. Called on the worker. */
  interface Meter {
    /**
     * Bytes were moved.
     *
     * @param in from the client
     * @param out to it
     */
    void onMoved(long in, long out, long nowNanos);
  }

  /** Between two looks at whether a side that is to be reset took its last bytes. */
  private static final long CUT_POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /** How long a client may then take nothing, at most. A server has less, since it holds a slot. */
  private static final long CUT_STALL_NANOS = TimeUnit.SECONDS.toNanos(30);

  /** How long it may take in all, however little it takes at a time. */
  private static final long CUT_LONGEST_NANOS = TimeUnit.MINUTES.toNanos(5);

  /**
   * How long a server, or a side that something is kept for, may take nothing of what a peer left
   * behind that was reset.
   */
  private static final long LEFT_BEHIND_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final Worker worker;
  private final Connection client;
  private final Connection server;
  private final SideTimeout clientTimeout;
  private final SideTimeout serverTimeout;
  private final ProxyCounters[] counted;

  /** Null: nobody wants to know. */
  private Meter meter;

  private final Owner owner;
  private final Direction up;
  private final Direction down;

  private boolean over;

  /** The side that is to be reset; null: none. */
  private Connection cutting;

  private Cause cutCause;
  private long cutUndelivered;
  private long cutBeganNanos;
  private long cutActiveNanos;

  /**
   * @param clientTimeout how long the client may be silent
   * @param serverTimeout how long the server may be silent
   * @param counted who counts the bytes
   * @param how whether bulk may go through pipes
   */
  public Relay(
      final Worker worker,
      final SideTimeout clientTimeout,
      final SideTimeout serverTimeout,
      final Connection client,
      final Connection server,
      final ProxyCounters[] counted,
      final ZeroCopy how,
      final Owner owner) {
    this.worker = worker;
    this.client = client;
    this.server = server;
    this.counted = counted;
    this.owner = owner;
    this.clientTimeout = clientTimeout;
    this.serverTimeout = serverTimeout;
    up = new Direction(worker, how, client, server);
    down = new Direction(worker, how, server, client);
  }

  /** Tells this one of every byte from now on. */
  void measureFor(final Meter hearer) {
    meter = hearer;
  }

  /** The server's first bytes pass only where this one lets them; else it is over: PROXY. */
  void judgeFirst(final ResponseGate judge) {
    down.judgeFirst(judge);
  }

  /** Begins to move what is there. */
  void start(final long nowNanos) {
    start(null, null, nowNanos);
  }

  /**
   * The same, where something was read already, which the worker keeps.
   *
   * @param fromClient for the server; null: nothing
   * @param fromServer for the client; null: nothing
   */
  public void start(final ByteBuf fromClient, final ByteBuf fromServer, final long nowNanos) {
    client.setListener(this);
    server.setListener(this);
    up.begin(fromClient, nowNanos);
    down.begin(fromServer, nowNanos);
    armDeadline(nowNanos);
    pump(nowNanos);
  }

  /** Bytes from the client. */
  public long bytesIn() {
    return up.readBytes();
  }

  /** Bytes to the client. */
  public long bytesOut() {
    return down.writtenBytes();
  }

  /** Whether nothing is under way: the server spoke last, and that was so long ago. */
  public boolean isQuiet(final long quietNanos, final long nowNanos) {
    return !over
        && cutting == null
        && !up.waitsForSink()
        && !down.waitsForSink()
        && down.activeNanos() - up.activeNanos() > 0
        && nowNanos - down.activeNanos() >= quietNanos;
  }

  /** Drops what it holds; nothing is reported any more. */
  public void close() {
    over = true;
    worker.cancel(this);
    up.dropPending();
    down.dropPending();
  }

  @Override
  public void onReady(final Connection connection, final long nowNanos) {
    if (over) {
      return;
    }
    if (cutting == null) {
      pump(nowNanos);
    } else if (connection == cutting && connection.errorSeen()) {
      finish(cutCause);
    }
  }

  @Override
  public void onConnected(
      final Connection connection, final IOException error, final long nowNanos) {
    throw new IllegalStateException("connected twice: " + connection);
  }

  @Override
  public void onDefect(final Connection connection) {
    finish(Cause.INTERNAL);
  }

  private void pump(final long nowNanos) {
    final long fromClient = up.readBytes();
    final long toClient = down.writtenBytes();
    final boolean wereOpen = !up.isShut() && !down.isShut();
    up.pump(down, nowNanos);
    down.pump(up, nowNanos);
    count(up.readBytes() - fromClient, down.writtenBytes() - toClient, nowNanos);
    if (settle(nowNanos)) {
      return;
    }
    final boolean shutNow = wereOpen && (up.isShut() || down.isShut());
    if (shutNow || client.errorSeen() || server.errorSeen()) {
      armDeadline(nowNanos);
    }
    if (up.hasMore()) {
      up.yieldTurn();
    }
    if (down.hasMore()) {
      down.yieldTurn();
    }
  }

  private void count(final long in, final long out, final long nowNanos) {
    for (int i = 0; i < counted.length; i++) {
      counted[i].bytesIn += in;
      counted[i].bytesOut += out;
    }
    if (meter != null) {
      meter.onMoved(in, out, nowNanos);
    }
  }

  /** Looks whether what the directions came to ends the session. */
  private boolean settle(final long nowNanos) {
    noteSilentReset();
    if (down.isRefused()) {
      finish(Cause.PROXY);
    } else if (up.isShut() && down.isShut()) {
      finish(Cause.NONE);
    } else if (down.isCut() || (up.isBroken() && down.isShut())) {
      cut(client, server, Cause.SERVER_ABORT, nowNanos);
    } else if (up.isCut() || (down.isBroken() && up.isShut())) {
      cut(server, client, Cause.CLIENT_ABORT, nowNanos);
    } else if (up.isBroken() && down.isBroken()) {
      finish(Cause.SERVER_ABORT);
    } else {
      return false;
    }
    return true;
  }

  /** An RST that comes after the side's own end is seen by no read. */
  private void noteSilentReset() {
    if (client.errorSeen() && up.isShut() && !down.isShut()) {
      down.breakOff();
    }
    if (server.errorSeen() && down.isShut() && !up.isShut()) {
      up.breakOff();
    }
  }

  // ---- an end by reset

  /**
   * One side broke. The other gets what was written to it so far and then an RST, so that it does
   * not take a stream that was cut for a whole one.
   */
  private void cut(
      final Connection other, final Connection broken, final Cause cause, final long nowNanos) {
    broken.close();
    up.dropPending();
    down.dropPending();
    if (broken == server) {
      owner.onServerGone();
    }
    cutting = other;
    cutCause = cause;
    cutUndelivered = Long.MAX_VALUE;
    cutBeganNanos = nowNanos;
    pollCut(nowNanos);
  }

  private void pollCut(final long nowNanos) {
    final long undelivered = cutting.undelivered();
    if (undelivered < cutUndelivered) {
      cutUndelivered = undelivered;
      cutActiveNanos = nowNanos;
    }
    final long stallNanos = cutting == server ? LEFT_BEHIND_NANOS : CUT_STALL_NANOS;
    if (undelivered == 0
        || nowNanos - cutActiveNanos >= stallNanos
        || nowNanos - cutBeganNanos >= CUT_LONGEST_NANOS) {
      cutting.reset();
      finish(cutCause);
    } else {
      worker.schedule(this, nowNanos + CUT_POLL_NANOS);
    }
  }

  /** A side that loses what was kept for it is reset: its stream is not whole. */
  private void finish(final Cause cause) {
    final boolean clientLoses = down.waitsForSink() || cause == Cause.INTERNAL;
    final boolean serverLoses = up.waitsForSink() || cause == Cause.INTERNAL;
    close();
    if (clientLoses) {
      client.reset();
    }
    if (serverLoses) {
      server.reset();
    }
    owner.onRelayOver(cause);
  }

  // ---- time

  @Override
  protected void onExpired(final long nowNanos) {
    if (over) {
      return;
    }
    if (cutting != null) {
      pollCut(nowNanos);
    } else if (leftBehindNanos(client, up, nowNanos) <= 0) {
      finish(Cause.CLIENT_ABORT);
    } else if (leftBehindNanos(server, down, nowNanos) <= 0) {
      finish(Cause.SERVER_ABORT);
    } else if (clientLeftNanos(nowNanos) <= 0) {
      finish(Cause.CLIENT_TIMEOUT);
    } else if (serverLeftNanos(nowNanos) <= 0) {
      finish(Cause.SERVER_TIMEOUT);
    } else {
      armDeadline(nowNanos);
    }
  }

  /** A deadline is not moved by every byte: when it expires, it looks at when the last one came. */
  private void armDeadline(final long nowNanos) {
    final long silentLeft = Math.min(clientLeftNanos(nowNanos), serverLeftNanos(nowNanos));
    final long behindLeft =
        Math.min(leftBehindNanos(client, up, nowNanos), leftBehindNanos(server, down, nowNanos));
    final long left = Math.min(silentLeft, behindLeft);
    if (left == Long.MAX_VALUE) {
      worker.cancel(this);
    } else {
      worker.schedule(this, nowNanos + left);
    }
  }

  /** How long a side that was reset may still hold the session up, by what it left behind. */
  private static long leftBehindNanos(
      final Connection source, final Direction from, final long nowNanos) {
    return source.errorSeen() && from.waitsForSink()
        ? LEFT_BEHIND_NANOS - (nowNanos - from.activeNanos())
        : Long.MAX_VALUE;
  }

  private long clientLeftNanos(final long nowNanos) {
    return leftNanos(clientTimeout.nanos(down.isShut()), up, down, nowNanos);
  }

  private long serverLeftNanos(final long nowNanos) {
    return leftNanos(serverTimeout.nanos(up.isShut()), down, up, nowNanos);
  }

  /**
   * How long a side may be silent yet. Where it is not its turn, that is its whole timeout, since
   * its turn may come at any moment.
   *
   * @param from the direction that the side is the source of
   * @param to the direction that the side is the sink of
   */
  private static long leftNanos(
      final long timeoutNanos, final Direction from, final Direction to, final long nowNanos) {
    if (timeoutNanos == 0) {
      return Long.MAX_VALUE;
    }
    final long sinceTaken = to.waitsForSink() ? nowNanos - to.activeNanos() : 0;
    final long sinceMoved = Math.min(nowNanos - from.activeNanos(), nowNanos - to.activeNanos());
    final long silent = from.waitsForSource() ? Math.max(sinceTaken, sinceMoved) : sinceTaken;
    return timeoutNanos - silent;
  }
}
