package io.sluice.engine.transport;

import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/**
 * The connections to servers that one worker keeps for later requests, the longest idle first.
 * Confined to its worker; adding and removing allocate nothing.
 *
 * <p>How many there may be follows from what the process may have open: a client that comes takes
 * the place of an idle connection. Once a second it looks for those whose time is over, or whose
 * server is not what it was.
 */
public final class IdleConnections {
  private static final long SWEEP_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** One of them. */
  public abstract static class Entry {
    private IdleConnections list;
    private Entry older;
    private Entry newer;

    /** Whether nobody uses it now. */
    public final boolean isIdle() {
      return list != null;
    }

    /** Whether it is to be closed: it was idle for too long, or is of no use any more. */
    protected abstract boolean isOver(long nowNanos);

    /** Leaves every list it is in, this one too, and closes. */
    protected abstract void closeIdle();
  }

  private final Worker worker;
  private final Sweep sweep = new Sweep();
  private Entry oldest;
  private Entry newest;
  private int size;
  private boolean sweeping;
  private boolean closed;
  private IntSupplier most = () -> Integer.MAX_VALUE;

  IdleConnections(final Worker worker) {
    this.worker = worker;
  }

  /** Says how many there may be; asked each time that one more is to be kept. */
  public void setMost(final IntSupplier supplier) {
    most = supplier;
  }

  /** How many there are. */
  public int size() {
    return size;
  }

  /** Keeps one more, and closes the oldest where that is too many. */
  public void add(final Entry entry, final long nowNanos) {
    entry.list = this;
    entry.older = newest;
    if (newest == null) {
      oldest = entry;
    } else {
      newest.newer = entry;
    }
    newest = entry;
    size++;
    if (closed) {
      entry.closeIdle();
      return;
    }
    if (!sweeping) {
      sweeping = true;
      worker.schedule(sweep, nowNanos + SWEEP_NANOS);
    }
    trim();
  }

  /** Takes one out; to be called by {@link Entry#closeIdle} or by who uses it. */
  public void remove(final Entry entry) {
    if (entry.older == null) {
      oldest = entry.newer;
    } else {
      entry.older.newer = entry.newer;
    }
    if (entry.newer == null) {
      newest = entry.older;
    } else {
      entry.newer.older = entry.older;
    }
    entry.older = null;
    entry.newer = null;
    entry.list = null;
    size--;
  }

  /** Closes the oldest until there are no more than may be. */
  public void trim() {
    final int may = Math.max(0, most.getAsInt());
    while (size > may) {
      oldest.closeIdle();
    }
  }

  /** Closes all, and whatever is added later. */
  void close() {
    closed = true;
    while (oldest != null) {
      oldest.closeIdle();
    }
    worker.cancel(sweep);
  }

  private void sweep(final long nowNanos) {
    trim();
    Entry entry = oldest;
    while (entry != null) {
      final Entry following = entry.newer;
      if (entry.isOver(nowNanos)) {
        entry.closeIdle();
      }
      entry = following;
    }
    sweeping = size > 0;
    if (sweeping) {
      worker.schedule(sweep, nowNanos + SWEEP_NANOS);
    }
  }

  private final class Sweep extends Timer {
    @Override
    protected void onExpired(final long nowNanos) {
      sweep(nowNanos);
    }
  }
}
