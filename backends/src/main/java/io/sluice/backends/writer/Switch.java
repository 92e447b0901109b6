package io.sluice.backends.writer;

/**
 * A change of the writer.
 *
 * @param from who it was; empty: there was none
 * @param to who it is
 * @param kind how it came about
 * @param why what was wrong with the old one, or who wanted it
 * @param verdict what the new one was found to be
 * @param startedNanos when new sessions began to wait, on the caller's monotonic clock
 * @param durationNanos how long they waited
 */
public record Switch(
    String from,
    String to,
    Kind kind,
    String why,
    String verdict,
    long startedNanos,
    long durationNanos) {
  /** How a change comes about. */
  public enum Kind {
    /** There was no writer. */
    FIRST,
    /** The old writer could not stay; its sessions were reset. */
    FORCED,
    /** The old writer was to leave in good order. */
    PLANNED,
    /** Another load balancer moved it. */
    FOLLOWED
  }
}
