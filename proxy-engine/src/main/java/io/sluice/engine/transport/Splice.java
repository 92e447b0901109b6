package io.sluice.engine.transport;

import java.lang.foreign.AddressLayout;
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
 * The system calls of pipes: splice(2), pipe2(2) and fcntl(2). Any thread, each with an {@link
 * #newState} of its own.
 *
 * <p>To bind them takes the JVM some tenths of a second. So a thread of its own does that when bulk
 * is first seen, and bytes are copied meanwhile.
 */
final class Splice {
  static final int EINTR = 4;
  static final int EAGAIN = 11;
  static final int ENOMEM = 12;
  static final int EINVAL = 22;

  private static final Logger LOG = LoggerFactory.getLogger(Splice.class);
  private static final int O_NONBLOCK = 0x800;
  private static final int O_CLOEXEC = 0x80000;
  private static final int F_SETPIPE_SZ = 1031;
  private static final int F_GETPIPE_SZ = 1032;
  private static final int SPLICE_F_MOVE = 1;
  private static final int SPLICE_F_NONBLOCK = 2;

  private static final Thread LOADER =
      Thread.ofPlatform().name("sluice-splice-load").daemon().unstarted(Splice::bind);
  private static final AtomicBoolean LOADING = new AtomicBoolean();
  private static volatile boolean ready;

  private Splice() {}

  /** Binds the functions in the background, unless that was begun. */
  static Thread load() {
    if (LOADING.compareAndSet(false, true)) {
      LOADER.start();
    }
    return LOADER;
  }

  private static void bind() {
    ready = Calls.SPLICE != null && Calls.PIPE2 != null && Calls.FCNTL != null;
    Scheduling.bind();
  }

  /** Whether the other methods may be called. */
  static boolean isReady() {
    return ready;
  }

  /** Where the calls of one thread leave their errno. */
  static MemorySegment newState() {
    return Arena.ofAuto().allocate(Calls.STATE);
  }

  /**
   * Moves bytes between a pipe and a socket, none of which blocks.
   *
   * @return how many, 0 or more; or the errno, negative
   */
  static int splice(final MemorySegment state, final int from, final int to, final int most) {
    while (true) {
      final long moved = Calls.splice(state, from, to, most);
      if (moved >= 0) {
        return (int) moved;
      }
      final int errno = Calls.errno(state);
      if (errno != EINTR) {
        return -errno;
      }
    }
  }

  /**
   * Makes a pipe that does not block, and that no program inherits.
   *
   * @return the end to read from, and above 32 bits the end to write to; or the errno, negative
   */
  static long pipe(final MemorySegment state) {
    try (Arena arena = Arena.ofConfined()) {
      final MemorySegment ends = arena.allocate(ValueLayout.JAVA_INT, 2);
      if (Calls.pipe2(state, ends, O_NONBLOCK | O_CLOEXEC) < 0) {
        return -Calls.errno(state);
      }
      return ends.getAtIndex(ValueLayout.JAVA_INT, 0)
          | (long) ends.getAtIndex(ValueLayout.JAVA_INT, 1) << 32;
    }
  }

  /** Makes a pipe hold as much as that, where the kernel allows it; how much it holds, bytes. */
  static int resize(final MemorySegment state, final int pipe, final int bytes) {
    final int given = Calls.fcntl(state, pipe, F_SETPIPE_SZ, bytes);
    return given > 0 ? given : Calls.fcntl(state, pipe, F_GETPIPE_SZ, 0);
  }

  @SuppressWarnings("restricted") // the signatures are the functions' own
  private static @Nullable MethodHandle find(
      final String name, final FunctionDescriptor signature, final Linker.Option... options) {
    try {
      final Linker linker = Linker.nativeLinker();
      return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), signature, options);
    } catch (final RuntimeException e) {
      LOG.warn("{} cannot be had, and all bytes are copied: {}", name, e.toString());
      return null;
    }
  }

  /** The functions themselves; constants, so that calling them allocates nothing. */
  private static final class Calls {
    static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO =
        STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final Linker.Option CAPTURE = Linker.Option.captureCallState("errno");
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final AddressLayout ADDRESS = ValueLayout.ADDRESS;

    static final @Nullable MethodHandle SPLICE =
        find("splice", FunctionDescriptor.of(LONG, INT, LONG, INT, LONG, LONG, INT), CAPTURE);
    static final @Nullable MethodHandle PIPE2 =
        find("pipe2", FunctionDescriptor.of(INT, ADDRESS, INT), CAPTURE);
    static final @Nullable MethodHandle FCNTL =
        find(
            "fcntl",
            FunctionDescriptor.of(INT, INT, INT, INT),
            CAPTURE,
            Linker.Option.firstVariadicArg(2));

    /** Offsets are null, which a number of the same width stands for. */
    static long splice(final MemorySegment state, final int from, final int to, final long most) {
      try {
        return (long)
            SPLICE.invokeExact(state, from, 0L, to, 0L, most, SPLICE_F_MOVE | SPLICE_F_NONBLOCK);
      } catch (final Throwable e) {
        throw new IllegalStateException("splice", e);
      }
    }

    static int pipe2(final MemorySegment state, final MemorySegment ends, final int flags) {
      try {
        return (int) PIPE2.invokeExact(state, ends, flags);
      } catch (final Throwable e) {
        throw new IllegalStateException("pipe2", e);
      }
    }

    static int fcntl(final MemorySegment state, final int fd, final int what, final int value) {
      try {
        return (int) FCNTL.invokeExact(state, fd, what, value);
      } catch (final Throwable e) {
        throw new IllegalStateException("fcntl", e);
      }
    }

    static int errno(final MemorySegment state) {
      return (int) ERRNO.get(state, 0L);
    }
  }
}
