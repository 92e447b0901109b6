package io.sluice.engine.frontend;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts that failed: counted always, logged at most once every ten seconds. Used by all workers.
 */
public final class AcceptErrors {
  private static final Logger LOG = LoggerFactory.getLogger(AcceptErrors.class);
  private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final AtomicLong count = new AtomicLong();
  private final AtomicLong loggedNanos = new AtomicLong(System.nanoTime() - QUIET_NANOS);

  /** Since the start. */
  public long count() {
    return count.get();
  }

  void count(final int worker, final IOException error) {
    final long total = count.incrementAndGet();
    final long last = loggedNanos.get();
    final long nowNanos = System.nanoTime();
    if (nowNanos - last >= QUIET_NANOS && loggedNanos.compareAndSet(last, nowNanos)) {
      LOG.warn(
          "cannot accept: {} (worker {}, {} since the start); clients wait, next try in 100 ms;"
              + " raise the limit of open files (LimitNOFILE=) or lower maxconn",
          error.getMessage(),
          worker,
          total);
    }
  }
}
