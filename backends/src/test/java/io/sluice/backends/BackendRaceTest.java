package io.sluice.backends;

import static io.sluice.backends.testkit.Configs.backend;
import static io.sluice.backends.testkit.Configs.server;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.backends.testkit.Configs;
import io.sluice.config.BackendConfig;
import io.sluice.config.BalanceConfig;
import io.sluice.config.BalanceConfig.HashType;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Four event loops, each with sessions that ask, wait, leave and end in an order of its own. What
 * must hold: never more than maxconn at once, tickets are served in order, everyone who stays is
 * served, and every slot comes back.
 */
class BackendRaceTest {
  private static final int LOOPS = 4;
  private static final int SESSIONS = 50_000;
  private static final int PATIENCE_SECONDS = 30;

  private final Book book = new Book();

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void shouldServeEveryoneInOrderWhenOneServerIsShared(final int maxconn)
      throws InterruptedException {
    // Given
    final Backend backend = backendOf(new BalanceConfig.RoundRobin(), server("a").maxconn(maxconn));

    // When
    final boolean done = run(backend, true, 6);

    // Then
    assertAllIsWell(backend, done);
    assertThat(book.waited).as("the queue was used").hasPositiveValue();
  }

  /**
   * So few sessions that the queue is empty most of the time: here a lost wake-up stops them all.
   */
  @Test
  void shouldCallEveryoneWhenTheQueueIsEmptiedAllTheTime() throws InterruptedException {
    // Given
    final Backend backend = backendOf(new BalanceConfig.LeastConn(), server("a").maxconn(1));
    final Thread first = holdUntilSomebodyWaits(backend);

    // When
    final boolean done = run(backend, true, 1);
    first.join();

    // Then
    assertAllIsWell(backend, done);
    assertThat(book.waited).as("the queue was used").hasPositiveValue();
  }

  /** Takes the only slot, so that the queue is used however the threads are scheduled. */
  private static Thread holdUntilSomebodyWaits(final Backend backend) {
    final Waiter holder =
        new Waiter() {
          @Override
          protected void onGranted(final Server server) {
            throw new AssertionError("it waits for nothing");
          }

          @Override
          protected void onRefused() {
            throw new AssertionError("it waits for nothing");
          }
        };
    assertThat(backend.assign(holder, 0, null)).isEqualTo(Assignment.GRANTED);
    return Thread.ofPlatform()
        .start(() -> {
          while (backend.queued() == 0) {
            LockSupport.parkNanos(10_000);
          }
          backend.release(holder.granted());
        });
  }

  static Stream<Arguments> algorithms() {
    return Stream.of(
            new BalanceConfig.RoundRobin(),
            new BalanceConfig.StaticRoundRobin(),
            new BalanceConfig.LeastConn(),
            new BalanceConfig.First(),
            new BalanceConfig.Random(2),
            new BalanceConfig.Source(HashType.MAP_BASED),
            new BalanceConfig.Source(HashType.CONSISTENT))
        .map(Arguments::of);
  }

  @ParameterizedTest
  @MethodSource("algorithms")
  void shouldServeEveryoneWhenServersAreShared(final BalanceConfig balance)
      throws InterruptedException {
    // Given
    final Backend backend =
        backendOf(
            balance,
            server("a").maxconn(1).maxqueue(2),
            server("b").maxconn(2).weight(2),
            server("c").maxconn(3).weight(3));

    // When
    final boolean done = run(backend, false, 6);

    // Then
    assertAllIsWell(backend, done);
  }

  @ParameterizedTest
  @MethodSource("algorithms")
  void shouldServeEveryoneWhenServersComeAndGoMeanwhile(final BalanceConfig balance)
      throws InterruptedException {
    // Given
    final Configs.Line[] lines = {
      server("a").maxconn(1).check(),
      server("b").maxconn(2).maxqueue(1).weight(2).check(),
      server("c").maxconn(1).backup()
    };
    final Backend backend = backendOf(balance, lines);
    final Controller controller = new Controller(backend, balance, lines);
    final Thread thread = Thread.ofPlatform().start(controller);

    // When
    final boolean done = run(backend, false, 6);
    controller.stop = true;
    thread.join();

    // Then
    assertAllIsWell(backend, done);
    assertThat(controller.changes).isPositive();
  }

