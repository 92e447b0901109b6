package io.sluice.benchmarks.sockmap;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Looks after the ways of a relay: when the verdict asks for it, when a source ends, and each
 * millisecond as long as something is owed. Its {@link #run} is the owner of all ways.
 *
 * <p>Source: the ring of the kernel's Documentation/bpf/ringbuf.rst.
 */
final class Keeper implements Runnable, AutoCloseable {
  private static final VarHandle WORD = ValueLayout.JAVA_LONG.varHandle();
  private static final int DATA = 4096;
  private static final int HEAD_BYTES = 8;
  private static final int EVENT_BYTES = 16;
  private static final int RING = -1;
  private static final int IDLE_MILLIS = 20;

  /** A pair that waits to be taken over. */
  private record Arrival(Tcp front, Tcp back, int pair, long limitBytes) {}

  private final Maps maps;
  private final boolean closing;
  private final Queue<Arrival> arrivals = new ConcurrentLinkedQueue<>();
  private final List<Way> ways = new ArrayList<>();
  private final List<Way> soon = new ArrayList<>();
  private final Poll poll = new Poll();
  private final MemorySegment consumed;
  private final MemorySegment produced;
  private final Thread thread = Thread.ofPlatform().name("keeper").daemon().unstarted(this);
  private volatile boolean over;

  /**
   * @param closing whether a pair is closed when one of its sources has ended
   */
  Keeper(final Maps maps, final boolean closing) {
    this.maps = maps;
    this.closing = closing;
    consumed = maps.ringConsumed();
    produced = maps.ringProduced();
    poll.watch(maps.ring, Poll.IN, RING);
  }

  /** Takes a pair over, soon. Any thread. */
  void post(final Tcp front, final Tcp back, final int pair, final long limitBytes) {
    arrivals.add(new Arrival(front, back, pair, limitBytes));
  }

  /** Takes a pair over; before {@link #start}, or by the keeper's thread. */
  void add(final Tcp front, final Tcp back, final int pair, final long limitBytes) {
    final Way there = new Way(front, back, maps.gate(2 * pair), limitBytes);
    final Way opposite = new Way(back, front, maps.gate(2 * pair + 1), limitBytes);
    ways.add(there);
    ways.add(opposite);
    maps.insertPair(front, back, pair);
    there.open();
    opposite.open();
    // What came before the verdict was asked is shown to it by a read.
    soon.add(there);
    soon.add(opposite);
    poll.watch(front.fd, Poll.RDHUP | Poll.ET, 2 * pair);
    poll.watch(back.fd, Poll.RDHUP | Poll.ET, 2 * pair + 1);
  }

  void start() {
    thread.start();
  }

  @Override
  public void run() {
    while (!over) {
      for (Arrival one = arrivals.poll(); one != null; one = arrivals.poll()) {
        add(one.front, one.back, one.pair, one.limitBytes);
      }
      final List<Way> now = new ArrayList<>(soon);
      soon.clear();
      now.forEach(this::look);
      final int ready = poll.await(soon.isEmpty() ? IDLE_MILLIS : 1);
      for (int i = 0; i < ready; i++) {
        if (poll.number(i) == RING) {
          drainRing();
        } else {
          look(ways.get(poll.number(i)));
          closeEnded(poll.number(i));
        }
      }
    }
  }

  private void drainRing() {
    long at = (long) WORD.getAcquire(consumed, 0L);
    final long end = (long) WORD.getAcquire(produced, 0L);
    for (; at < end; at += EVENT_BYTES) {
      final long event = DATA + (at & (Maps.RING_BYTES - 1));
      look(ways.get(produced.get(ValueLayout.JAVA_INT, event + HEAD_BYTES)));
    }
    WORD.setRelease(consumed, 0L, at);
  }

  private void look(final Way way) {
    if (!way.isClosed() && way.look() && !soon.contains(way)) {
      soon.add(way);
    }
  }

  private void closeEnded(final int index) {
    final Way one = ways.get(index);
    final Way other = ways.get(index ^ 1);
    if (closing && !one.isClosed() && (one.isShut() || other.isShut())) {
      one.close();
      other.close();
    }
  }

  @Override
  public void close() {
    over = true;
    if (thread.isAlive()) {
      try {
        thread.join();
      } catch (final InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    poll.close();
  }
}
