package io.sluice.engine.stats;

import java.util.Optional;

/**
 * What all workers count of one frontend, backend or server: one {@link ProxyCounters} for each
 * worker.
 */
public final class WorkerCounters {
  private final ProxyCounters[] counters;

  /**
   * @param workers how many there are
   */
  public WorkerCounters(final int workers) {
    counters = new ProxyCounters[workers];
    for (int i = 0; i < workers; i++) {
      counters[i] = new ProxyCounters();
    }
  }

  /** What one worker counts. */
  public ProxyCounters of(final int worker) {
    return counters[worker];
  }

  /** Sessions that are open now. Allocates nothing. */
  public long open() {
    long open = 0;
    for (int i = 0; i < counters.length; i++) {
      open += counters[i].open;
    }
    return open;
  }

  /** Sessions that began. Allocates nothing. */
  public long sessions() {
    long sessions = 0;
    for (int i = 0; i < counters.length; i++) {
      sessions += counters[i].sessions;
    }
    return sessions;
  }

  /** The sum over all workers, at this moment. */
  public Stats.Totals totals() {
    final ProxyCounters sum = new ProxyCounters();
    for (final ProxyCounters one : counters) {
      sum.add(one);
    }
    return new Stats.Totals(
        sum.sessions,
        sum.open,
        sum.bytesIn,
        sum.bytesOut,
        sum.connectErrors,
        sum.retries,
        sum.redispatches,
        sum.clientAborts,
        sum.serverAborts,
        sum.noServer,
        sum.queueTimeouts,
        sum.killed,
        Optional.of(http(sum)));
  }

  private static Stats.HttpTotals http(final ProxyCounters sum) {
    return new Stats.HttpTotals(
        sum.requests,
        new Stats.Responses(
            sum.responses1xx,
            sum.responses2xx,
            sum.responses3xx,
            sum.responses4xx,
            sum.responses5xx,
            sum.responsesOther),
        sum.requestsDenied,
        sum.responsesDenied,
        sum.requestErrors,
        sum.responseErrors,
        sum.reuses,
        sum.idle);
  }
}
