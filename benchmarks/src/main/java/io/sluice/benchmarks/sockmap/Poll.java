package io.sluice.benchmarks.sockmap;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Descriptors that are watched together. Confined to its thread.
 *
 * <p>Source: epoll(7).
 */
final class Poll implements AutoCloseable {
  static final int IN = 1;
  static final int RDHUP = 0x2000;
  static final int ET = 1 << 31;

  private static final int MOST = 256;
  private static final int EVENT_BYTES = 12;

  private final int fd = (int) Kernel.must("epoll_create1", Kernel.EPOLL_CREATE1, 0);
  private final Arena arena = Arena.ofShared();
  private final MemorySegment event = arena.allocate(16, 8);
  private final MemorySegment events = arena.allocate(EVENT_BYTES * MOST, 8);

  /** Watches a descriptor; its events come with a number of the caller's. */
  void watch(final int watched, final int what, final int number) {
    event.set(ValueLayout.JAVA_INT, 0, what);
    event.set(ValueLayout.JAVA_INT_UNALIGNED, 4, number);
    event.set(ValueLayout.JAVA_INT_UNALIGNED, 8, 0);
    Kernel.must("epoll_ctl", Kernel.EPOLL_CTL, fd, 1, watched, event.address());
  }

  void unwatch(final int watched) {
    Kernel.must("epoll_ctl", Kernel.EPOLL_CTL, fd, 2, watched, event.address());
  }

  /** Waits for events; -1: as long as it takes. Returns how many there are. */
  int await(final int millis) {
    return (int) Math.max(0, Kernel.call(Kernel.EPOLL_WAIT, fd, events.address(), MOST, millis));
  }

  /** The number of the socket that an event is of. */
  int number(final int index) {
    return events.get(ValueLayout.JAVA_INT_UNALIGNED, (long) EVENT_BYTES * index + 4);
  }

  @Override
  public void close() {
    Kernel.call(Kernel.CLOSE, fd);
    arena.close();
  }
}
