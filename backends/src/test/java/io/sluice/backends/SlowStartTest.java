package io.sluice.backends;

import static io.sluice.backends.testkit.Configs.backend;
import static io.sluice.backends.testkit.Configs.server;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.backends.testkit.Asker;
import io.sluice.backends.testkit.Configs;
import io.sluice.config.BalanceConfig;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SlowStartTest {
  private static final Duration TEN_SECONDS = Duration.ofSeconds(10);
  private final Configs.Line line =
      server("a").weight(10).maxconn(100).slowstart(TEN_SECONDS).check();

  @Test
  void shouldBeAtFullStrengthWhenItComesUpForTheFirstTime() {
    // Given
    final Backend backend = backendOf(line);

    // When
    backend.setHealth(first(backend), Health.UP, "", seconds(1));

    // Then
    assertThat(backend.slowStarting()).isFalse();
    assertThat(first(backend).limit()).isEqualTo(100);
    assertThat(first(backend).weight()).isEqualTo(160);
  }

  @Test
  void shouldGrowStepByStepWhenItComesBack() {
    // Given
    final Backend backend = backendOf(line);
    comeBack(backend, seconds(100));

    // When / Then
    assertThat(backend.slowStarting()).isTrue();
    assertThat(first(backend).limit()).isEqualTo(1);
    assertThat(first(backend).weight()).isEqualTo(1);
    backend.onTick(seconds(101));
    assertThat(first(backend).limit()).isEqualTo(10);
    assertThat(first(backend).weight()).isEqualTo(16);
    backend.onTick(seconds(105));
    assertThat(first(backend).limit()).isEqualTo(50);
    assertThat(first(backend).weight()).isEqualTo(80);
    backend.onTick(seconds(110));
    assertThat(first(backend).limit()).isEqualTo(100);
    assertThat(first(backend).weight()).isEqualTo(160);
    assertThat(backend.slowStarting()).isFalse();
  }

  @Test
  void shouldCountTimeRightWhenTheClockIsNegativeOrWrapsAround() {
    // Given
    final Backend backend = backendOf(line);
    comeBack(backend, Long.MAX_VALUE - seconds(1));

    // When
    backend.onTick(Long.MIN_VALUE + seconds(4));

    // Then
    assertThat(first(backend).limit()).isBetween(49, 50);
  }

  @Test
  void shouldServeThoseWhoWaitWithEachStep() {
    // Given
    final Backend backend = backendOf(line);
    comeBack(backend, 0);
    for (int i = 0; i < 30; i++) {
      backend.assign(new Asker(), 0, null);
    }

    // When
    final int atFirst = first(backend).served();
    backend.onTick(seconds(2));

    // Then
    assertThat(atFirst).isEqualTo(1);
    assertThat(first(backend).served()).isEqualTo(20);
    assertThat(backend.queued()).isEqualTo(10);
  }

  @Test
  void shouldGetItsGrowingShareWhenOthersAreAtFullStrength() {
    // Given
    final Backend backend = backendOf(server("a").slowstart(TEN_SECONDS).check(), server("b"));
    comeBack(backend, 0);

    // When
    final int atFirst = sessionsOfA(backend, 170);
    backend.onTick(seconds(5));
    final int halfWay = sessionsOfA(backend, 150);
    backend.onTick(seconds(10));
    final int atLast = sessionsOfA(backend, 100);

    // Then
    assertThat(atFirst).isBetween(9, 11);
    assertThat(halfWay).isBetween(49, 51);
    assertThat(atLast).isBetween(49, 51);
  }

  @Test
  void shouldBeginAnewWhenItFailsOnTheWay() {
    // Given
    final Backend backend = backendOf(line);
    comeBack(backend, 0);
    backend.onTick(seconds(8));

    // When
    backend.setHealth(first(backend), Health.DOWN, "", seconds(8));
    final boolean whileDown = backend.slowStarting();
    backend.setHealth(first(backend), Health.UP, "", seconds(9));

    // Then
    assertThat(whileDown).isFalse();
    assertThat(first(backend).limit()).isEqualTo(1);
    backend.onTick(seconds(14));
    assertThat(first(backend).limit()).isEqualTo(50);
  }

  @Test
  void shouldStartSlowlyWhenItComesBackFromMaintenance() {
    // Given
    final Backend checked = backendOf(line);
    final Backend unchecked = backendOf(server("a").maxconn(100).slowstart(TEN_SECONDS));
    checked.setHealth(first(checked), Health.UP, "", 0);

    // When
    for (final Backend backend : new Backend[] {checked, unchecked}) {
      backend.setAdmin(first(backend), AdminState.MAINT, 0);
      backend.setAdmin(first(backend), AdminState.READY, 0);
    }
    checked.setHealth(first(checked), Health.UP, "", 0);

    // Then
    assertThat(first(checked).limit()).isEqualTo(1);
    assertThat(first(unchecked).limit()).isEqualTo(1);
  }

  @Test
  void shouldNotStartSlowlyWhenItOnlyDrained() {
    // Given
    final Backend backend = backendOf(line);
    backend.setHealth(first(backend), Health.UP, "", 0);

    // When
    backend.setAdmin(first(backend), AdminState.DRAIN, 0);
    backend.setAdmin(first(backend), AdminState.READY, 0);

    // Then
    assertThat(backend.slowStarting()).isFalse();
    assertThat(first(backend).limit()).isEqualTo(100);
  }

  @Test
  void shouldBeAtFullStrengthAtOnceWhenThereIsNoSlowstart() {
    // Given
    final Backend backend = backendOf(server("a").maxconn(100).check());

    // When
    comeBack(backend, 0);

    // Then
    assertThat(backend.slowStarting()).isFalse();
    assertThat(first(backend).limit()).isEqualTo(100);
  }

  @Test
  void shouldStayUnlimitedWhenThereIsNoMaxconn() {
    // Given
    final Backend backend = backendOf(server("a").slowstart(TEN_SECONDS).check());

    // When
    comeBack(backend, 0);

    // Then
    assertThat(first(backend).limit()).isZero();
    assertThat(first(backend).full()).isFalse();
  }

  @Test
  void shouldGoByTheNewTimeWhenAReloadChangesIt() {
    // Given
    final Backend backend = backendOf(line);
    comeBack(backend, 0);

    // When
    backend.apply(
        backend(
            new BalanceConfig.RoundRobin(),
            server("a").maxconn(200).slowstart(Duration.ofSeconds(20)).check()),
        seconds(5));

    // Then
    assertThat(first(backend).limit()).isEqualTo(50);
    assertThat(backend.slowStarting()).isTrue();
  }

  private static Backend backendOf(final Configs.Line... lines) {
    return new Backend(backend(new BalanceConfig.RoundRobin(), lines), Balancers.load(), 0);
  }

  private static void comeBack(final Backend backend, final long nowNanos) {
    backend.setHealth(first(backend), Health.UP, "", 0);
    backend.setHealth(first(backend), Health.DOWN, "", 0);
    backend.setHealth(first(backend), Health.UP, "", nowNanos);
  }

  private static Server first(final Backend backend) {
    return backend.servers().getFirst();
  }

  private static int sessionsOfA(final Backend backend, final int sessions) {
    final int before = first(backend).served();
    for (int i = 0; i < sessions; i++) {
      backend.assign(new Asker(), 0, null);
    }
    return first(backend).served() - before;
  }

  private static long seconds(final int seconds) {
    return TimeUnit.SECONDS.toNanos(seconds);
  }
}
