package io.sluice.engine.http;

import io.sluice.engine.transport.Defects;
import io.sluice.engine.transport.Worker;
import java.util.function.BooleanSupplier;

/**
 * A check that another thread makes for an exchange, one at a time. Confined to its worker, where
 * the answer comes back to.
 */
final class PasswordCall {
  private final Worker worker;
  private final long client;

  /** Null: nothing is under way. */
  private Job job;

  /**
   * @param client its client, of whose checks not too many are under way
   */
  PasswordCall(final Worker worker, final long client) {
    this.worker = worker;
    this.client = client;
  }

  /**
   * Begins a check, for which {@link Reception#onChecked} waits.
   *
   * @return false: there are too many under way
   */
  boolean begin(final BooleanSupplier work, final Reception asker) {
    final Job next = new Job(work, asker);
    final boolean taken = PasswordThreads.ALL.submit(client, next);
    job = taken ? next : null;
    return taken;
  }

  /** Nobody waits for it any more; where it has not begun, it never will. */
  void forget() {
    if (job != null) {
      job.wanted = false;
      job = null;
    }
  }

  private final class Job implements Runnable {
    private final BooleanSupplier work;
    private final Reception asker;
    private volatile boolean wanted = true;

    private Job(final BooleanSupplier work, final Reception asker) {
      this.work = work;
      this.asker = asker;
    }

    @Override
    public void run() {
      if (wanted) {
        final boolean right = isRight();
        worker.execute(() -> onDone(right));
      }
    }

    private boolean isRight() {
      try {
        return work.getAsBoolean();
      } catch (final RuntimeException | Error defect) {
        Defects.note(defect);
        return false;
      }
    }

    private void onDone(final boolean right) {
      if (job == this) {
        job = null;
        asker.onChecked(right);
      }
    }
  }
}
