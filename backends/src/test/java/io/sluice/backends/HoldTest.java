package io.sluice.backends;

import static io.sluice.backends.Assignment.GRANTED;
import static io.sluice.backends.Assignment.NO_SERVER;
import static io.sluice.backends.Assignment.QUEUED;
import static io.sluice.backends.testkit.Configs.backend;
import static io.sluice.backends.testkit.Configs.server;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.backends.testkit.Asker;
import io.sluice.backends.testkit.Configs;
import io.sluice.config.BackendConfig;
import io.sluice.config.BalanceConfig;
import io.sluice.config.BalanceConfig.HashType;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Sessions that come before the first verdicts. */
class HoldTest {
  private static final BalanceConfig ROUND_ROBIN = new BalanceConfig.RoundRobin();
  private final List<Asker> askers = IntStream.range(0, 4).mapToObj(_ -> new Asker()).toList();

  @Test
  void shouldHoldUntilEveryServerHasItsFirstVerdict() {
    // Given
    final Backend backend = holding(server("a").check(), server("b").check(), server("c").backup());

    // When
    final Assignment early = backend.assign(askers.get(0), 0, null);
    backend.setHealth(named(backend, "b"), Health.UP, "", 1);
    final Assignment afterOne = backend.assign(askers.get(1), 0, null);
    final boolean stillHolding = backend.holding();
    backend.setHealth(named(backend, "a"), Health.UP, "", 2);

    // Then
    assertThat(early).isEqualTo(QUEUED);
    assertThat(afterOne).isEqualTo(QUEUED);
    assertThat(stillHolding).isTrue();
    assertThat(backend.holding()).isFalse();
    assertThat(askers.get(0).server()).isEqualTo("a");
    assertThat(askers.get(1).server()).isEqualTo("b");
    assertThat(backend.queued()).isZero();
  }

  @Test
  void shouldHoldOnWhenAServerCannotBeJudgedYet() {
    // Given
    final Backend backend = holding(server("a").check(), server("b").check());
    backend.assign(askers.get(0), 0, null);
    backend.setHealth(named(backend, "b"), Health.DOWN, "", 1);

    // When
    backend.setUnclear(named(backend, "a"), "L7STS denied");
    final boolean holdsOn = backend.holding();
    backend.setHealth(named(backend, "a"), Health.UP, "", 2);

    // Then
    assertThat(holdsOn).isTrue();
    assertThat(backend.holding()).isFalse();
    assertThat(askers.get(0).server()).isEqualTo("a");
  }

  @Test
  void shouldRefuseWhenTheTimeIsOverAndNoServerCouldBeJudged() {
    // Given
    final Backend backend = holding(server("a").check());
    backend.assign(askers.get(0), 0, null);
    backend.setUnclear(named(backend, "a"), "L7STS denied");

    // When
    backend.endHold();

    // Then
    assertThat(askers.get(0).refusals()).isEqualTo(1);
    assertThat(backend.assign(askers.get(1), 0, null)).isEqualTo(NO_SERVER);
  }

  @Test
  void shouldUseABackupWhenThePrimaryTurnsOutToBeDown() {
    // Given
    final Backend backend = holding(server("a").check(), server("b").backup());
    backend.assign(askers.get(0), 0, null);

    // When
    backend.setHealth(named(backend, "a"), Health.DOWN, "", 1);

    // Then
    assertThat(askers.get(0).server()).isEqualTo("b");
  }

  @Test
  void shouldRefuseThoseWhoWaitedWhenEveryServerIsDown() {
    // Given
    final Backend backend = holding(server("a").check(), server("b").check());
    backend.assign(askers.get(0), 0, null);
    backend.assign(askers.get(1), 0, null);

    // When
    backend.setHealth(named(backend, "a"), Health.DOWN, "", 1);
    final int early = askers.get(0).refusals();
    backend.setHealth(named(backend, "b"), Health.DOWN, "", 2);

    // Then
    assertThat(early).isZero();
    assertThat(askers.get(0).refusals()).isEqualTo(1);
    assertThat(askers.get(1).refusals()).isEqualTo(1);
    assertThat(askers.get(0).granted()).isNull();
    assertThat(backend.queued()).isZero();
    assertThat(backend.cancel(askers.get(0))).isFalse();
    assertThat(backend.assign(askers.get(2), 0, null)).isEqualTo(NO_SERVER);
  }

  @Test
  void shouldUseWhatIsUpWhenTheTimeIsOver() {
    // Given
    final Backend backend = holding(server("a").check(), server("b").check());
    backend.setHealth(named(backend, "b"), Health.UP, "", 1);
    backend.assign(askers.get(0), 0, null);

    // When
    backend.endHold();
    backend.endHold();

    // Then
    assertThat(backend.holding()).isFalse();
    assertThat(askers.get(0).server()).isEqualTo("b");
    assertThat(backend.assign(askers.get(1), 0, null)).isEqualTo(GRANTED);
  }

