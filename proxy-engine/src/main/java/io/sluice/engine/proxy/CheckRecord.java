package io.sluice.engine.proxy;

/**
 * What the checks of a server found so far.
 *
 * @param status of the last one, such as {@code L7OK}; empty: there was none
 * @param durationNanos how long the last one took
 * @param checks that ended
 * @param failures those that failed
 * @param downs how often the server went down
 * @param errorLimits how often connects of the traffic failed until {@code on-error} followed
 */
public record CheckRecord(
    String status, long durationNanos, long checks, long failures, long downs, long errorLimits) {
  /** No check ended yet. */
  public static final CheckRecord NONE = new CheckRecord("", 0, 0, 0, 0, 0);

  /** With one more check. */
  public CheckRecord plus(final String lastStatus, final long lastNanos, final boolean failed) {
    return new CheckRecord(
        lastStatus, lastNanos, checks + 1, failures + (failed ? 1 : 0), downs, errorLimits);
  }

  /** With one more time down. */
  public CheckRecord plusDown() {
    return new CheckRecord(status, durationNanos, checks, failures, downs + 1, errorLimits);
  }

  /** With one more time that {@code on-error} followed. */
  public CheckRecord plusErrorLimit() {
    return new CheckRecord(status, durationNanos, checks, failures, downs, errorLimits + 1);
  }

  /** With a verdict that was no check's. */
  public CheckRecord withStatus(final String lastStatus) {
    return new CheckRecord(lastStatus, 0, checks, failures, downs, errorLimits);
  }
}
