package io.sluice.engine.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Collects the whole heap when there is little to do, and much in it that a peak left behind: the
 * JVM itself does that only when the heap is full, which after a peak may be never. What is free
 * then goes back to the system.
 *
 * <p>A collection stops everything, for some 20 ms with the usual 10 MiB that live. So it is made
 * where hardly anybody notices, or where a process that never rests has come to hold far more than
 * it needs; and pauses are at most a ten-thousandth of the time.
 *
 * <p>One thread, which is its own.
 */
final class QuietCollection {
  static final long MIB = MemoryNeed.MIB;

  /** More than what is young, which is no sign of anything. */
  static final long WORTH_BYTES = 24 * MIB;

  /** The same where it is not quiet. */
  static final long WORTH_BYTES_BUSY = 128 * MIB;

  /** Until the first collection tells. */
  static final long USUALLY_LIVE_BYTES = 12 * MIB;

  /** Of one core: some hundred requests a second. */
  private static final double QUIET_SHARE = 0.02;

  private static final int REST_FOR_EACH_PAUSE = 10_000;
  private static final Duration EVERY = Duration.ofSeconds(30);
  private static final Logger LOG = LoggerFactory.getLogger(QuietCollection.class);
  private static final Path STAT = Path.of("/proc/self/stat");

  private final LongSupplier nanoTime;
  private final LongSupplier cpuNanos;
  private final LongSupplier usedBytes;
  private final Runnable collect;

  private long lookedNanos;
  private long spentNanos;
  private long liveBytes = USUALLY_LIVE_BYTES;
  private long notBeforeNanos;

  /**
   * One that has not looked yet.
   *
   * @param nanoTime a clock
   * @param cpuNanos CPU time of the process
   * @param usedBytes of the heap
   * @param collect the whole of it
   */
  QuietCollection(
      final LongSupplier nanoTime,
      final LongSupplier cpuNanos,
      final LongSupplier usedBytes,
      final Runnable collect) {
    this.nanoTime = nanoTime;
    this.cpuNanos = cpuNanos;
    this.usedBytes = usedBytes;
    this.collect = collect;
    lookedNanos = nanoTime.getAsLong();
    spentNanos = cpuNanos.getAsLong();
    notBeforeNanos = lookedNanos;
  }

  /**
   * Looks again and again, on a thread of its own.
   *
   * @param needed whether that goes on
   */
  static void watch(final BooleanSupplier needed) {
    Thread.ofPlatform().name("sluice-memory").daemon().start(() -> run(needed));
  }

  private static void run(final BooleanSupplier needed) {
    try {
      final QuietCollection collection =
          new QuietCollection(
              System::nanoTime, QuietCollection::cpu, QuietCollection::used, System::gc);
      while (needed.getAsBoolean()) {
        Thread.sleep(EVERY);
        collection.look();
      }
    } catch (final UncheckedIOException e) {
      LOG.warn("memory: what a peak leaves is not collected: {}", e.getMessage());
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Collects where it is worth it; whether it did. */
  boolean look() {
    final long now = nanoTime.getAsLong();
    final long spent = cpuNanos.getAsLong();
    final boolean quiet = spent - spentNanos < QUIET_SHARE * (now - lookedNanos);
    lookedNanos = now;
    spentNanos = spent;
    final long used = usedBytes.getAsLong();
    final long worth = quiet ? WORTH_BYTES : WORTH_BYTES_BUSY;
    if (used < liveBytes + worth || now - notBeforeNanos < 0) {
      return false;
    }
    collect.run();
    final long pause = nanoTime.getAsLong() - now;
    liveBytes = usedBytes.getAsLong();
    notBeforeNanos = now + pause * REST_FOR_EACH_PAUSE;
    LOG.info(
        "memory: the heap was collected, {} MiB of {} are live; {} ms",
        liveBytes / MIB,
        used / MIB,
        TimeUnit.NANOSECONDS.toMillis(pause));
    return true;
  }

  private static long used() {
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  /** Source: proc(5), utime and stime of stat, in hundredths of a second. */
  private static long cpu() {
    try {
      return cpuNanos(Files.readString(STAT));
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Of a line of stat. A program's name, in parentheses, may have anything in it. */
  static long cpuNanos(final String stat) {
    final String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * 10_000_000;
  }
}
