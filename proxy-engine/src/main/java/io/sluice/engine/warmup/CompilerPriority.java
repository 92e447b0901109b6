package io.sluice.engine.warmup;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Lets the JVM's second compiler have only what nobody else wants of the cores, for a while: what
 * it still finds to do would take the cores from event loops for some milliseconds each time. The
 * first compiler stays as it is, since what waits for it is interpreted meanwhile.
 *
 * <p>Source: sched(7), SCHED_IDLE. Going back needs a right that root has, and others by
 * RLIMIT_NICE: setrlimit(2). For one thread.
 */
public final class CompilerPriority {
  private static final int SCHED_OTHER = 0;
  private static final int SCHED_IDLE = 5;
  private static final int THIS_THREAD = 0;

  private final CompilerThreads threads;
  private final MethodHandle setScheduler;
  private final MethodHandle getScheduler;

  private CompilerPriority(
      final CompilerThreads threads,
      final MethodHandle setScheduler,
      final MethodHandle getScheduler) {
    this.threads = threads;
    this.setScheduler = setScheduler;
    this.getScheduler = getScheduler;
  }

  /**
   * That of this process. It takes some tenths of a second where the JVM has not called other
   * functions of the C library before.
   */
  @SuppressWarnings("restricted") // the signatures are the functions' own
  public static CompilerPriority ofThisProcess() {
    final Linker linker = Linker.nativeLinker();
    final ValueLayout.OfInt number = ValueLayout.JAVA_INT;
    return new CompilerPriority(
        CompilerThreads.ofThisProcess(),
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("sched_setscheduler"),
            FunctionDescriptor.of(number, number, number, ValueLayout.ADDRESS)),
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("sched_getscheduler"),
            FunctionDescriptor.of(number, number)));
  }

  /**
   * Whether a thread of this process may go back, tried by one that ends with it. Where it may not,
   * the compiler would have to do without a core for as long as the process lives and is busy.
   */
  public boolean isReversible() throws InterruptedException {
    final AtomicBoolean back = new AtomicBoolean();
    final Thread trial =
        Thread.ofPlatform()
            .name("sluice-priority-trial")
            .daemon()
            .start(() ->
                back.set(
                    change(THIS_THREAD, SCHED_OTHER, SCHED_IDLE)
                        && change(THIS_THREAD, SCHED_IDLE, SCHED_OTHER)));
    trial.join();
    return back.get();
  }

  /** From now on the compiler goes behind all other threads; how many of its threads do. */
  public int lower() throws IOException {
    return change(SCHED_OTHER, SCHED_IDLE);
  }

  /** As it was; how many threads are changed. */
  public int restore() throws IOException {
    return change(SCHED_IDLE, SCHED_OTHER);
  }

  private int change(final int from, final int to) throws IOException {
    int changed = 0;
    for (final Path thread : threads.of(CompilerThreads.SECOND)) {
      if (change(Integer.parseInt(thread.getFileName().toString()), from, to)) {
        changed++;
      }
    }
    return changed;
  }

  /** One that the operator gave another policy keeps it. */
  private boolean change(final int thread, final int from, final int to) {
    try (Arena arena = Arena.ofConfined()) {
      final MemorySegment noPriority = arena.allocateFrom(ValueLayout.JAVA_INT, 0);
      return (int) getScheduler.invokeExact(thread) == from
          && (int) setScheduler.invokeExact(thread, to, noPriority) == 0;
    } catch (final Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
