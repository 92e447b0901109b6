package io.sluice.health.testkit;

import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.local.LocalIoHandler;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.util.concurrent.TimeUnit;

/**
 * An event loop whose time goes on only when a test says so; the test's thread is its thread, and
 * it holds nothing that would have to be closed.
 */
public final class VirtualLoop {
  private final MockTicker ticker = Ticker.newMockTicker();
  private final ManualIoEventLoop eventLoop =
      new ManualIoEventLoop(null, Thread.currentThread(), LocalIoHandler.newFactory(), ticker);

  public ManualIoEventLoop eventLoop() {
    return eventLoop;
  }

  /** Since the start of the test, milliseconds. */
  public long nowMillis() {
    return TimeUnit.NANOSECONDS.toMillis(ticker.nanoTime() - ticker.initialNanoTime());
  }

  /** Runs what is due now. */
  public void run() {
    while (eventLoop.runNow() > 0) {}
  }

  /** Lets milliseconds pass, one after the other. */
  public void pass(final long millis) {
    for (long left = millis; left > 0; left--) {
      ticker.advanceMillis(1);
      run();
    }
  }

  /** Lets milliseconds pass in which the loop does nothing, as if its thread had been held up. */
  public void stall(final long millis) {
    ticker.advanceMillis(millis);
    run();
  }
}
