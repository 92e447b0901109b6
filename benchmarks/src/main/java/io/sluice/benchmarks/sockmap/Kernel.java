package io.sluice.benchmarks.sockmap;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * System calls by their numbers. Any thread.
 *
 * <p>Source: syscall(2); numbers of x86-64.
 */
final class Kernel {
  static final int CLOSE = 3;
  static final int POLL = 7;
  static final int MMAP = 9;
  static final int IOCTL = 16;
  static final int SOCKET = 41;
  static final int CONNECT = 42;
  static final int SENDTO = 44;
  static final int RECVFROM = 45;
  static final int SHUTDOWN = 48;
  static final int BIND = 49;
  static final int LISTEN = 50;
  static final int GETSOCKNAME = 51;
  static final int SETSOCKOPT = 54;
  static final int GETSOCKOPT = 55;
  static final int EPOLL_WAIT = 232;
  static final int EPOLL_CTL = 233;
  static final int ACCEPT4 = 288;
  static final int EPOLL_CREATE1 = 291;
  static final int BPF = 321;

  static final int EAGAIN = 11;

  private static final MemoryLayout LAYOUT = Linker.Option.captureStateLayout();
  private static final MethodHandle SYSCALL = syscall();
  private static final VarHandle ERRNO =
      LAYOUT.varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final ThreadLocal<MemorySegment> STATE =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(LAYOUT));

  private Kernel() {}

  @SuppressWarnings("restricted")
  private static MethodHandle syscall() {
    final Linker linker = Linker.nativeLinker();
    final ValueLayout.OfLong word = ValueLayout.JAVA_LONG;
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow("syscall"),
        FunctionDescriptor.of(word, word, word, word, word, word, word, word),
        Linker.Option.captureCallState("errno"),
        Linker.Option.firstVariadicArg(1));
  }

  /** Returns what the call returns, or the errno, negative. */
  static long call(final int number, final long... arguments) {
    final MemorySegment state = STATE.get();
    final long result = run(state, number, arguments);
    return result == -1 ? -(int) ERRNO.get(state, 0L) : result;
  }

  private static long run(final MemorySegment state, final int number, final long... given) {
    final long[] all = new long[6];
    System.arraycopy(given, 0, all, 0, given.length);
    try {
      return (long)
          SYSCALL.invokeExact(state, (long) number, all[0], all[1], all[2], all[3], all[4], all[5]);
    } catch (final Throwable impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Returns what the call returns; an errno is an exception. */
  static long must(final String what, final int number, final long... arguments) {
    final long result = call(number, arguments);
    if (result < 0) {
      throw new IllegalStateException(what + ": errno " + -result);
    }
    return result;
  }
}
