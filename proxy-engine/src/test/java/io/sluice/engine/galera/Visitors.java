package io.sluice.engine.galera;

import io.sluice.engine.testkit.Deadline;
import io.sluice.engine.testkit.MySqlSession;
import io.sluice.engine.testkit.MySqlSession.ServerError;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Clients that finish: each connects, does one transaction, and leaves, again and again. Each is
 * one thread; one test thread owns all.
 */
final class Visitors implements AutoCloseable {
  private static final Duration THINK = Duration.ofMillis(10);
  private static final Duration STAY_AWAY = Duration.ofMillis(20);
  private static final Duration LAST_VISIT = Duration.ofSeconds(30);

  private final SocketAddress address;
  private final AtomicInteger visits = new AtomicInteger();
  private final AtomicLong longestNanos = new AtomicLong();
  private final Map<String, Integer> errors = new ConcurrentHashMap<>();
  private final Map<String, Integer> nodes = new ConcurrentHashMap<>();
  private final List<Thread> threads;
  private volatile boolean stopped;

  private Visitors(SocketAddress address, int count) {
    this.address = address;
    threads =
        Stream.generate(() -> Thread.ofPlatform().daemon().name("visitor").unstarted(this::run))
            .limit(count)
            .toList();
  }

  static Visitors start(SocketAddress address, int count) {
    var visitors = new Visitors(address, count);
    visitors.threads.forEach(Thread::start);
    return visitors;
  }

  private void run() {
    while (!stopped) {
      try {
        visit();
        visits.incrementAndGet();
      } catch (ServerError e) {
        errors.merge(String.valueOf(e.code()), 1, Integer::sum);
      } catch (IOException | AssertionError e) {
        errors.merge(String.valueOf(e), 1, Integer::sum);
      }
      LockSupport.parkNanos(STAY_AWAY.toNanos());
    }
  }

  private void visit() throws IOException {
    long begin = System.nanoTime();
    try (var session = MySqlSession.connect(address, Writers.USER)) {
      longestNanos.accumulateAndGet(System.nanoTime() - begin, Math::max);
      session.query("BEGIN");
      session.query("UPDATE test.quotas SET in_use = in_use + 1 WHERE project = 1");
      LockSupport.parkNanos(THINK.toNanos());
      String node = session.query("SELECT @@wsrep_node_name");
      session.query("COMMIT");
      nodes.merge(node, 1, Integer::sum);
    }
  }

  /** Waits until there were so many visits to one node, all told. */
  void awaitVisits(String node, int count) {
    var deadline = new Deadline(Deadline.USUAL);
    while (nodes.getOrDefault(node, 0) < count) {
      if (deadline.passed()) {
        throw new AssertionError(node + " has too few of " + nodes + ", errors " + errors);
      }
      LockSupport.parkNanos(5_000_000);
    }
  }

  int visits() {
    return visits.get();
  }

  /** How often each error came. */
  Map<String, Integer> errors() {
    return Map.copyOf(errors);
  }

  /** The longest time from the beginning of a connection to the end of its login. */
  Duration longestWait() {
    return Duration.ofNanos(longestNanos.get());
  }

  /** Lets them finish. */
  void stop() {
    stopped = true;
    try {
      for (Thread thread : threads) {
        if (!thread.join(LAST_VISIT)) {
          throw new AssertionError("a visitor does not come back");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  @Override
  public void close() {
    stop();
  }
}
