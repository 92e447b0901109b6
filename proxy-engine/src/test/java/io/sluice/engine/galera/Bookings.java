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
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * Clients that read a row for update, think, change it and commit, all at a few hot rows: what
 * OpenStack does to a project's quotas, and to the addresses of a network's ports. On one node they
 * wait for each other; on two, the one that commits last is told that there was a deadlock.
 *
 * <p>Each client is one thread with a connection that it keeps until it gives an error that is not
 * about the transaction. One test thread owns all.
 */
final class Bookings implements AutoCloseable {
  /** What a loser of a conflict is told. */
  static final String DEADLOCK = "1213";

  private static final List<String> TABLES =
      List.of(
          """
          CREATE TABLE IF NOT EXISTS test.quotas (
            project INT, resource INT, in_use BIGINT NOT NULL, PRIMARY KEY (project, resource))
            ENGINE=InnoDB
          """,
          """
          CREATE TABLE IF NOT EXISTS test.pools (
            network INT PRIMARY KEY, next_address BIGINT NOT NULL) ENGINE=InnoDB
          """,
          """
          CREATE TABLE IF NOT EXISTS test.ports (
            network INT, address BIGINT, PRIMARY KEY (network, address)) ENGINE=InnoDB
          """,
          "REPLACE INTO test.quotas VALUES (1, 1, 0), (1, 2, 0), (2, 1, 0), (2, 2, 0)",
          "REPLACE INTO test.pools VALUES (1, 0)",
          "DELETE FROM test.ports");

  private static final int PROJECTS = 2;
  private static final Duration THINK = Duration.ofMillis(3);
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration LAST_ANSWER = Duration.ofMillis(500);

  private final SocketAddress address;
  private final Map<String, Integer> errors = new ConcurrentHashMap<>();
  private final AtomicInteger booked = new AtomicInteger();
  private final AtomicInteger ports = new AtomicInteger();
  private final AtomicInteger unanswered = new AtomicInteger();
  private final List<Client> clients;
  private volatile boolean stopped;

  private Bookings(SocketAddress address, int count) {
    this.address = address;
    clients = IntStream.range(0, count).mapToObj(Client::new).toList();
  }

  /** Makes the tables, empty. */
  static void tables(GaleraNode node) {
    TABLES.forEach(node::sql);
  }

  /** Starts clients that connect to an address. */
  static Bookings start(SocketAddress address, int clients) {
    var bookings = new Bookings(address, clients);
    bookings.clients.forEach(client -> client.thread.start());
    return bookings;
  }

  /** Waits until so many more transactions are committed. */
  void awaitMore(int more) {
    int wanted = done() + more;
    var deadline = new Deadline(Deadline.USUAL);
    while (done() < wanted) {
      if (deadline.passed()) {
        throw new AssertionError("%d of %d, errors %s".formatted(done(), wanted, errors));
      }
      LockSupport.parkNanos(5_000_000);
    }
  }

  /** How many transactions were acknowledged. */
  int done() {
    return booked.get() + ports.get();
  }

  /** How often each error came: its number, or "connection". */
  Map<String, Integer> errors() {
    return Map.copyOf(errors);
  }

  int deadlocks() {
    return errors.getOrDefault(DEADLOCK, 0);
  }

  /**
   * Whether the tables have every change that was acknowledged, and no other but the unanswered.
   */
  boolean addsUp(GaleraNode node) {
    long inUse = Long.parseLong(node.sql("SELECT SUM(in_use) FROM test.quotas"));
    long addresses = Long.parseLong(node.sql("SELECT COUNT(*) FROM test.ports"));
    long next = Long.parseLong(node.sql("SELECT next_address FROM test.pools"));
    long more = inUse + addresses - done();
    return addresses == next && more >= 0 && more <= unanswered.get();
  }

  @Override
  public void close() {
    stop();
  }

  /** Stops them. */
  void stop() {
    stopped = true;
    clients.forEach(Client::join);
  }

  private final class Client {
    private final Thread thread;
    private volatile MySqlSession session;

    Client(int number) {
      thread = Thread.ofPlatform().daemon().name("booking-" + number).unstarted(this::run);
    }

    private void run() {
      while (!stopped) {
        try (var opened = MySqlSession.connect(address, Writers.USER, PATIENCE)) {
          session = opened;
          while (!stopped) {
            transact(opened);
          }
        } catch (ServerError e) {
          failed(String.valueOf(e.code()));
        } catch (IOException | AssertionError e) {
          failed("connection");
        }
      }
    }

    private void transact(MySqlSession opened) throws IOException {
      boolean quota = ThreadLocalRandom.current().nextBoolean();
      boolean committing = false;
      try {
        opened.query("BEGIN");
        if (quota) {
          bookQuota(opened);
        } else {
          takeAddress(opened);
        }
        committing = true;
        opened.query("COMMIT");
      } catch (ServerError e) {
        if (!String.valueOf(e.code()).equals(DEADLOCK)) {
          throw e;
        }
        // The transaction is gone, the session is not.
        errors.merge(DEADLOCK, 1, Integer::sum);
        return;
      } catch (IOException | AssertionError e) {
        if (committing) {
          unanswered.incrementAndGet();
        }
        throw e;
      }
      (quota ? booked : ports).incrementAndGet();
    }

    private void bookQuota(MySqlSession opened) throws IOException {
      int project = ThreadLocalRandom.current().nextInt(PROJECTS) + 1;
      opened.rows("SELECT * FROM test.quotas WHERE project = " + project + " FOR UPDATE");
      LockSupport.parkNanos(THINK.toNanos());
      opened.query(
          "UPDATE test.quotas SET in_use = in_use + 1 WHERE resource = 1 AND project = " + project);
    }

    private void takeAddress(MySqlSession opened) throws IOException {
      String next =
          opened.query("SELECT next_address FROM test.pools WHERE network = 1 FOR UPDATE");
      LockSupport.parkNanos(THINK.toNanos());
      opened.query("INSERT INTO test.ports VALUES (1, " + next + ")");
      opened.query("UPDATE test.pools SET next_address = next_address + 1 WHERE network = 1");
    }

    private void failed(String error) {
      if (!stopped) {
        errors.merge(error, 1, Integer::sum);
        LockSupport.parkNanos(THINK.toNanos());
      }
    }

    void join() {
      try {
        while (!thread.join(LAST_ANSWER)) {
          cut();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted", e);
      }
    }

    private void cut() {
      try {
        if (session != null) {
          session.peer().close();
        }
      } catch (IOException _) {
        // It ended already.
      }
    }
  }
}
