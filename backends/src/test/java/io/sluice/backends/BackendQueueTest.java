package io.sluice.backends;

import static io.sluice.backends.Assignment.GRANTED;
import static io.sluice.backends.Assignment.NO_SERVER;
import static io.sluice.backends.Assignment.QUEUED;
import static io.sluice.backends.testkit.Configs.backend;
import static io.sluice.backends.testkit.Configs.server;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.backends.testkit.Asker;
import io.sluice.backends.testkit.Configs;
import io.sluice.config.BalanceConfig;
import io.sluice.config.BalanceConfig.HashType;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Queues of algorithms that go by the key, and what happens to those who wait. */
class BackendQueueTest {
  private static final BalanceConfig SOURCE = new BalanceConfig.Source(HashType.CONSISTENT);
  private final List<Asker> askers = IntStream.range(0, 6).mapToObj(_ -> new Asker()).toList();

  @Test
  void shouldWaitForItsOwnServerWhenAnotherIsFree() {
    // Given
    final Backend backend = source(server("a").maxconn(1), server("b").maxconn(1));
    final long keyOfA = keyOf(backend, "a", 0);
    backend.assign(askers.get(0), keyOfA, null);

    // When
    final Assignment assignment = backend.assign(askers.get(1), keyOfA, null);

    // Then
    assertThat(assignment).isEqualTo(QUEUED);
    assertThat(named(backend, "a").queued()).isEqualTo(1);
    assertThat(backend.queued()).isZero();
    backend.release(named(backend, "a"));
    assertThat(askers.get(1).server()).isEqualTo("a");
  }

  @Test
  void shouldLetThoseForAnotherServerPassWhenItIsFree() {
    // Given
    final Backend backend = source(server("a").maxconn(1), server("b").maxconn(1));
    backend.assign(askers.get(0), keyOf(backend, "a", 0), null);
    backend.assign(askers.get(1), keyOf(backend, "a", 0), null);

    // When
    final Assignment assignment = backend.assign(askers.get(2), keyOf(backend, "b", 0), null);

    // Then
    assertThat(assignment).isEqualTo(GRANTED);
    assertThat(askers.get(2).server()).isEqualTo("b");
  }

  @Test
  void shouldGoToAnotherServerWhenItsQueueIsFull() {
    // Given
    final Backend backend = source(server("a").maxconn(1).maxqueue(1), server("b").maxconn(1));
    final long key = keyOf(backend, "a", 0);
    backend.assign(askers.get(0), key, null);
    backend.assign(askers.get(1), key, null);

    // When
    final Assignment third = backend.assign(askers.get(2), key, null);
    final Assignment fourth = backend.assign(askers.get(3), key, null);

    // Then
    assertThat(third).isEqualTo(GRANTED);
    assertThat(askers.get(2).server()).isEqualTo("b");
    assertThat(fourth).isEqualTo(QUEUED);
    assertThat(named(backend, "a").queued()).isEqualTo(1);
    assertThat(backend.queued()).isEqualTo(1);
    backend.release(named(backend, "b"));
    assertThat(askers.get(3).server()).isEqualTo("b");
  }

  @Test
  void shouldTryEveryServerWhenItsQueueIsFull() {
    // Given
    final Backend backend =
        source(
            server("a").maxconn(1).maxqueue(1),
            server("b").maxconn(1),
            server("c").maxconn(1),
            server("d").maxconn(1));
    final long key = keyOf(backend, "a", 0);

    // When
    askers.subList(0, 5).forEach(asker -> backend.assign(asker, key, null));

    // Then
    assertThat(backend.servers()).allMatch(s -> s.served() == 1);
    assertThat(askers.get(1).server()).isEqualTo("-");
  }

  @Test
  void shouldMoveThoseWhoWaitWhenTheirServerGoesDown() {
    // Given
    final Backend backend = source(server("a").maxconn(1).check(), server("b").maxconn(1).check());
    backend.servers().forEach(s -> backend.setHealth(s, Health.UP, "", 0));
    final long keyOfA = keyOf(backend, "a", 0);
    final long keyOfB = keyOf(backend, "b", 0);
    backend.assign(askers.get(0), keyOfA, null);
    backend.assign(askers.get(1), keyOfB, null);
    backend.assign(askers.get(2), keyOfB, null);
    backend.assign(askers.get(3), keyOfA, null);
    backend.assign(askers.get(4), keyOfB, null);

    // When
    backend.setHealth(named(backend, "a"), Health.DOWN, "", 0);

    // Then
    assertThat(named(backend, "a").queued()).isZero();
    assertThat(named(backend, "b").queued() + backend.queued()).isEqualTo(3);
    backend.release(named(backend, "a"));
    assertThat(askers.get(3).grants()).isZero();
    for (int i = 2; i <= 4; i++) {
      backend.release(named(backend, "b"));
      assertThat(askers.get(i).server()).isEqualTo("b");
    }
  }

