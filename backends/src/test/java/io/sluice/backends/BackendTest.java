package io.sluice.backends;

import static io.sluice.backends.Assignment.GRANTED;
import static io.sluice.backends.Assignment.NO_SERVER;
import static io.sluice.backends.Assignment.QUEUED;
import static io.sluice.backends.testkit.Configs.backend;
import static io.sluice.backends.testkit.Configs.server;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.sluice.backends.testkit.Asker;
import io.sluice.backends.testkit.Configs;
import io.sluice.config.BalanceConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BackendTest {
  private final Asker first = new Asker();
  private final Asker second = new Asker();
  private final Asker third = new Asker();

  @Test
  void shouldGrantInTurnWhenServersAreFree() {
    // Given
    final Backend backend = roundRobin(server("a"), server("b"));

    // When
    final Assignment one = backend.assign(first, 0, null);
    final Assignment two = backend.assign(second, 0, null);

    // Then
    assertThat(one).isEqualTo(GRANTED);
    assertThat(two).isEqualTo(GRANTED);
    assertThat(first.server()).isEqualTo("a");
    assertThat(second.server()).isEqualTo("b");
    assertThat(first.grants()).isZero();
    assertThat(first.granted().served()).isEqualTo(1);
  }

  @Test
  void shouldCountSlotsWhenThereIsNoLimit() {
    // Given
    final Backend backend = roundRobin(server("a"));

    // When
    for (int i = 0; i < 1000; i++) {
      backend.assign(new Asker(), 0, null);
    }

    // Then
    assertThat(named(backend, "a").served()).isEqualTo(1000);
    assertThat(named(backend, "a").full()).isFalse();
  }

  @Test
  void shouldServeThoseWhoWaitFirstComeFirstServed() {
    // Given
    final Backend backend = roundRobin(server("a").maxconn(1));
    backend.assign(first, 0, null);
    final Server server = first.granted();

    // When
    final Assignment two = backend.assign(second, 0, null);
    final Assignment three = backend.assign(third, 0, null);
    backend.release(server);

    // Then
    assertThat(two).isEqualTo(QUEUED);
    assertThat(three).isEqualTo(QUEUED);
    assertThat(second.grants()).isEqualTo(1);
    assertThat(second.inCallback()).isSameAs(server);
    assertThat(third.grants()).isZero();
    assertThat(server.served()).isEqualTo(1);
    assertThat(backend.queued()).isEqualTo(1);
    backend.release(server);
    assertThat(third.server()).isEqualTo("a");
    backend.release(server);
    assertThat(server.served()).isZero();
    assertThat(backend.queued()).isZero();
  }

  @Test
  void shouldGiveAnyFreedSlotToTheOldestWhenAllAreFull() {
    // Given
    final Backend backend = roundRobin(server("a").maxconn(1), server("b").maxconn(1));
    backend.assign(new Asker(), 0, null);
    backend.assign(new Asker(), 0, null);
    backend.assign(first, 0, null);
    backend.assign(second, 0, null);

    // When
    backend.release(named(backend, "b"));
    backend.release(named(backend, "a"));

    // Then
    assertThat(first.server()).isEqualTo("b");
    assertThat(second.server()).isEqualTo("a");
  }

  @Test
  void shouldNotServeOneWhoLeftTheQueue() {
    // Given
    final Backend backend = roundRobin(server("a").maxconn(1));
    backend.assign(first, 0, null);
    backend.assign(second, 0, null);
    backend.assign(third, 0, null);

    // When
    final boolean left = backend.cancel(second);
    backend.release(first.granted());

    // Then
    assertThat(left).isTrue();
    assertThat(second.grants() + second.refusals()).isZero();
    assertThat(third.server()).isEqualTo("a");
    assertThat(backend.cancel(second)).isFalse();
  }

  @Test
  void shouldSayThatItIsTooLateWhenTheWaiterWasCalled() {
    // Given
    final Backend backend = roundRobin(server("a").maxconn(1));
    backend.assign(first, 0, null);
    backend.assign(second, 0, null);
    backend.release(first.granted());

    // When
    final boolean left = backend.cancel(second);

    // Then
    assertThat(left).isFalse();
    backend.release(second.granted());
    assertThat(named(backend, "a").served()).isZero();
  }

  @Test
  void shouldTakeAWaiterAgainWhenItIsThroughWithTheLastAsking() {
    // Given
    final Backend backend = roundRobin(server("a").maxconn(1));
    backend.assign(first, 0, null);

    // When / Then
    assertThat(backend.assign(second, 0, null)).isEqualTo(QUEUED);
    assertThat(backend.cancel(second)).isTrue();
    assertThat(backend.assign(second, 0, null)).isEqualTo(QUEUED);
    backend.release(first.granted());
    assertThat(second.server()).isEqualTo("a");
    backend.release(second.granted());
    assertThat(backend.assign(second, 0, null)).isEqualTo(GRANTED);
  }

  @Test
  void shouldRefuseAWaiterThatStandsInAQueue() {
    // Given
    final Backend backend = roundRobin(server("a").maxconn(1));
    backend.assign(first, 0, null);
    backend.assign(second, 0, null);

    // When / Then
    assertThatIllegalStateException().isThrownBy(() -> backend.assign(second, 0, null));
    assertThatIllegalStateException()
        .isThrownBy(() -> backend.assignTo(second, named(backend, "a")));
    assertThat(backend.queued()).isEqualTo(1);
  }

  @Test
  void shouldRefuseAReleaseWithoutASlot() {
    // Given
    final Backend backend = roundRobin(server("a").maxconn(1));

    // When / Then
    assertThatIllegalStateException()
        .isThrownBy(() -> backend.release(named(backend, "a")))
        .withMessageContaining("server a");
    assertThat(named(backend, "a").served()).isZero();
  }

  @Test
  void shouldSayThatThereIsNoServerWhenNoneTakesSessions() {
    // Given
    final Backend empty = roundRobin();
    final Backend pending = roundRobin(server("a").check());
    final Backend weightless = roundRobin(server("a").weight(0));

    // When / Then
    assertThat(empty.assign(first, 0, null)).isEqualTo(NO_SERVER);
    assertThat(pending.assign(first, 0, null)).isEqualTo(NO_SERVER);
    assertThat(weightless.assign(first, 0, null)).isEqualTo(NO_SERVER);
    assertThat(first.granted()).isNull();
  }

  @Test
  void shouldForgetTheLastServerWhenThereIsNoneNow() {
    // Given
    final Backend backend = roundRobin(server("a").check());
    final Server server = named(backend, "a");
    backend.setHealth(server, Health.UP, "", 0);
    backend.assign(first, 0, null);
    backend.release(first.granted());
    backend.setHealth(server, Health.DOWN, "", 0);

    // When
    backend.assign(first, 0, null);

    // Then
    assertThat(first.granted()).isNull();
  }

  @Test
  void shouldUseTheFirstBackupOnlyWhenNoOtherServerIsLeft() {
    // Given
    final Backend backend =
        roundRobin(
            server("a"),
            server("b").backup().weight(0),
            server("c").backup(),
            server("d").backup());

    // When
    final String before = assigned(backend, 2);
    backend.setAdmin(named(backend, "a"), AdminState.DRAIN, 0);
    final String without = assigned(backend, 2);
    backend.setAdmin(named(backend, "c"), AdminState.MAINT, 0);
    final String withoutFirst = assigned(backend, 2);
    backend.setAdmin(named(backend, "a"), AdminState.READY, 0);

    // Then
    assertThat(before).isEqualTo("a a");
    assertThat(without).isEqualTo("c c");
    assertThat(withoutFirst).isEqualTo("d d");
    assertThat(assigned(backend, 2)).isEqualTo("a a");
  }

  @Test
  void shouldUseAllBackupsWhenToldSo() {
    // Given
    final Backend backend =
        new Backend(
            backend(
                new BalanceConfig.RoundRobin(),
                true,
                Duration.ZERO,
                server("a").weight(0),
                server("b").backup(),
                server("c").backup()),
            Balancers.load(),
            0);

    // When
    final String assigned = assigned(backend, 4);

    // Then
    assertThat(assigned).isEqualTo("b c b c");
  }

  @Test
  void shouldGoElsewhereWhenAServerJustFailedTheSession() {
    // Given
    final Backend backend = roundRobin(server("a"), server("b"));

    // When
    backend.assign(first, 0, named(backend, "a"));

    // Then
    assertThat(first.server()).isEqualTo("b");
  }

  @Test
  void shouldGrantTheSameServerForARetryThere() {
    // Given
    final Backend backend = roundRobin(server("a").maxconn(1), server("b"));
    final Server server = named(backend, "a");

    // When
    final Assignment one = backend.assignTo(first, server);
    final Assignment two = backend.assignTo(second, server);

    // Then
    assertThat(one).isEqualTo(GRANTED);
    assertThat(two).isEqualTo(QUEUED);
    assertThat(server.queued()).isEqualTo(1);
    assertThat(backend.queued()).isZero();
    backend.release(server);
    assertThat(second.server()).isEqualTo("a");
  }

  @Test
  void shouldGiveASlotToTheOldestOfThoseForTheServerAndThoseForAny() {
    // Given
    final Backend backend = roundRobin(server("a").maxconn(1));
    final Server server = named(backend, "a");
    final Asker fourth = new Asker();
    backend.assign(new Asker(), 0, null);
    backend.assignTo(first, server);
    backend.assign(second, 0, null);
    backend.assignTo(third, server);
    backend.assign(fourth, 0, null);

    // When
    final List<Integer> grants = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      backend.release(server);
      grants.add(first.grants() + 2 * second.grants() + 4 * third.grants() + 8 * fourth.grants());
    }

    // Then
    assertThat(grants).containsExactly(1, 3, 7, 15);
  }

  @Test
  void shouldSayThatThereIsNoServerWhenTheOneToRetryIsOut() {
    // Given
    final Backend backend = roundRobin(server("a"), server("b"));
    backend.setAdmin(named(backend, "a"), AdminState.DRAIN, 0);

    // When
    final Assignment assignment = backend.assignTo(first, named(backend, "a"));

    // Then
    assertThat(assignment).isEqualTo(NO_SERVER);
  }

  @Test
  void shouldRetryOnABackupThatIsNoLongerInUse() {
    // Given
    final Backend backend = roundRobin(server("a").maxconn(1), server("b").backup().maxconn(1));
    final Server backup = named(backend, "b");
    backend.assign(new Asker(), 0, null);
    backend.assignTo(first, backup);

    // When
    final Assignment full = backend.assignTo(second, backup);
    backend.release(named(backend, "a"));

    // Then
    assertThat(first.server()).isEqualTo("b");
    assertThat(full).isEqualTo(QUEUED);
    assertThat(second.server()).isEqualTo("a");
  }

  @Test
  void shouldGiveTheSlotToTheNextWhenAWaitersLoopIsGone() {
    // Given
    final Backend backend = roundRobin(server("a").maxconn(1));
    final Waiter broken =
        new Waiter() {
          @Override
          protected void onGranted(final Server server) {
            throw new IllegalStateException("loop is gone");
          }

          @Override
          protected void onRefused() {}
        };
    final List<Throwable> reported = new ArrayList<>();
    final Thread thread = Thread.currentThread();
    final Thread.UncaughtExceptionHandler before = thread.getUncaughtExceptionHandler();
    backend.assign(first, 0, null);
    backend.assign(broken, 0, null);
    backend.assign(second, 0, null);

    // When
    thread.setUncaughtExceptionHandler((_, e) -> reported.add(e));
    try {
      backend.release(first.granted());
    } finally {
      thread.setUncaughtExceptionHandler(before);
    }

    // Then
    assertThat(second.server()).isEqualTo("a");
    assertThat(named(backend, "a").served()).isEqualTo(1);
    assertThat(reported).hasSize(1).allMatch(e -> e.getMessage().equals("loop is gone"));
  }

  @Test
  void shouldNotStartWhenTheAlgorithmIsUnknownEvenIfNoServerIsUp() {
    // Given
    final BalanceConfig unknown = new BalanceConfig.Custom("fastest", Map.of());

    // When / Then
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Backend(backend(unknown, server("a").check()), Balancers.load(), 0))
        .withMessageContaining("fastest")
        .withMessageContaining("roundrobin");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Backend(backend(unknown), Balancers.load(), 0));
  }

  private static Backend roundRobin(final Configs.Line... lines) {
    return new Backend(backend(new BalanceConfig.RoundRobin(), lines), Balancers.load(), 0);
  }

  private static Server named(final Backend backend, final String name) {
    return backend.servers().stream().filter(s -> s.name().equals(name)).findFirst().orElseThrow();
  }

  private static String assigned(final Backend backend, final int sessions) {
    final List<String> names = new ArrayList<>();
    for (int i = 0; i < sessions; i++) {
      final Asker asker = new Asker();
      backend.assign(asker, 0, null);
      names.add(asker.server());
    }
    return String.join(" ", names);
  }
}
