package io.sluice.benchmarks.sockmap;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * One direction of a pair, as user space looks after it: it opens the gate as the sink's other end
 * acknowledges, moves what the verdict gave to user space, and passes the end on. Confined to its
 * keeper's thread; the verdict writes its words of the gate at any time.
 *
 * <p>A byte of user space must not overtake one that the kernel has redirected and not written yet,
 * so it waits until the sink's queue has had all of those.
 */
final class Way {
  private static final VarHandle WORD = ValueLayout.JAVA_LONG.varHandle();
  private static final int MARKS = 64;

  private final Tcp source;
  private final Tcp sink;
  private final MemorySegment gate;
  private final long limitBytes;

  /** What the sink had written when the pair was inserted, and what user space wrote since. */
  private final long before;

  private long written;

  /** Read, and not written yet. */
  private long pendingFrom;

  private long pendingTo;
  private boolean ended;
  private boolean shut;
  private boolean closed;

  /** What was charged when so many bytes had gone to the sink. */
  private final long[] markBytes = new long[MARKS];

  private final long[] markCharge = new long[MARKS];
  private int firstMark;
  private int marks;
  private long paidCharge;

  Way(final Tcp source, final Tcp sink, final MemorySegment gate, final long limitBytes) {
    this.source = source;
    this.sink = sink;
    this.gate = gate;
    this.limitBytes = limitBytes;
    before = sink.writtenBytes();
  }

  private long get(final int word) {
    return (long) WORD.getAcquire(gate, (long) word);
  }

  private void set(final int word, final long value) {
    WORD.setRelease(gate, (long) word, value);
  }

  /** Lets the verdict redirect. */
  void open() {
    set(Gate.TELL_AT, limitBytes / 2);
    set(Gate.LIMIT, limitBytes);
  }

  /** Lets the verdict redirect no more. */
  void shut() {
    set(Gate.LIMIT, 0);
  }

  boolean isShut() {
    return shut;
  }

  boolean isClosed() {
    return closed;
  }

  /** Closes its source. */
  void close() {
    closed = true;
    source.close();
  }

  /** Bytes that are in the kernel between source and sink, unread ones aside. */
  long heldBytes() {
    return get(Gate.REDIRECTED) + written + before - sink.acknowledgedBytes();
  }

  /** Looks after it. Returns whether to look again soon, without being told. */
  boolean look() {
    set(Gate.TOLD, 0);
    final long redirected = get(Gate.REDIRECTED);
    final boolean owed = pay(redirected);
    final boolean waits = get(Gate.PASSED) != written || source.poll(1, 0) != 0;
    if (!waits || shut) {
      return owed;
    }
    if (sink.writtenBytes() - before - written < redirected) {
      return true;
    }
    move();
    if (ended && pendingFrom == pendingTo && !shut) {
      sink.end();
      shut = true;
    }
    return true;
  }

  /** Opens the gate by what was acknowledged. Returns whether something is still owed. */
  private boolean pay(final long redirected) {
    final long charged = get(Gate.CHARGED);
    final long acknowledged = sink.acknowledgedBytes() - before - written;
    if (acknowledged >= redirected) {
      paidCharge = charged;
      marks = 0;
    } else {
      while (marks > 0 && markBytes[firstMark] <= acknowledged) {
        paidCharge = markCharge[firstMark];
        firstMark = (firstMark + 1) % MARKS;
        marks--;
      }
      if (marks < MARKS) {
        markBytes[(firstMark + marks) % MARKS] = redirected;
        markCharge[(firstMark + marks) % MARKS] = charged;
        marks++;
      }
    }
    set(Gate.TELL_AT, paidCharge + limitBytes / 2);
    set(Gate.LIMIT, paidCharge + limitBytes);
    return acknowledged < redirected;
  }

  private void move() {
    for (int turns = 0; turns < 16; turns++) {
      if (pendingFrom == pendingTo && !read()) {
        return;
      }
      final long sent = sink.send(source.buffer(), pendingFrom, pendingTo - pendingFrom, false);
      if (sent <= 0) {
        return;
      }
      pendingFrom += sent;
      written += sent;
      set(Gate.DRAINED, written);
    }
  }

  private boolean read() {
    final long got = source.receive(65536, false);
    if (got == 0) {
      ended = true;
    }
    pendingFrom = 0;
    pendingTo = Math.max(0, got);
    return got > 0;
  }
}