  @Test
  void shouldGetAnotherServerAtOnceWhenTheirOwnGoesAndOneIsFree() {
    // Given
    final Backend backend = source(server("a").maxconn(1), server("b").maxconn(1));
    final long key = keyOf(backend, "a", 0);
    backend.assign(askers.get(0), key, null);
    backend.assign(askers.get(1), key, null);

    // When
    backend.setAdmin(named(backend, "a"), AdminState.DRAIN, 0);

    // Then
    assertThat(askers.get(1).server()).isEqualTo("b");
    assertThat(askers.get(0).server()).isEqualTo("a");
  }

  @Test
  void shouldServeThoseWhoWaitedWhenAServerComesBack() {
    // Given
    final Backend backend =
        new Backend(
            backend(new BalanceConfig.RoundRobin(), server("a").maxconn(1).check()),
            Balancers.load(),
            0);
    final Server server = named(backend, "a");
    backend.setHealth(server, Health.UP, "", 0);
    backend.assign(askers.get(0), 0, null);
    backend.assign(askers.get(1), 0, null);

    // When
    backend.setHealth(server, Health.DOWN, "", 0);
    final Assignment newcomer = backend.assign(askers.get(2), 0, null);
    backend.release(server);
    final int whileDown = askers.get(1).grants();
    backend.setHealth(server, Health.UP, "", 0);

    // Then
    assertThat(newcomer).isEqualTo(NO_SERVER);
    assertThat(whileDown).isZero();
    assertThat(askers.get(1).refusals()).isZero();
    assertThat(askers.get(1).server()).isEqualTo("a");
  }

  @Test
  void shouldSpreadThoseWhoWaitedByTheAlgorithmWhenServersComeBack() {
    // Given
    final BalanceConfig roundRobin = new BalanceConfig.RoundRobin();
    final Backend backend =
        new Backend(
            backend(
                roundRobin, server("a").maxconn(1), server("b").disabled(), server("c").disabled()),
            Balancers.load(),
            0);
    askers.subList(0, 5).forEach(asker -> backend.assign(asker, 0, null));

    // When
    backend.apply(backend(roundRobin, server("a").maxconn(1), server("b"), server("c")), 0);

    // Then
    assertThat(named(backend, "b").served()).isEqualTo(2);
    assertThat(named(backend, "c").served()).isEqualTo(2);
    assertThat(backend.queued()).isZero();
  }

  @Test
  void shouldServeThoseWhoWaitWhenMaxconnGrows() {
    // Given
    final Backend backend = source(server("a").maxconn(1));
    askers.forEach(asker -> backend.assign(asker, 0, null));

    // When
    backend.apply(backend(SOURCE, server("a").maxconn(4)), 0);

    // Then
    assertThat(askers.stream().map(Asker::server)).containsExactly("a", "a", "a", "a", "-", "-");
    assertThat(named(backend, "a").served()).isEqualTo(4);
    assertThat(named(backend, "a").queued()).isEqualTo(2);
  }

  @Test
  void shouldTakeNoMoreWhenMaxconnShrinksUntilEnoughHaveLeft() {
    // Given
    final Backend backend = source(server("a").maxconn(3));
    askers.subList(0, 4).forEach(asker -> backend.assign(asker, 0, null));

    // When
    backend.apply(backend(SOURCE, server("a").maxconn(1)), 0);
    backend.release(named(backend, "a"));
    backend.release(named(backend, "a"));
    final int early = askers.get(3).grants();
    backend.release(named(backend, "a"));

    // Then
    assertThat(early).isZero();
    assertThat(askers.get(3).server()).isEqualTo("a");
    assertThat(named(backend, "a").served()).isEqualTo(1);
  }

  @Test
  void shouldMoveThoseWhoWaitWhenTheirServerIsRemoved() {
    // Given
    final Backend backend = source(server("a").maxconn(1), server("b").maxconn(1));
    final long key = keyOf(backend, "a", 0);
    backend.assign(askers.get(0), key, null);
    backend.assign(askers.get(1), key, null);

    // When
    final List<Server> gone = backend.apply(backend(SOURCE, server("b").maxconn(1)), 0);

    // Then
    assertThat(gone).extracting(Server::name).containsExactly("a");
    assertThat(askers.get(1).server()).isEqualTo("b");
    backend.release(gone.getFirst());
    assertThat(gone.getFirst().served()).isZero();
  }

  private static Backend source(final Configs.Line... lines) {
    return new Backend(backend(SOURCE, lines), Balancers.load(), 0);
  }

  /** The n-th key whose server has this name. */
  private static long keyOf(final Backend backend, final String name, final int n) {
    final Balancer balancer =
        Balancers.load()
            .create(SOURCE, backend.servers().stream().map(ServerList::candidate).toList(), null);
    return LongStream.iterate(0, key -> key + 1)
        .filter(key -> balancer.pick(key, null).name().equals(name))
        .skip(n)
        .findFirst()
        .orElseThrow();
  }

  private static Server named(final Backend backend, final String name) {
    return backend.servers().stream().filter(s -> s.name().equals(name)).findFirst().orElseThrow();
  }
}
