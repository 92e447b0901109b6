package io.sluice.engine;

import io.sluice.engine.writer.Control;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that changes what runs: server states, and the generation of the configuration.
 * Nothing on it blocks; a task that throws is logged, and the loop goes on.
 */
final class ControlLoop implements Control, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ControlLoop.class);

  private final ScheduledThreadPoolExecutor executor;

  /**
   * Starts it.
   *
   * @param owner whose loop it is, for the thread's name
   */
  ControlLoop(final String owner) {
    executor =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name(owner + "-control").daemon(true).factory());
    executor.setRemoveOnCancelPolicy(true);
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  @Override
  public boolean post(final Runnable task) {
    try {
      executor.execute(guarded(task));
      return true;
    } catch (final RejectedExecutionException ended) {
      LOG.debug("the control loop has ended, and a task came late");
      return false;
    }
  }

  /** Waits for a task's answer; false also where the loop has ended. Not for the loop itself. */
  boolean ask(final BooleanSupplier task) {
    final CompletableFuture<Boolean> done = new CompletableFuture<>();
    final boolean posted =
        post(() -> {
          try {
            done.complete(task.getAsBoolean());
          } catch (final RuntimeException defect) {
            done.completeExceptionally(defect);
          }
        });
    return posted && done.join();
  }

  @Override
  public void after(final Duration delay, final Runnable task) {
    try {
      final var _ = executor.schedule(guarded(task), delay.toNanos(), TimeUnit.NANOSECONDS);
    } catch (final RejectedExecutionException ended) {
      LOG.debug("the control loop has ended, and a task for later came late");
    }
  }

  /** Runs a task on the loop again and again. */
  void every(final Duration period, final Runnable task) {
    final var _ =
        executor.scheduleAtFixedRate(
            guarded(task), period.toNanos(), period.toNanos(), TimeUnit.NANOSECONDS);
  }

  private static Runnable guarded(final Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (final RejectedExecutionException ended) {
        LOG.debug("a task came late: an event loop has ended");
      } catch (final RuntimeException defect) {
        LOG.error("a defect on the control loop", defect);
      }
    };
  }

  @Override
  public void close() {
    executor.shutdown();
  }
}
