package io.sluice.engine.galera;

import io.sluice.engine.testkit.Deadline;
import io.sluice.engine.testkit.MySqlSession;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Clients that insert rows, each over one connection that it keeps, and write down every answer. A
 * connection that gave an error is thrown away and another made at once. No client has a timeout:
 * what does not end is waited for, until the test ends it.
 *
 * <p>Each client is one thread. One test thread owns all.
 */
final class Writers implements AutoCloseable {
  /** The database's user that they are; it has no password. */
  static final String USER = "app";

  /** Makes what they write into. */
  static final String TABLE =
      """
      CREATE TABLE test.commits (
        run INT, client INT, n INT, node VARCHAR(16), at_micros BIGINT,
        PRIMARY KEY (run, client, n)) ENGINE=InnoDB
      """;

  // NOW(6) is when the statement began.
  private static final String INSERT =
      """
      INSERT INTO test.commits VALUES
        (%d, %d, %d, @@wsrep_node_name, CAST(UNIX_TIMESTAMP(NOW(6)) * 1000000 AS INT))
        RETURNING node\
      """;

  private static final String ROWS =
      "SELECT client * 1000000 + n, node, at_micros FROM test.commits WHERE run = %d";

  // So that eight of them do not need the machine for themselves.
  private static final Duration THINK = Duration.ofMillis(4);
  private static final Duration BACK_OFF = Duration.ofMillis(5);
  // A test has failed long before that.
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration LAST_ANSWER = Duration.ofMillis(300);
  private static final Duration AWAIT = Duration.ofSeconds(45);
  private static final AtomicLong RUNS = new AtomicLong();

  private final SocketAddress address;
  private final long run = RUNS.incrementAndGet();
  private final List<Client> clients;
  private final long beginMicros = nowMicros();

  private Writers(SocketAddress address, int count) {
    this.address = address;
    clients = IntStream.range(0, count).mapToObj(Client::new).toList();
  }

  /** Starts clients that connect to an address. */
  static Writers start(SocketAddress address, int clients) {
    var writers = new Writers(address, clients);
    writers.clients.forEach(client -> client.thread.start());
    return writers;
  }

