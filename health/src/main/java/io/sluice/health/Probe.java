package io.sluice.health;

import java.util.function.Consumer;

/**
 * A check of one address. Confined to the check loop; it may keep its connection from one run to
 * the next.
 */
public interface Probe extends AutoCloseable {
  /**
   * Checks once. Never called again before the outcome of the last run is in.
   *
   * @param timeoutNanos how long it may take, connect included; the probe itself ends with {@code
   *     L4TOUT}, {@code L6TOUT} or {@code L7TOUT} by then
   * @param outcome told exactly once, on the check loop
   */
  void run(long timeoutNanos, Consumer<CheckResult> outcome);

  /**
   * Takes the way to ask for a run before the next one is due, as when a connection that was kept
   * ends. By default a probe does not ask.
   *
   * @param runSoon to be called on the check loop; asked for again and again, a probe runs every 20
   *     ms at most
   */
  default void askBy(final Runnable runSoon) {}

  /** Drops what it holds. A run under way ends without an outcome. */
  @Override
  void close();
}