  @Test
  void shouldRefuseWhenTheTimeIsOverAndNoneIsUp() {
    // Given
    final Backend backend = holding(server("a").check());
    backend.assign(askers.get(0), 0, null);

    // When
    backend.endHold();

    // Then
    assertThat(askers.get(0).refusals()).isEqualTo(1);
  }

  @Test
  void shouldServeInOrderWhenSlotsAreFewAfterTheHold() {
    // Given
    final Backend backend = holding(server("a").maxconn(2).check());
    askers.forEach(asker -> backend.assign(asker, 0, null));

    // When
    backend.setHealth(named(backend, "a"), Health.UP, "", 1);

    // Then
    assertThat(askers).extracting(Asker::server).containsExactly("a", "a", "-", "-");
    assertThat(backend.queued()).isEqualTo(2);
  }

  @Test
  void shouldSendThoseWhoWaitedByTheirKeyWhenTheHoldEnds() {
    // Given
    final BalanceConfig source = new BalanceConfig.Source(HashType.CONSISTENT);
    final Configs.Line[] lines = {server("a").check(), server("b").check(), server("c").check()};
    final Backend backend =
        new Backend(backend(source, false, Duration.ofSeconds(5), lines), Balancers.load(), 0);
    for (int key = 0; key < askers.size(); key++) {
      backend.assign(askers.get(key), key, null);
    }

    // When
    backend.servers().forEach(s -> backend.setHealth(s, Health.UP, "", 1));

    // Then
    for (int key = 0; key < askers.size(); key++) {
      final Asker later = new Asker();
      backend.assign(later, key, null);
      assertThat(askers.get(key).server()).isEqualTo(later.server());
    }
  }

  @Test
  void shouldNotWaitForAServerInMaintenance() {
    // Given
    final Backend backend =
        holding(server("a").check().disabled(), server("b").check(), server("c").check());
    backend.assign(askers.get(0), 0, null);
    backend.setHealth(named(backend, "b"), Health.UP, "", 1);

    // When
    backend.setAdmin(named(backend, "c"), AdminState.MAINT, 2);

    // Then
    assertThat(backend.holding()).isFalse();
    assertThat(askers.get(0).server()).isEqualTo("b");
  }

  @Test
  void shouldLetOneLeaveWhileItIsHeld() {
    // Given
    final Backend backend = holding(server("a").check());
    backend.assign(askers.get(0), 0, null);

    // When
    final boolean left = backend.cancel(askers.get(0));
    backend.endHold();

    // Then
    assertThat(left).isTrue();
    assertThat(askers.get(0).refusals()).isZero();
  }

  @Test
  void shouldNotHoldWhenThereIsNothingToWaitFor() {
    // Given
    final Backend unchecked = holding(server("a"));
    final Backend empty = holding();
    final Backend unbounded =
        new Backend(backend(ROUND_ROBIN, server("a").check()), Balancers.load(), 0);

    // When / Then
    assertThat(unchecked.holding()).isFalse();
    assertThat(empty.holding()).isFalse();
    assertThat(unbounded.holding()).isFalse();
  }

  @Test
  void shouldNotBeginAgainWhenAReloadAddsServersOrAServerLeavesMaintenance() {
    // Given
    final Backend backend = holding(server("a").check());
    backend.setHealth(named(backend, "a"), Health.UP, "", 1);

    // When
    backend.apply(config(server("a").check(), server("b").check()), 2);
    final boolean afterReload = backend.holding();
    backend.setAdmin(named(backend, "a"), AdminState.MAINT, 3);
    backend.setAdmin(named(backend, "a"), AdminState.READY, 4);

    // Then
    assertThat(afterReload).isFalse();
    assertThat(backend.holding()).isFalse();
    assertThat(backend.assign(askers.get(0), 0, null)).isEqualTo(NO_SERVER);
  }

  @Test
  void shouldEndWhenAReloadTakesTheLastUnknownServerOut() {
    // Given
    final Backend backend = holding(server("a"), server("b").check());
    backend.assign(askers.get(0), 0, null);

    // When
    backend.apply(config(server("a")), 1);

    // Then
    assertThat(backend.holding()).isFalse();
    assertThat(askers.get(0).server()).isEqualTo("a");
  }

  private static BackendConfig config(final Configs.Line... lines) {
    return backend(ROUND_ROBIN, false, Duration.ofSeconds(5), lines);
  }

  private static Backend holding(final Configs.Line... lines) {
    return new Backend(config(lines), Balancers.load(), 0);
  }

  private static Server named(final Backend backend, final String name) {
    return backend.servers().stream().filter(s -> s.name().equals(name)).findFirst().orElseThrow();
  }
}