  /** Now, in microseconds of the epoch. */
  static long nowMicros() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
  }

  /** The name of the node that a client finds at an address. */
  static String nodeAt(SocketAddress address) {
    try (var session = MySqlSession.connect(address, USER)) {
      return session.query("SELECT @@wsrep_node_name");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As long as a test waits for what must come. */
  static Deadline soon() {
    return new Deadline(AWAIT);
  }

  /** Waits until each client has had so many more commits acknowledged that it begins now. */
  void awaitEach(int more) {
    long from = nowMicros();
    var deadline = soon();
    for (Client client : clients) {
      if (!client.await(deadline, commit -> commit.beginMicros() >= from, more)) {
        throw new AssertionError(
            "a client of %s got no further: %s; of all %d: %s"
                .formatted(address, client, clients.size(), standing(from)));
      }
    }
  }

  /** How far the clients are since then, for the message of a failure. */
  private String standing(long fromMicros) {
    var last = clients.stream().map(client -> client.last).filter(Objects::nonNull).toList();
    return "%d logged in, %d with a commit, %d with one in the last second, %d since the start"
        .formatted(
            clients.stream().filter(client -> client.session != null).count(),
            last.size(),
            last.stream().filter(commit -> commit.ackMicros() > nowMicros() - 1_000_000).count(),
            last.stream().filter(commit -> commit.beginMicros() >= fromMicros).count());
  }

  /**
   * Waits until each client has had a commit acknowledged by another node than this, begun after
   * now; false: one has not.
   */
  boolean awaitEachLeaves(String node, Deadline deadline) {
    long from = nowMicros();
    return clients.stream()
        .allMatch(client ->
            client.await(
                deadline,
                commit -> commit.beginMicros() >= from && !commit.node().equals(node),
                1));
  }

  /** The node of the last commit of any client. */
  String lastNode() {
    return clients.stream()
        .map(client -> client.last)
        .filter(Objects::nonNull)
        .max(Comparator.comparingLong(Commit::ackMicros))
        .orElseThrow()
        .node();
  }

  /** Stops them, and tells what became of what they wrote, as this node has it. */
  Journal stop(GaleraNode node) {
    long endMicros = nowMicros();
    close();
    var commits = new ArrayList<Commit>();
    var errors = new ConcurrentHashMap<String, Integer>();
    for (Client client : clients) {
      commits.addAll(client.commits());
      client.errors.forEach((error, count) -> errors.merge(error, count, Integer::sum));
    }
    return new Journal(beginMicros, endMicros, commits, errors, rows(node));
  }

  private List<Row> rows(GaleraNode node) {
    // What the others have written must have arrived here.
    return node.rows("SET STATEMENT wsrep_sync_wait=1 FOR " + ROWS.formatted(run)).stream()
        .map(row -> new Row(Long.parseLong(row.get(0)), row.get(1), Long.parseLong(row.get(2))))
        .toList();
  }

  /** Stops them. */
  @Override
  public void close() {
    clients.forEach(Client::finish);
    clients.forEach(Client::join);
  }

  private final class Client {
    private final int number;
    private final Thread thread;
    private final List<Commit> commits = new ArrayList<>(); // guarded by itself
    private final Map<String, Integer> errors = new ConcurrentHashMap<>();
    private volatile boolean stopped;
    private volatile MySqlSession session;
    private volatile Commit last;
    private int next = 1;

    Client(int number) {
      this.number = number;
      thread = Thread.ofPlatform().daemon().name("writer-" + number).unstarted(this::run);
    }

    private void run() {
      while (!stopped) {
        try (var opened = MySqlSession.connect(address, USER, PATIENCE)) {
          session = opened;
          write(opened);
        } catch (MySqlSession.ServerError e) {
          failed(String.valueOf(e.code()));
        } catch (IOException | AssertionError e) {
          failed("connection");
        }
      }
    }

    private void write(MySqlSession opened) throws IOException {
      while (!stopped) {
        long id = number * 1_000_000L + next;
        String sql = INSERT.formatted(run, number, next++);
        long begin = nowMicros();
        String node = opened.query(sql);
        add(new Commit(id, node, begin, nowMicros()));
        LockSupport.parkNanos(THINK.toNanos());
      }
    }

    private void add(Commit commit) {
      synchronized (commits) {
        commits.add(commit);
        commits.notifyAll();
      }
      last = commit;
    }

    private void failed(String error) {
      if (!stopped) {
        errors.merge(error, 1, Integer::sum);
        LockSupport.parkNanos(BACK_OFF.toNanos());
      }
    }

    List<Commit> commits() {
      synchronized (commits) {
        return List.copyOf(commits);
      }
    }

    boolean await(Deadline deadline, Predicate<Commit> wanted, int count) {
      synchronized (commits) {
        int found = 0;
        for (int i = 0; found < count; ) {
          if (i < commits.size()) {
            found += wanted.test(commits.get(i++)) ? 1 : 0;
          } else if (deadline.passed()) {
            return false;
          } else {
            waitFor(deadline);
          }
        }
        return true;
      }
    }

    @Override
    public String toString() {
      return "client %d, %s, last %s, errors %s"
          .formatted(number, session == null ? "never logged in" : "logged in", last, errors);
    }

    @SuppressWarnings("WaitNotInLoop") // Its caller loops.
    private void waitFor(Deadline deadline) {
      try {
        commits.wait(Math.max(1, deadline.leftMillis()));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted", e);
      }
    }

    void finish() {
      stopped = true;
    }

    /** Ends a wait that nothing else ends. */
    private void cut() {
      MySqlSession open = session;
      if (open == null) {
        return;
      }
      try {
        open.peer().close();
      } catch (IOException _) {
        // It ended already.
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
  }
}
