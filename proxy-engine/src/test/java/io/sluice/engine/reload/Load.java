package io.sluice.engine.reload;

import io.sluice.engine.testkit.MemcachedSession;
import io.sluice.engine.testkit.MySqlSession;
import io.sluice.engine.testkit.Ports;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Clients that work until they are told to end, each on a thread of its own, and write down every
 * operation that fails. None ever connects a second time after a failure.
 */
final class Load {
  private static final long PAUSE_NANOS = 2_000_000;

  final AtomicLong newConnections = new AtomicLong();
  final AtomicLong memcachedOperations = new AtomicLong();
  final AtomicLong mySqlOperations = new AtomicLong();
  final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
  private final List<Thread> threads = new ArrayList<>();
  private final CountDownLatch connected;
  private volatile boolean ended;

  /**
   * Nobody works yet.
   *
   * @param longSessions how many {@link #awaitConnected()} waits for
   */
  Load(int longSessions) {
    connected = new CountDownLatch(longSessions);
  }

  /** One connection after the other: connects, sets, gets, ends. */
  void connectAgainAndAgain(int port, String name) {
    start(
        name,
        () -> {
          for (long i = 0; !ended; i++) {
            try (var session = MemcachedSession.connect(Ports.on(port))) {
              newConnections.incrementAndGet();
              setAndGet(session, name, i);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
          }
        });
  }

  /** One connection for the whole time. */
  void stayOnMemcached(int port, String name) {
    start(
        name,
        () -> {
          try (var session = MemcachedSession.connect(Ports.on(port))) {
            setAndGet(session, name, -1);
            connected.countDown();
            var local = session.peer().channel().getLocalAddress();
            for (long i = 0; !ended; i++) {
              setAndGet(session, name, i);
              LockSupport.parkNanos(PAUSE_NANOS);
            }
            require(local.equals(session.peer().channel().getLocalAddress()), "another socket");
          }
        });
  }

  private void setAndGet(MemcachedSession session, String name, long value) throws IOException {
    session.set(name, Long.toString(value));
    String back = session.get(name);
    require(Long.toString(value).equals(back), "another value: " + back);
    memcachedOperations.addAndGet(2);
  }

  /** One transaction for the whole time, on a table of its own. */
  void stayInATransaction(int port, String table) {
    start(
        table,
        () -> {
          try (var session = MySqlSession.connect(Ports.on(port), "sluice")) {
            session.query("CREATE TABLE test." + table + " (n BIGINT PRIMARY KEY) ENGINE=InnoDB");
            String id = session.query("SELECT CONNECTION_ID()");
            session.query("START TRANSACTION");
            connected.countDown();
            long rows = 0;
            for (; !ended; rows++) {
              session.query("INSERT INTO test." + table + " VALUES (" + rows + ")");
              String count = session.query("SELECT COUNT(*) FROM test." + table);
              require(
                  count.equals(Long.toString(rows + 1)), count + " rows instead of " + (rows + 1));
              mySqlOperations.addAndGet(2);
              LockSupport.parkNanos(PAUSE_NANOS);
            }
            require(id.equals(session.query("SELECT CONNECTION_ID()")), "another connection");
            require(
                "1".equals(session.query("SELECT @@in_transaction")), "the transaction is gone");
            session.query("COMMIT");
          }
        });
  }

  private void start(String name, Work work) {
    threads.add(
        Thread.ofPlatform()
            .daemon()
            .name(name)
            .start(() -> {
              try {
                work.run();
              } catch (IOException | RuntimeException | AssertionError e) {
                failures.add(name + ": " + e);
              }
            }));
  }

  private static void require(boolean condition, String complaint) throws IOException {
    if (!condition) {
      throw new IOException(complaint);
    }
  }

  void awaitConnected() throws InterruptedException {
    connected.await();
  }

  /** Returns when so many new connections were made, or when something failed. */
  void awaitNewConnections(int count) {
    long wanted = newConnections.get() + count;
    while (newConnections.get() < wanted && failures.isEmpty()) {
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  /** Lets everybody finish what they are at, and end well. */
  void end() throws InterruptedException {
    ended = true;
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private interface Work {
    void run() throws IOException;
  }
}
