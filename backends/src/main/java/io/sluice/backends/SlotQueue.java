package io.sluice.backends;

/**
 * First come, first served: those who wait for one server, or for any of a backend, oldest ticket
 * first. The waiters themselves are its links, so it allocates nothing. Guarded by the backend's
 * lock; only {@link #size} may be read without it.
 */
final class SlotQueue {
  private Waiter head;
  private Waiter tail;
  private int count;
  private volatile int size;

  /** How many wait, at a moment that may be over. */
  int size() {
    return size;
  }

  /** The one with the oldest ticket; null: nobody waits. */
  Waiter head() {
    return head;
  }

  /** Adds a waiter at the place of its ticket, which is nearly always the end. */
  void add(final Waiter waiter) {
    Waiter before = tail;
    while (before != null && before.ticket > waiter.ticket) {
      before = before.previous;
    }
    insertAfter(before, waiter);
  }

  void remove(final Waiter waiter) {
    if (waiter.previous == null) {
      head = waiter.next;
    } else {
      waiter.previous.next = waiter.next;
    }
    if (waiter.next == null) {
      tail = waiter.previous;
    } else {
      waiter.next.previous = waiter.previous;
    }
    waiter.previous = null;
    waiter.next = null;
    waiter.queue = null;
    resize(-1);
  }

  /** Takes over all who wait in the other queue, by ticket, in one walk over both. */
  void takeOver(final SlotQueue other) {
    Waiter before = null;
    for (Waiter waiter = other.head; waiter != null; waiter = other.head) {
      other.remove(waiter);
      for (Waiter next = first(before);
          next != null && next.ticket < waiter.ticket;
          next = next.next) {
        before = next;
      }
      insertAfter(before, waiter);
      before = waiter;
    }
  }

  private Waiter first(final Waiter before) {
    return before == null ? head : before.next;
  }

  private void insertAfter(final Waiter before, final Waiter waiter) {
    final Waiter after = first(before);
    waiter.previous = before;
    waiter.next = after;
    waiter.queue = this;
    if (before == null) {
      head = waiter;
    } else {
      before.next = waiter;
    }
    if (after == null) {
      tail = waiter;
    } else {
      after.previous = waiter;
    }
    resize(1);
  }

  private void resize(final int by) {
    count += by;
    size = count;
  }
}
