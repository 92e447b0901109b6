package io.sluice.engine.dispatch;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;

/** Waits for what comes in its own time, and looks often. */
public final class Until {
  private static final Duration MOST = Duration.ofSeconds(30);
  private static final Duration PERIOD = Duration.ofMillis(2);

  private Until() {}

  /**
   * Returns when it is so.
   *
   * @param what for the failure's message
   */
  public static void isTrue(final String what, final Callable<Boolean> so) {
    Awaitility.await(what)
        .pollInSameThread()
        .pollDelay(Duration.ZERO)
        .pollInterval(PERIOD)
        .atMost(MOST)
        .until(so);
  }
}
