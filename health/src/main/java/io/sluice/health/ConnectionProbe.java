package io.sluice.health;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.sluice.health.ConnectFailure.LocalFailure;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A probe that connects, lets an {@link Exchange} speak, and concludes once.
 *
 * <p>Confined to the check loop. The time of a run covers connect and exchange; where it ends says
 * whether that is {@code L4TOUT} or the exchange's word for silence.
 */
public final class ConnectionProbe implements Probe {
  private static final Logger LOG = LoggerFactory.getLogger(ConnectionProbe.class);

  /** Runs that are asked for in a row because connections end as soon as they are kept. */
  private static final int MAX_ASKS = 5;

  private final Target target;
  private final CheckLoop loop;
  private final Supplier<? extends Exchange> exchanges;
  private final Runnable onDeadline = this::onDeadline;

  private Consumer<CheckResult> outcome; // null: no run is under way
  private Deadline deadline;
  private long startNanos;
  private Channel channel; // null: none is open, or being opened
  private Exchange exchange; // the channel's
  private boolean connected;
  private boolean kept;
  private boolean reset;
  private boolean retried;
  private boolean bugLogged;
  private Runnable ask = () -> {};
  private int asksLeft = MAX_ASKS;

  /**
   * A probe that has not connected yet.
   *
   * @param exchanges makes one for each connection
   */
  public ConnectionProbe(
      final Target target, final CheckLoop loop, final Supplier<? extends Exchange> exchanges) {
    this.target = target;
    this.loop = loop;
    this.exchanges = exchanges;
  }

  /** A connection that was kept and ends is worth a look: a server may have died with it. */
  @Override
  public void askBy(final Runnable runSoon) {
    ask = runSoon;
  }

  @Override
  public void run(final long timeoutNanos, final Consumer<CheckResult> told) {
    outcome = told;
    startNanos = loop.nanoTime();
    retried = false;
    if (deadline != null) {
      deadline.cancel();
    }
    deadline = loop.deadline(timeoutNanos, onDeadline);
    if (kept && channel != null) {
      takeTurn();
    } else {
      drop();
      connect();
    }
  }

  private void takeTurn() {
    asksLeft = MAX_ASKS;
    final ChannelHandlerContext ctx = channel.pipeline().context(exchange);
    try {
      exchange.onTurn(ctx);
    } catch (Exception e) {
      onBug(e);
    }
  }

  private void connect() {
    connected = false;
    kept = false;
    reset = false;
    try {
      exchange = exchanges.get();
      exchange.belongsTo(this);
      channel = ProbeChannels.open(target, loop.eventLoop(), exchange);
    } catch (LocalFailure e) {
      fail(new ConnectFailure(CheckStatus.SOCKERR, e.getMessage()));
      return;
    } catch (RuntimeException e) {
      onBug(e);
      return;
    }
    final Channel opened = channel;
    opened
        .connect(target.address())
        .addListener(done -> {
          if (!done.isSuccess()) {
            onConnectFailed(opened, done.cause());
          }
        });
  }

  private void onConnectFailed(final Channel opened, final Throwable cause) {
    if (!opened.equals(channel) || outcome == null) {
      return;
    }
    final ConnectFailure failure = ConnectFailure.of(cause);
    // It was open for a moment; another try may be quick enough to see the answer before the reset.
    if (failure.wasReset() && !retried) {
      retried = true;
      drop();
      connect();
    } else {
      exchange.onConnectFailed(failure.status(), failure.words(), failure.wasRefused());
    }
  }

  private void fail(final ConnectFailure failure) {
    conclude(
        exchange,
        nanos -> new CheckResult.Failed(failure.status(), failure.words(), nanos, false),
        Exchange.Then.CLOSE);
  }

  boolean isCurrent(final Exchange speaker) {
    return Objects.equals(speaker, exchange);
  }

  /** Returns whether the exchange may speak. */
  boolean onActive(final Exchange speaker) {
    if (!isCurrent(speaker) || outcome == null) {
      return false;
    }
    connected = true;
    return true;
  }

  void onReset(final Exchange speaker) {
    if (isCurrent(speaker)) {
      reset = true;
    }
  }

  void onInactive(final Exchange speaker) {
    if (!isCurrent(speaker) || !connected) {
      return;
    }
    if (outcome == null) {
      onEndBetweenRuns();
    } else if (kept) {
      // The server may end a kept connection whenever it likes; that says nothing about this run.
      drop();
      connect();
    } else {
      speaker.onClosed(reset);
    }
  }

  private void onEndBetweenRuns() {
    final boolean wasKept = kept;
    drop();
    if (wasKept) {
      ask();
    }
  }

  private void ask() {
    if (asksLeft > 0) {
      asksLeft--;
      ask.run();
    }
  }

  void onAsk(final Exchange speaker) {
    if (isCurrent(speaker)) {
      ask();
    }
  }

  /** Returns whether the run goes on with a new connection. */
  boolean onUseless(final Exchange speaker) {
    final boolean renewed = isCurrent(speaker) && outcome != null && kept;
    if (renewed) {
      drop();
      connect();
    }
    return renewed;
  }

  void onException(final Exchange speaker, final Throwable cause) {
    if (isCurrent(speaker)) {
      onBug(cause);
    }
  }

  private void onBug(final Throwable cause) {
    if (!bugLogged) {
      bugLogged = true;
      LOG.error("check of {} failed by a fault of its own", target.address(), cause);
    }
    // Its text may hold what the configuration wants secret; its class does not.
    final String words = "fault in the check: " + cause.getClass().getSimpleName();
    fail(new ConnectFailure(connected ? CheckStatus.L7RSP : CheckStatus.SOCKERR, words));
  }

  private void onDeadline() {
    if (outcome == null) {
      drop();
    } else if (!connected) {
      fail(new ConnectFailure(CheckStatus.L4TOUT, "no connection in time"));
    } else {
      exchange.onTimeout();
    }
  }

  void onDrained(final Exchange speaker) {
    if (isCurrent(speaker) && outcome == null && !kept) {
      deadline.cancel();
      drop();
    }
  }

  void conclude(
      final Exchange speaker, final LongFunction<CheckResult> result, final Exchange.Then then) {
    if (!isCurrent(speaker) || outcome == null) {
      return;
    }
    final Consumer<CheckResult> told = outcome;
    outcome = null;
    kept = then == Exchange.Then.KEEP;
    if (then != Exchange.Then.DRAIN) {
      deadline.cancel();
    }
    if (then == Exchange.Then.CLOSE) {
      drop();
    }
    told.accept(result.apply(loop.nanoTime() - startNanos));
  }

  private void drop() {
    final Channel open = channel;
    channel = null;
    exchange = null;
    kept = false;
    connected = false;
    if (open != null) {
      final var _ = open.close();
    }
  }

  @Override
  public void close() {
    if (kept && outcome == null && channel != null) {
      sayGoodBye();
    }
    outcome = null;
    if (deadline != null) {
      deadline.cancel();
    }
    drop();
  }

  private void sayGoodBye() {
    try {
      exchange.onLeave(channel.pipeline().context(exchange));
    } catch (RuntimeException e) {
      onBug(e);
    }
  }
}