  @Test
  void shouldNeverExceedMaxconnWhenNobodyEverWaits() throws InterruptedException {
    // Given
    final Backend backend = backendOf(new BalanceConfig.LeastConn(), server("a").maxconn(100));

    // When
    final boolean done = run(backend, false, 6);

    // Then
    assertAllIsWell(backend, done);
    assertThat(book.waited).hasValue(0);
  }

  private void assertAllIsWell(final Backend backend, final boolean done) {
    assertThat(book.wrong).isEmpty();
    assertThat(done).as("everyone was served in time").isTrue();
    assertThat(book.served.get() + book.left.get()).isEqualTo(LOOPS * SESSIONS);
    assertThat(book.holders.values()).allMatch(holders -> holders.get() == 0);
    assertThat(backend.servers()).allMatch(s -> s.served() == 0 && s.queued() == 0);
    assertThat(backend.queued()).isZero();
  }

  private boolean run(final Backend backend, final boolean oneQueue, final int open)
      throws InterruptedException {
    final CountDownLatch ends = new CountDownLatch(LOOPS);
    book.oneQueue = oneQueue;
    final List<Thread> threads =
        IntStream.range(0, LOOPS)
            .mapToObj(i -> Thread.ofPlatform().start(new Loop(backend, book, i, open, ends)))
            .toList();
    final boolean done = ends.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    for (final Thread thread : threads) {
      thread.interrupt();
      thread.join();
    }
    return done;
  }

  private static Backend backendOf(final BalanceConfig balance, final Configs.Line... lines) {
    final Backend backend = new Backend(backend(balance, lines), Balancers.load(), 0);
    backend.servers().forEach(s -> backend.setHealth(s, Health.UP, "", 0));
    return backend;
  }

  /** What all loops write down. */
  private static final class Book {
    private final ConcurrentHashMap<Server, AtomicInteger> holders = new ConcurrentHashMap<>();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private final AtomicInteger served = new AtomicInteger();
    private final AtomicInteger left = new AtomicInteger();
    private final AtomicInteger waited = new AtomicInteger();

    /** Whether all wait in one queue, so that tickets are served in order. */
    private volatile boolean oneQueue;

    /** Written under the backend's lock, in callbacks. */
    private long lastTicket;

    void held(final Server server) {
      final int now = holders.computeIfAbsent(server, _ -> new AtomicInteger()).incrementAndGet();
      final int maxconn = server.config().maxconn();
      if (now > maxconn || server.served() > maxconn) {
        wrong.add(now + " sessions on " + server + ", maxconn " + maxconn);
      }
    }

    void over(final Server server) {
      holders.get(server).decrementAndGet();
    }

    void called(final Session session, final Server server) {
      held(server);
      if (session.granted() != server) {
        wrong.add("granted() is not set in the callback");
      }
      if (oneQueue && session.ticket <= lastTicket) {
        wrong.add("ticket " + session.ticket + " after " + lastTicket);
      }
      lastTicket = session.ticket;
    }
  }

  /** A session, which is used again and again. */
  private static final class Session extends Waiter {
    private final Loop loop;

    /** Confined to the loop. */
    private boolean queued;

    private Session(final Loop loop) {
      this.loop = loop;
    }

    @Override
    protected void onGranted(final Server server) {
      loop.book.called(this, server);
      loop.mail.add(this);
      LockSupport.unpark(loop.thread);
    }

    @Override
    protected void onRefused() {
      loop.book.wrong.add("refused without a hold");
    }
  }

  /** Has some sessions, each idle, waiting or served, and does by chance what sessions do. */
  private static final class Loop implements Runnable {
    private final Backend backend;
    private final Book book;
    private final Random random;
    private final CountDownLatch ends;
    private final Queue<Session> mail = new ConcurrentLinkedQueue<>();
    private final List<Session> sessions;
    private volatile Thread thread;
    private int started;
    private int ended;

    private Loop(
        final Backend backend,
        final Book book,
        final int number,
        final int open,
        final CountDownLatch ends) {
      this.backend = backend;
      this.book = book;
      this.random = new Random(number);
      this.sessions = IntStream.range(0, open).mapToObj(_ -> new Session(this)).toList();
      this.ends = ends;
    }

