package io.sluice.engine.log;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Many datagrams in one system call. Called by the log writer's thread alone, but for {@link
 * #load}.
 *
 * <p>To bind the function takes the JVM some tenths of a second, which nobody should wait for; so a
 * thread of its own does that, and lines go one by one meanwhile.
 *
 * <p>Source: sendmmsg(2). Its structures are the same on all of Linux with 64 bits.
 */
final class Sendmmsg {
  private static final Logger LOG = LoggerFactory.getLogger(Sendmmsg.class);
  private static final int MSG_DONTWAIT = 0x40;
  private static final int MSG_NOSIGNAL = 0x4000;
  private static final int EINTR = 4;

  private static final Thread LOADER =
      Thread.ofPlatform().name("sluice-log-load").daemon().unstarted(Sendmmsg::bind);
  private static final AtomicBoolean LOADING = new AtomicBoolean();
  private static volatile boolean ready;

  private Sendmmsg() {}

  /** Binds the function in the background, unless that was begun. Any thread. */
  static Thread load() {
    if (LOADING.compareAndSet(false, true)) {
      LOADER.start();
    }
    return LOADER;
  }

  private static void bind() {
    ready = Call.HANDLE != null;
  }

  /** Whether {@link #send} may be called. */
  static boolean isReady() {
    return ready;
  }

  /**
   * Sends the first of some messages, as many as go at once.
   *
   * @param headers address of that many {@code struct mmsghdr}
   * @param count 1 or more
   * @return how many were sent, 1 or more; or the errno of the first one, negative. Where a later
   *     one fails, its error is lost: the next call tells whether it lasts
   */
  static int send(final int fd, final long headers, final int count) {
    while (true) {
      final int sent = Call.run(fd, headers, count, MSG_DONTWAIT | MSG_NOSIGNAL);
      if (sent >= 0) {
        return sent;
      }
      final int errno = Call.errno();
      if (errno != EINTR) {
        return -errno;
      }
    }
  }

  /**
   * Looks a function of these arguments up, and says so where it cannot be had.
   *
   * @return null: the C library has none, or the JVM must not call it
   */
  @SuppressWarnings("restricted") // the signature is the function's own
  static @Nullable MethodHandle find(final String name) {
    try {
      final Linker linker = Linker.nativeLinker();
      return linker.downcallHandle(
          linker.defaultLookup().findOrThrow(name),
          FunctionDescriptor.of(
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT),
          Linker.Option.captureCallState("errno"));
    } catch (final RuntimeException e) {
      LOG.warn("{} cannot be had, and each log line takes a system call: {}", name, e.toString());
      return null;
    }
  }

  /** The function itself; constants, so that calling it allocates nothing. */
  private static final class Call {
    static final @Nullable MethodHandle HANDLE = find("sendmmsg");
    private static final StructLayout LAYOUT = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO =
        LAYOUT.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final MemorySegment STATE = Arena.global().allocate(LAYOUT);

    static int run(final int fd, final long headers, final int count, final int flags) {
      try {
        return (int) HANDLE.invokeExact(STATE, fd, headers, count, flags);
      } catch (final Throwable e) {
        throw new IllegalStateException("sendmmsg", e);
      }
    }

    static int errno() {
      return (int) ERRNO.get(STATE, 0L);
    }
  }
}
