package io.sluice.benchmarks.sockmap;

import java.lang.foreign.ValueLayout;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * A stream of the numbers 0, 1, 2, ... of 8 bytes, so that whatever is not in its place is seen.
 */
final class Numbers {
  /**
   * What came.
   *
   * @param bytes how many
   * @param wrongAt where the first wrong one is; -1: all are right
   * @param ended whether the end came
   * @param gapMillis the longest time in which nothing came
   */
  record Result(long bytes, long wrongAt, boolean ended, long gapMillis) {}

  private Numbers() {}

  /** Sends for some time, up to 300 numbers at once, and ends the stream. */
  static Thread write(final Tcp to, final long millis, final long seed) {
    final Random sizes = new Random(seed);
    final long until = System.nanoTime() + millis * 1_000_000;
    return Thread.ofPlatform()
        .daemon()
        .start(() -> {
          long next = 0;
          while (System.nanoTime() < until) {
            final int count = 1 + sizes.nextInt(300);
            for (int i = 0; i < count; i++) {
              to.buffer().set(ValueLayout.JAVA_LONG, 8L * i, next++);
            }
            sendAll(to, 8 * count);
            if (sizes.nextInt(20) == 0) {
              LockSupport.parkNanos(1_000_000);
            }
          }
          to.end();
        });
  }

  private static void sendAll(final Tcp to, final int bytes) {
    for (long sent = 0; sent < bytes; ) {
      final long one = to.send(to.buffer(), sent, bytes - sent, true);
      if (one < 0) {
        return;
      }
      sent += one;
    }
  }

  /** Reads until the end, or until nothing came for 8 seconds. */
  static Result read(final Tcp from) {
    long got = 0;
    long wrong = -1;
    long gap = 0;
    long last = System.nanoTime();
    while (from.poll(1, 8000) != 0) {
      final long one = from.receive(1 << 18, false);
      final long now = System.nanoTime();
      gap = Math.max(gap, (now - last) / 1_000_000);
      last = now;
      if (one <= 0) {
        return new Result(got, wrong, one == 0, gap);
      }
      for (long i = (8 - got % 8) % 8; i + 8 <= one && wrong < 0; i += 8) {
        if (from.buffer().get(ValueLayout.JAVA_LONG_UNALIGNED, i) != (got + i) / 8) {
          wrong = got + i;
        }
      }
      got += one;
    }
    return new Result(got, wrong, false, 8000);
  }
}