    @Override
    public void run() {
      thread = Thread.currentThread();
      while (ended < SESSIONS && !Thread.interrupted()) {
        readMail();
        final boolean moved = step(sessions.get(random.nextInt(sessions.size())));
        if (!moved && onlyWaiting()) {
          LockSupport.parkNanos(this, TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS));
        }
      }
      if (ended == SESSIONS) {
        ends.countDown();
      }
    }

    /** Nothing to do but wait for a callback; those who would never be called stay here. */
    private boolean onlyWaiting() {
      return mail.isEmpty()
          && sessions.stream().anyMatch(s -> s.queued)
          && sessions.stream()
              .allMatch(s -> s.queued || (started == SESSIONS && s.granted() == null));
    }

    private void readMail() {
      for (Session session = mail.poll(); session != null; session = mail.poll()) {
        session.queued = false;
      }
    }

    private boolean step(final Session session) {
      if (session.queued) {
        return sessions.size() > 1 && random.nextInt(50) == 0 && leave(session);
      }
      if (session.granted() != null) {
        return end(session);
      }
      return started < SESSIONS && start(session);
    }

    private boolean start(final Session session) {
      switch (backend.assign(session, random.nextInt(64), null)) {
        case GRANTED -> {
          started++;
          book.held(session.granted());
          if (sessions.size() > 1 && random.nextInt(4) == 0) {
            retry(session);
          }
        }
        case QUEUED -> {
          started++;
          book.waited.incrementAndGet();
          session.queued = true;
        }
        case NO_SERVER -> LockSupport.parkNanos(1_000);
      }
      return true;
    }

    /** Gives the slot back and asks for another of the same server, as after a failed connect. */
    private void retry(final Session session) {
      final Server server = session.granted();
      book.over(server);
      backend.release(server);
      switch (backend.assignTo(session, server)) {
        case GRANTED -> book.held(server);
        case QUEUED -> session.queued = true;
        case NO_SERVER -> {
          book.left.incrementAndGet();
          ended++;
        }
      }
    }

    private boolean end(final Session session) {
      final Server server = session.granted();
      book.over(server);
      session.granted = null;
      backend.release(server);
      book.served.incrementAndGet();
      ended++;
      return true;
    }

    private boolean leave(final Session session) {
      if (!backend.cancel(session)) {
        return false;
      }
      session.queued = false;
      book.left.incrementAndGet();
      ended++;
      return true;
    }
  }

  /** The control loop: servers go down, drain, change and come back, and are all back at last. */
  private static final class Controller implements Runnable {
    private final Backend backend;
    private final BalanceConfig balance;
    private final Configs.Line[] lines;
    private final Random random = new Random(99);
    private volatile boolean stop;
    private int changes;

    private Controller(
        final Backend backend, final BalanceConfig balance, final Configs.Line[] lines) {
      this.backend = backend;
      this.balance = balance;
      this.lines = lines;
    }

    @Override
    public void run() {
      while (!stop) {
        final List<Server> servers = backend.servers();
        change(servers.get(random.nextInt(servers.size())));
        changes++;
        if (random.nextInt(4) == 0) {
          recover();
        }
        LockSupport.parkNanos(20_000);
      }
      recover();
    }

    private void change(final Server server) {
      switch (random.nextInt(5)) {
        case 0 -> backend.setHealth(server, Health.DOWN, "", changes);
        case 1 -> backend.setAdmin(server, AdminState.DRAIN, changes);
        case 2 -> backend.setAdmin(server, AdminState.MAINT, changes);
        case 3 -> backend.apply(without(server), changes);
        default -> backend.setHealth(server, Health.UP, "", changes);
      }
    }

    private BackendConfig without(final Server server) {
      final BackendConfig all = backend(balance, lines);
      return new BackendConfig(
          all.name(),
          all.origin(),
          all.mode(),
          all.balance(),
          all.servers().stream().filter(line -> !line.name().equals(server.name())).toList(),
          all.timeouts(),
          all.retries(),
          all.redispatch(),
          all.allbackups(),
          all.logHealthChecks(),
          all.holdUntilChecked(),
          all.source(),
          all.socket(),
          all.zeroCopy(),
          all.writer(),
          all.http());
    }

    private void recover() {
      backend.apply(backend(balance, lines), changes);
      for (final Server server : backend.servers()) {
        backend.setAdmin(server, AdminState.READY, changes);
        backend.setHealth(server, Health.UP, "", changes);
      }
    }
  }
}
