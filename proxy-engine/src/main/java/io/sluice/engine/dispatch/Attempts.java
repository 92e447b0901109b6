package io.sluice.engine.dispatch;

import io.sluice.backends.Server;
import io.sluice.engine.proxy.BackendRuntime;
import io.sluice.engine.stats.ProxyCounters;
import java.util.concurrent.TimeUnit;

/**
 * How often a server is tried again, when, and whether it may be another one. Confined to its
 * worker.
 *
 * <p>Source: HAProxy {@code retries}, {@code option redispatch}.
 */
final class Attempts {
  /** Between two connects to the same server, at most. */
  private static final long TURN_AROUND_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** The same where a group finds another server within moments, which is waited for then. */
  private static final long GROUP_TURN_AROUND_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private BackendRuntime backend;
  private ProxyCounters backendCounters;
  private int left;
  private int made;
  private boolean redispatched;

  /** The server whose connect failed last, until the next one begins; null: none did. */
  private Server failed;

  void begin(final BackendRuntime of, final ProxyCounters counters) {
    backend = of;
    backendCounters = counters;
    left = of.config().retries();
    made = 0;
    redispatched = false;
    failed = null;
  }

  boolean isLeft() {
    return left > 0;
  }

  void renounce() {
    left = 0;
  }

  /** Uses one up, after this server has failed. */
  void take(final Server culprit) {
    left--;
    made++;
    failed = culprit;
  }

  /** One that uses up none: the connection had died before, and the server is not to blame. */
  void addReconnect(final ProxyCounters serverCounters) {
    made++;
    backendCounters.retries++;
    serverCounters.retries++;
  }

  /**
   * A server is about to be tried. Only now it is known whether it is the same again.
   *
   * @param serverCounters of the one before it, which counts what followed it; null: there was none
   */
  void beforeServer(final Server next, final ProxyCounters serverCounters) {
    if (failed == null) {
      return;
    }
    if (next == failed) {
      backendCounters.retries++;
      serverCounters.retries++;
    } else {
      redispatched = true;
      backendCounters.redispatches++;
      serverCounters.redispatches++;
    }
    failed = null;
  }

  /** The server that failed last. */
  Server failed() {
    return failed;
  }

  /** Whether an attempt elsewhere would come to the same server again, too soon. */
  boolean isOnlyServer() {
    return failed.state().takesSessions() && !backend.backend().hasOther(failed);
  }

  /**
   * Whether the next connect may go to another server: at once where the algorithm does not care
   * which, else with the last retry or when the server takes no sessions any more (HAProxy {@code
   * option redispatch}).
   */
  boolean mayRedispatch() {
    return backend.config().redispatch()
        && (left == 0
            || backend.backend().hasAlternative(failed)
            || !failed.state().takesSessions());
  }

  /** How long to wait before the same server is tried again. */
  long turnAroundNanos() {
    final long connectNanos = backend.connectNanos();
    final long longest =
        backend.config().writer().isPresent() ? GROUP_TURN_AROUND_NANOS : TURN_AROUND_NANOS;
    return connectNanos > 0 ? Math.min(connectNanos, longest) : longest;
  }

  int made() {
    return made;
  }

  boolean redispatched() {
    return redispatched;
  }
}
