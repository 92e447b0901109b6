package io.sluice.engine.launch;

import io.sluice.engine.warmup.CompilerPriority;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the JVM's compiler behind the event loops for the first seconds once the process is ready.
 * What no rehearsal has foreseen is compiled then, and under full load each compilation takes a
 * core from an event loop for some milliseconds. Where code is slow for the lack of it, that is
 * over with these seconds.
 *
 * <p>For the thread of the warm-up.
 */
final class FirstClients {
  private static final Logger LOG = LoggerFactory.getLogger(FirstClients.class);

  /** The first seconds of full load, and half as many again. */
  private static final Duration WHILE = Duration.ofSeconds(15);

  private final Optional<CompilerPriority> priority;

  private FirstClients(final Optional<CompilerPriority> priority) {
    this.priority = priority;
  }

  /** Looks what this process may do: where it may not go back, nothing is changed at all. */
  static FirstClients prepare() throws InterruptedException {
    try {
      final CompilerPriority priority = CompilerPriority.ofThisProcess();
      return new FirstClients(priority.isReversible() ? Optional.of(priority) : Optional.empty());
    } catch (final RuntimeException e) {
      LOG.debug("the compiler's priority cannot be changed: {}", e.toString());
      return none();
    }
  }

  /** Those that need no care. */
  static FirstClients none() {
    return new FirstClients(Optional.empty());
  }

  /** Runs a task that lets them come, and returns some seconds later where that is of use. */
  void spare(final Runnable letThemCome) {
    final boolean lowered = lower();
    letThemCome.run();
    if (lowered) {
      try {
        Thread.sleep(WHILE);
      } catch (final InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        restore();
      }
    }
  }

  private boolean lower() {
    try {
      return priority.isPresent() && priority.get().lower() > 0;
    } catch (final IOException | RuntimeException e) {
      LOG.debug("the compiler's priority stays: {}", e.toString());
      return false;
    }
  }

  private void restore() {
    try {
      priority.orElseThrow().restore();
    } catch (final IOException | RuntimeException e) {
      LOG.warn("warm-up: the compiler's priority stays low: {}", e.toString());
    }
  }
}
