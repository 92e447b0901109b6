package io.sluice.engine.transport;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * How the kernel schedules the calling thread, of the policies that need no privilege. Stateless.
 *
 * <p>Source: sched(7), sched_setscheduler(2).
 */
final class Scheduling {
  /** SCHED_OTHER: once woken, it may interrupt who runs. */
  static final int NORMAL = 0;

  /** SCHED_BATCH: it has the same share, and interrupts nobody. */
  static final int BATCH = 3;

  private static volatile boolean bound;

  private Scheduling() {}

  /** Binds the functions, which takes the JVM some milliseconds. */
  static void bind() {
    bound = Calls.GET != null && Calls.SET != null;
  }

  /** Whether {@link #change} may be called. */
  static boolean isBound() {
    return bound;
  }

  /**
   * Goes from one policy to another.
   *
   * @return false: it has neither, since an operator chose another, or the kernel refuses
   */
  static boolean change(final int from, final int to) {
    return Calls.get() == from && Calls.set(to) == 0;
  }

  @SuppressWarnings("restricted") // the signatures are the functions' own
  private static MethodHandle find(final String name, final FunctionDescriptor signature) {
    final Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), signature);
  }

  /** The functions themselves, of the calling thread; constants, so that calls allocate nothing. */
  private static final class Calls {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final int SELF = 0;

    /** Of policies without a static priority it is 0. */
    private static final MemorySegment PRIORITY = Arena.global().allocate(INT);

    static final MethodHandle GET = find("sched_getscheduler", FunctionDescriptor.of(INT, INT));
    static final MethodHandle SET =
        find("sched_setscheduler", FunctionDescriptor.of(INT, INT, INT, ValueLayout.ADDRESS));

    static int get() {
      try {
        return (int) GET.invokeExact(SELF);
      } catch (final Throwable e) {
        throw new IllegalStateException("sched_getscheduler", e);
      }
    }

    static int set(final int policy) {
      try {
        return (int) SET.invokeExact(SELF, policy, PRIORITY);
      } catch (final Throwable e) {
        throw new IllegalStateException("sched_setscheduler", e);
      }
    }
  }
}
