package io.sluice.engine.dispatch;

import io.sluice.backends.Assignment;
import io.sluice.backends.Backend;
import io.sluice.backends.Server;
import io.sluice.backends.Waiter;
import io.sluice.engine.transport.Worker;

/**
 * The asking for a slot of a server, and the place in the queue. Confined to its worker, except
 * that {@link #onGranted} and {@link #onRefused} are called by whoever freed the slot.
 *
 * <p>A slot that comes too late, when its asker has left the queue, is given back where it arrives:
 * each asking has a number, and a grant carries the number of the asking that it answers.
 */
final class SlotRequest extends Waiter {
  private final Worker worker;
  private final Dispatch dispatch;
  private Backend backend;
  private long key;

  /** The number of the asking that is under way. Grants read it under the lock of the backend. */
  private long asking;

  SlotRequest(final Worker worker, final Dispatch dispatch) {
    this.worker = worker;
    this.dispatch = dispatch;
  }

  /**
   * Asks this backend from now on.
   *
   * @param by what a keyed balancing algorithm goes by
   */
  void begin(final Backend of, final long by) {
    backend = of;
    key = by;
  }

  /** Asks for any server but one; null: for any. */
  Assignment ask(final Server avoid) {
    return backend.assign(this, key, avoid);
  }

  /** Asks for the server that a request belongs to, maybe even where it is down. */
  Assignment askWanted(final Server wanted, final boolean evenDown) {
    return backend.assignPersistent(this, wanted, evenDown);
  }

  /** Asks for one server and no other. */
  Assignment askSame(final Server same) {
    return backend.assignTo(this, same);
  }

  /** Leaves the queue. Returns false where a slot is on its way, which comes as ever. */
  boolean withdraw() {
    final boolean left = backend.cancel(this);
    if (left) {
      asking++;
    }
    return left;
  }

  /** Leaves the queue for good: a slot that is on its way is given back. */
  void abandon() {
    backend.cancel(this);
    asking++;
  }

  @Override
  protected void onGranted(final Server granted) {
    final long answered = asking;
    final Backend from = backend;
    worker.execute(() -> dispatch.guarded(() -> onSlot(granted, from, answered)));
  }

  @Override
  protected void onRefused() {
    final long answered = asking;
    worker.execute(() -> dispatch.guarded(() -> onRefusal(answered)));
  }

  private void onSlot(final Server granted, final Backend from, final long answered) {
    if (answered != asking) {
      from.release(granted);
      return;
    }
    asking++;
    dispatch.onSlot(granted, System.nanoTime());
  }

  private void onRefusal(final long answered) {
    if (answered == asking) {
      asking++;
      dispatch.onNone();
    }
  }
}
