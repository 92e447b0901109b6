package io.sluice.health;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.DecoderException;
import io.netty.util.ReferenceCountUtil;
import io.sluice.backends.writer.NodeReport;
import java.io.IOException;
import java.util.Optional;

/**
 * What a check says on a connection, and what it makes of the answers.
 *
 * <p>Confined to the check loop; one for each connection, made by the supplier that a {@link
 * ConnectionProbe} was given. The probe connects, watches the time and closes; the exchange speaks
 * and concludes. Conclusions after the first of a run do nothing.
 *
 * <pre>
 *   connect → {@link #onTurn} → {@link #onMessage} ... → {@link #passed}, {@link #failed} ...
 *                  |                 |
 *                  +-----------------+→ {@link #onClosed}, {@link #onTimeout}
 * </pre>
 */
public abstract class Exchange extends ChannelInboundHandlerAdapter {
  /** What becomes of the connection after a conclusion. */
  public enum Then {
    /** It is closed with a reset, so that no TIME_WAIT stays behind. */
    CLOSE,
    /**
     * It stays open for the rest of the run's time, so that the server can end its answer in peace;
     * {@link #finish} closes it before.
     */
    DRAIN,
    /** The next run speaks on it, if it is still open by then. */
    KEEP
  }

  private ConnectionProbe probe;

  final void belongsTo(final ConnectionProbe owner) {
    probe = owner;
  }

  /** Adds the handlers that come before this one; none unless overridden. */
  protected void addCodecs(final ChannelPipeline pipeline) {}

  /**
   * The connection is open and a run begins. May write, and may conclude at once.
   *
   * @throws Exception a bug; the run fails
   */
  protected abstract void onTurn(ChannelHandlerContext ctx) throws Exception;

  /**
   * Something came: bytes, or what the codecs made of them. Also called between runs, on a
   * connection that drains or is kept.
   *
   * @param message released after the call
   * @throws Exception a bug; the run fails
   */
  protected abstract void onMessage(ChannelHandlerContext ctx, Object message) throws Exception;

  /**
   * The server closed the connection and the run has no conclusion; by default that is {@code
   * L7RSP}.
   *
   * @param reset whether it did so with a reset
   */
  protected void onClosed(final boolean reset) {
    failed(
        CheckStatus.L7RSP,
        reset ? "connection reset before the answer" : "connection closed before the answer");
  }

  /**
   * A connection that was kept is about to be closed, since the check ends. May send a good-bye, so
   * that the server has nothing to log; by default nothing.
   */
  protected void onLeave(final ChannelHandlerContext ctx) {}

  /** The run's time is over, the connection is open; by default that is {@code L7TOUT}. */
  protected void onTimeout() {
    failed(CheckStatus.L7TOUT, "no answer in time");
  }

  /**
   * There is no connection; by default that fails the run like anything else.
   *
   * @param refused whether nobody listens there, so that waiting is of no use
   */
  protected void onConnectFailed(
      final CheckStatus status, final String words, final boolean refused) {
    failed(status, words);
  }

  /**
   * Goes on with the run on a new connection, and a new exchange, because this one, which was kept
   * from an earlier run, is of no use any more.
   *
   * @return whether it was kept; else nothing happens
   */
  protected final boolean reconnect() {
    return probe.onUseless(this);
  }

  /**
   * Asks for another run without waiting for the interval, a few times in a row at most; to be
   * called before a conclusion.
   */
  protected final void askForRun() {
    probe.onAsk(this);
  }

  /**
   * Sends something. Nobody hears whether that worked: an answer that came all the same counts, and
   * the end of the connection is heard otherwise.
   */
  protected final void send(final ChannelHandlerContext ctx, final Object message) {
    final var _ = ctx.writeAndFlush(message);
  }

  /** The server is fine; the connection is closed. */
  protected final void passed(final CheckStatus status, final String detail) {
    passed(status, detail, Then.CLOSE);
  }

  /** The server is fine. */
  protected final void passed(final CheckStatus status, final String detail, final Then then) {
    probe.conclude(this, nanos -> new CheckResult.Passed(status, detail, nanos), then);
  }

  /** The server is fine, and says what it is in its cluster; the connection is kept. */
  protected final void passed(
      final CheckStatus status, final String detail, final NodeReport report) {
    passed(status, detail, report, Then.KEEP);
  }

  /** The server is fine, and says what it is in its cluster. */
  protected final void passed(
      final CheckStatus status, final String detail, final NodeReport report, final Then then) {
    probe.conclude(
        this, nanos -> new CheckResult.Passed(status, detail, nanos, Optional.of(report)), then);
  }

  /** The server itself says that it must not be used, and why; the connection is kept. */
  protected final void refused(
      final CheckStatus status, final String detail, final NodeReport report) {
    refused(status, detail, report, Then.KEEP);
  }

  /** The server itself says that it must not be used, and why. */
  protected final void refused(
      final CheckStatus status, final String detail, final NodeReport report, final Then then) {
    probe.conclude(
        this,
        nanos -> new CheckResult.Failed(status, detail, nanos, true, Optional.of(report)),
        then);
  }

  /**
   * The server could not be judged, such as where it refuses the login of the check: its verdict
   * stays what it is.
   */
  protected final void unclear(final CheckStatus status, final String detail, final Then then) {
    probe.conclude(this, nanos -> new CheckResult.Unclear(status, detail, nanos), then);
  }

  /** The server is not fine; {@code fall} of these bring it down. The connection is closed. */
  protected final void failed(final CheckStatus status, final String detail) {
    failed(status, detail, Then.CLOSE);
  }

  /** The server is not fine; {@code fall} of these bring it down. */
  protected final void failed(final CheckStatus status, final String detail, final Then then) {
    probe.conclude(this, nanos -> new CheckResult.Failed(status, detail, nanos, false), then);
  }

  /** The server itself says that it must not be used: it goes down at once. */
  protected final void refused(final CheckStatus status, final String detail, final Then then) {
    probe.conclude(this, nanos -> new CheckResult.Failed(status, detail, nanos, true), then);
  }

  /** Closes a connection that drains. */
  protected final void finish() {
    probe.onDrained(this);
  }

  @Override
  public final void channelActive(final ChannelHandlerContext ctx) throws Exception {
    if (probe.onActive(this)) {
      onTurn(ctx);
    }
  }

  @Override
  public final void channelRead(final ChannelHandlerContext ctx, final Object message)
      throws Exception {
    try {
      if (probe.isCurrent(this)) {
        onMessage(ctx, message);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public final void channelInactive(final ChannelHandlerContext ctx) {
    probe.onInactive(this);
  }

  @Override
  public final void exceptionCaught(final ChannelHandlerContext ctx, final Throwable cause) {
    switch (cause) {
      // Netty closes the connection next; onInactive concludes.
      case IOException _ -> probe.onReset(this);
      case DecoderException _ -> failed(CheckStatus.L7RSP, "answer not understood");
      default -> probe.onException(this, cause);
    }
  }
}
