package io.sluice.engine.warmup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Sees whether the JVM's compilers have come to rest, by the time for which their threads ran or
 * waited for a core. By the time for which they ran alone, they would seem to rest where others
 * have the cores.
 *
 * <p>Source: schedstat of a thread in proc(5): nanoseconds on a core, nanoseconds of waiting for
 * one. For one thread.
 */
public final class CompilerWatch {
  /** So long they must rest: the last compilations are found one by one. */
  private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

  /** So much of a core they may still want. */
  private static final double REST_SHARE = 0.25;

  private final CompilerThreads threads;
  private final LongSupplier clock;
  private long beginNanos;
  private long beginBusyNanos;

  /** Begins to look at this process. */
  public CompilerWatch() {
    this(CompilerThreads.ofThisProcess(), System::nanoTime);
  }

  CompilerWatch(final CompilerThreads threads, final LongSupplier clock) {
    this.threads = threads;
    this.clock = clock;
    begin(busyNanos());
  }

  private void begin(final long busyNanos) {
    beginNanos = clock.getAsLong();
    beginBusyNanos = busyNanos;
  }

  /**
   * Whether they did next to nothing in the last three tenths of a second or more; never where the
   * kernel does not tell. To be asked again and again.
   */
  public boolean isAtRest() {
    final long nanos = clock.getAsLong() - beginNanos;
    if (nanos < REST_NANOS) {
      return false;
    }
    final long busyNanos = busyNanos();
    final boolean rests =
        busyNanos >= 0 && beginBusyNanos >= 0 && busyNanos - beginBusyNanos < REST_SHARE * nanos;
    begin(busyNanos);
    return rests;
  }

  /** Of all their threads until now; -1: the kernel does not tell. */
  private long busyNanos() {
    try {
      final List<Path> all = threads.all();
      long nanos = 0;
      for (final Path thread : all) {
        final String[] numbers = Files.readString(thread.resolve("schedstat")).split(" ", 3);
        nanos += Long.parseLong(numbers[0]) + Long.parseLong(numbers[1]);
      }
      return all.isEmpty() ? -1 : nanos;
    } catch (final IOException | NumberFormatException e) {
      return -1;
    }
  }
}
