package io.sluice.engine.transport;

/**
 * Deadlines of one event loop, to the nearest tick. Scheduling, moving and cancelling a timer take
 * constant time and allocate nothing. Confined to its event loop.
 *
 * <p>A timer sits in the slot of its tick modulo the number of slots; one that lies more than a
 * turn ahead is looked at and left once a turn.
 *
 * <p>Timers never fire early, and late by less than a tick and the loop's own delay.
 */
public final class TimerWheel {
  static final int NOT_SCHEDULED = -1;

  /** 2^24 ns, about 16.8 ms. */
  private static final int TICK_SHIFT = 24;

  static final long TICK_NANOS = 1L << TICK_SHIFT;
  private static final int SLOTS = 1024;
  private static final int MASK = SLOTS - 1;

  /** The list behind the slots: what is about to fire. */
  private static final int FIRING = SLOTS;

  private final Timer[] slots = new Timer[SLOTS + 1];
  private final long[] occupied = new long[SLOTS / 64 + 1];
  private final long startNanos;
  private long currentTick;
  private int size;

  TimerWheel(final long nowNanos) {
    startNanos = nowNanos;
  }

  /** Timers that are scheduled. */
  int size() {
    return size;
  }

  void schedule(final Timer timer, final long deadlineNanos) {
    cancel(timer);
    timer.deadlineNanos = deadlineNanos;
    // The first tick that does not begin before the deadline: never early.
    final long tick = Math.max(tickOf(deadlineNanos - 1) + 1, currentTick + 1);
    link(timer, (int) (tick & MASK));
  }

  void cancel(final Timer timer) {
    if (timer.slot != NOT_SCHEDULED) {
      unlink(timer);
    }
  }

  /** Fires what is due. A timer may schedule and cancel any other meanwhile. */
  void advance(final long nowNanos) {
    final long target = tickOf(nowNanos);
    // More than a turn behind: one look at each slot is enough.
    if (target - currentTick > SLOTS) {
      currentTick = target - SLOTS;
    }
    while (currentTick < target) {
      currentTick++;
      final int slot = (int) (currentTick & MASK);
      if (slots[slot] != null) {
        expire(slot, nowNanos);
      }
    }
  }

  /**
   * When to advance next, in nanoseconds from now; -1: never. Not later than the tick at which the
   * first timer fires.
   */
  long nextDelayNanos(final long nowNanos) {
    if (size == 0) {
      return -1;
    }
    final int first = (int) ((currentTick + 1) & MASK);
    for (int i = 0; i < SLOTS; i++) {
      final int slot = (first + i) & MASK;
      final long word = occupied[slot >>> 6] >>> slot;
      if (word == 0) {
        i += 63 - (slot & 63);
        continue;
      }
      final int ahead = i + Long.numberOfTrailingZeros(word);
      return Math.max(0, startNanos + ((currentTick + 1 + ahead) << TICK_SHIFT) - nowNanos);
    }
    return TICK_NANOS;
  }

  private void expire(final int slot, final long nowNanos) {
    // What is due moves to a list of its own first, since a firing timer may change any list.
    Timer timer = slots[slot];
    while (timer != null) {
      final Timer next = timer.next;
      if (timer.deadlineNanos - nowNanos <= 0) {
        unlink(timer);
        link(timer, FIRING);
      }
      timer = next;
    }
    while (slots[FIRING] != null) {
      final Timer due = slots[FIRING];
      unlink(due);
      fire(due, nowNanos);
    }
  }

  /** A timer that throws takes no other with it. */
  private static void fire(final Timer due, final long nowNanos) {
    try {
      due.onExpired(nowNanos);
    } catch (final Throwable defect) {
      Defects.note(defect);
    }
  }

  private long tickOf(final long nanos) {
    return (nanos - startNanos) >> TICK_SHIFT;
  }

  private void link(final Timer timer, final int slot) {
    final Timer head = slots[slot];
    timer.slot = slot;
    timer.previous = null;
    timer.next = head;
    if (head != null) {
      head.previous = timer;
    }
    slots[slot] = timer;
    occupied[slot >>> 6] |= 1L << slot;
    size++;
  }

  private void unlink(final Timer timer) {
    final int slot = timer.slot;
    if (timer.previous != null) {
      timer.previous.next = timer.next;
    } else {
      slots[slot] = timer.next;
      if (timer.next == null) {
        occupied[slot >>> 6] &= ~(1L << slot);
      }
    }
    if (timer.next != null) {
      timer.next.previous = timer.previous;
    }
    timer.previous = null;
    timer.next = null;
    timer.slot = NOT_SCHEDULED;
    size--;
  }
}
