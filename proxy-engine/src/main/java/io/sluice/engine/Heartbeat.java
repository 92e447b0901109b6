package io.sluice.engine;

import io.sluice.engine.transport.Worker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Whether the event loops answer. The control loop asks each once a second, and each writes down
 * when it did; anyone may look.
 */
final class Heartbeat {
  private static final Duration PERIOD = Duration.ofSeconds(1);

  /** A loop that was silent for longer is stuck. */
  private static final long STUCK_NANOS = Duration.ofSeconds(5).toNanos();

  private final List<Worker> workers;
  private final AtomicLongArray answeredNanos;

  Heartbeat(final List<Worker> workers) {
    this.workers = workers;
    answeredNanos = new AtomicLongArray(workers.size());
    workers.forEach(worker -> answeredNanos.set(worker.index(), System.nanoTime()));
  }

  void start(final ControlLoop control) {
    control.every(PERIOD, () -> workers.forEach(this::ask));
  }

  private void ask(final Worker worker) {
    worker.execute(() -> answeredNanos.set(worker.index(), System.nanoTime()));
  }

  /** What is wrong, in words; empty: all answer. */
  String complaint() {
    final long nowNanos = System.nanoTime();
    for (int i = 0; i < answeredNanos.length(); i++) {
      if (nowNanos - answeredNanos.get(i) > STUCK_NANOS) {
        return "event loop " + i + " does not answer";
      }
    }
    return "";
  }
}
