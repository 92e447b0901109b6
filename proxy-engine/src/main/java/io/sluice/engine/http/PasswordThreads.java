package io.sluice.engine.http;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that make hashes of passwords, two for the process: such a hash keeps a core busy for
 * milliseconds to a second, by design. What waits for them is bounded, in all and for each client,
 * so that nobody can take all of it with wrong passwords. Any thread may ask.
 */
final class PasswordThreads {
  /** All who wait at most; with hashes of a second each the last waits half a minute. */
  static final int MOST_WAITING = 64;

  /** Those of one client address that wait or are made, at most. */
  static final int MOST_OF_CLIENT = 8;

  private static final int THREADS = 2;
  private static final long IDLE_SECONDS = 10;
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  /** Of the process. */
  static final PasswordThreads ALL = new PasswordThreads();

  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          THREADS,
          THREADS,
          IDLE_SECONDS,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(MOST_WAITING),
          PasswordThreads::thread);

  /** How many are under way, by client; guarded by this. */
  private final Map<Long, Integer> underWay = new HashMap<>();

  private PasswordThreads() {
    threads.allowCoreThreadTimeOut(true);
  }

  private static Thread thread(final Runnable work) {
    return Thread.ofPlatform()
        .name("sluice-passwords-" + NUMBERS.getAndIncrement())
        .daemon()
        .unstarted(work);
  }

  /**
   * Has something done.
   *
   * @param client whom it is for
   * @return false: there is too much to do already
   */
  boolean submit(final long client, final Runnable work) {
    if (!enter(client)) {
      return false;
    }
    try {
      threads.execute(() -> {
        try {
          work.run();
        } finally {
          leave(client);
        }
      });
      return true;
    } catch (final RejectedExecutionException full) {
      leave(client);
      return false;
    }
  }

  /** How many wait for a thread. */
  int waiting() {
    return threads.getQueue().size();
  }

  private synchronized boolean enter(final long client) {
    final int now = underWay.getOrDefault(client, 0);
    if (now < MOST_OF_CLIENT) {
      underWay.put(client, now + 1);
      return true;
    }
    return false;
  }

  private synchronized void leave(final long client) {
    underWay.computeIfPresent(client, (_, now) -> now == 1 ? null : now - 1);
  }
}
