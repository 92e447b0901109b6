package io.sluice.backends;

import static io.sluice.backends.AdminState.DRAIN;
import static io.sluice.backends.AdminState.MAINT;
import static io.sluice.backends.AdminState.READY;
import static io.sluice.backends.Health.DOWN;
import static io.sluice.backends.Health.PENDING;
import static io.sluice.backends.Health.UNCHECKED;
import static io.sluice.backends.Health.UP;
import static io.sluice.backends.testkit.Configs.backend;
import static io.sluice.backends.testkit.Configs.server;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sluice.backends.testkit.Asker;
import io.sluice.backends.testkit.Configs;
import io.sluice.config.BalanceConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Health and administration, the two axes. */
class ServerStateTest {
  @ParameterizedTest
  @CsvSource({
    "UNCHECKED, READY, true",
    "UNCHECKED, DRAIN, false",
    "UNCHECKED, MAINT, false",
    "PENDING, READY, false",
    "PENDING, DRAIN, false",
    "PENDING, MAINT, false",
    "UP, READY, true",
    "UP, DRAIN, false",
    "UP, MAINT, false",
    "DOWN, READY, false",
    "DOWN, DRAIN, false",
    "DOWN, MAINT, false"
  })
  void shouldTakeSessionsOnlyWhenBothAxesLetIt(
      final Health health, final AdminState admin, final boolean takes) {
    // Given
    final Backend backend = backendOf(health == UNCHECKED ? server("a") : server("a").check());
    if (health == UP || health == DOWN) {
      backend.setHealth(only(backend), health, "", 1);
    }

    // When
    backend.setAdmin(only(backend), admin, 2);

    // Then
    assertThat(only(backend).state().health()).isEqualTo(health);
    assertThat(only(backend).state().takesSessions()).isEqualTo(takes);
    assertThat(backend.assign(new Asker(), 0, null))
        .isEqualTo(takes ? Assignment.GRANTED : Assignment.NO_SERVER);
  }

  @Test
  void shouldStartAsTheFileSays() {
    // Given
    final Backend backend =
        backendOf(
            server("free"),
            server("checked").check(),
            server("out").disabled(),
            server("both").check().disabled());

    // When / Then
    assertThat(backend.servers())
        .extracting(s -> s.state().health() + " " + s.state().admin())
        .containsExactly("UNCHECKED READY", "PENDING READY", "UNCHECKED MAINT", "PENDING MAINT");
  }

  @Test
  void shouldNoteWhatChangedAndWhen() {
    // Given
    final Backend backend = backendOf(server("a").check());
    final Server server = only(backend);

    // When
    final boolean first = backend.setHealth(server, DOWN, "L4CON refused", 100);
    final boolean same = backend.setHealth(server, DOWN, "L4TOUT", 200);
    final ServerState state = server.state();
    final boolean admin = backend.setAdmin(server, DRAIN, 300);
    final boolean sameAdmin = backend.setAdmin(server, DRAIN, 400);

    // Then
    assertThat(first).isTrue();
    assertThat(same).isFalse();
    assertThat(state).isEqualTo(new ServerState(DOWN, READY, "L4TOUT", 100));
    assertThat(admin).isTrue();
    assertThat(sameAdmin).isFalse();
    assertThat(server.state()).isEqualTo(new ServerState(DOWN, DRAIN, "L4TOUT", 300));
  }

  @Test
  void shouldGoOnWithChecksWhenItDrains() {
    // Given
    final Backend backend = backendOf(server("a").check());
    backend.setHealth(only(backend), UP, "", 1);
    backend.setAdmin(only(backend), DRAIN, 2);

    // When
    final boolean changed = backend.setHealth(only(backend), DOWN, "", 3);
    backend.setAdmin(only(backend), READY, 4);

    // Then
    assertThat(changed).isTrue();
    assertThat(only(backend).state().health()).isEqualTo(DOWN);
  }

  @Test
  void shouldIgnoreALateVerdictWhenItIsInMaintenance() {
    // Given
    final Backend backend = backendOf(server("a").check());
    backend.setHealth(only(backend), UP, "", 1);
    backend.setAdmin(only(backend), MAINT, 2);

    // When
    final boolean changed = backend.setHealth(only(backend), DOWN, "late", 3);

    // Then
    assertThat(changed).isFalse();
    assertThat(only(backend).state()).isEqualTo(new ServerState(UP, MAINT, "", 2));
  }

  @ParameterizedTest
  @EnumSource(
      value = Health.class,
      names = {"PENDING", "UP", "DOWN"})
  void shouldKeepItsHealthWhenItCannotBeJudged(final Health health) {
    // Given
    final Backend backend = backendOf(server("a").check());
    if (health != PENDING) {
      backend.setHealth(only(backend), health, "L7OK", 1);
    }
    final long since = only(backend).state().sinceNanos();

    // When
    final boolean first = backend.setUnclear(only(backend), "L7STS denied");
    final boolean again = backend.setUnclear(only(backend), "L7STS still denied");

    // Then
    assertThat(first).isTrue();
    assertThat(again).isFalse();
    assertThat(only(backend).state())
        .isEqualTo(new ServerState(health, READY, "L7STS still denied", since, true, true));
    assertThat(only(backend).state().takesSessions()).isEqualTo(health == UP);
  }

  @ParameterizedTest
  @EnumSource(
      value = Health.class,
      names = {"UP", "DOWN"})
  void shouldBeJudgedAgainWhenAVerdictComes(final Health verdict) {
    // Given
    final Backend backend = backendOf(server("a").check());
    backend.setHealth(only(backend), UP, "L7OK", 1);
    backend.setUnclear(only(backend), "L7OK");

    // When
    backend.setHealth(only(backend), verdict, "L7OK", 2);

    // Then
    assertThat(only(backend).state().health()).isEqualTo(verdict);
    assertThat(only(backend).state().unclear()).isFalse();
  }

  @Test
  void shouldNotBeUnclearWhenNobodyJudgesIt() {
    // Given
    final Backend unchecked = backendOf(server("a"));
    final Backend resting = backendOf(server("a").check().disabled());

    // When / Then
    assertThat(unchecked.setUnclear(only(unchecked), "late")).isFalse();
    assertThat(only(unchecked).state().unclear()).isFalse();
    assertThat(resting.setUnclear(only(resting), "late")).isFalse();
    assertThat(only(resting).state().reason()).isEmpty();
  }

  @Test
  void shouldStayUnclearInDrainAndNotAfterMaintenance() {
    // Given
    final Backend backend = backendOf(server("a").check());
    backend.setUnclear(only(backend), "denied");

    // When
    backend.setAdmin(only(backend), DRAIN, 1);
    final boolean draining = only(backend).state().unclear();
    backend.setAdmin(only(backend), MAINT, 2);
    backend.setAdmin(only(backend), READY, 3);

    // Then
    assertThat(draining).isTrue();
    assertThat(only(backend).state()).isEqualTo(new ServerState(PENDING, READY, "", 3));
  }

  @ParameterizedTest
  @EnumSource(
      value = AdminState.class,
      names = {"READY", "DRAIN"})
  void shouldWaitForAGoodCheckWhenItLeavesMaintenance(final AdminState next) {
    // Given
    final Backend backend = backendOf(server("a").check());
    backend.setHealth(only(backend), UP, "L4OK", 1);
    backend.setAdmin(only(backend), MAINT, 2);

    // When
    backend.setAdmin(only(backend), next, 3);

    // Then
    assertThat(only(backend).state()).isEqualTo(new ServerState(PENDING, next, "", 3));
    assertThat(backend.setHealth(only(backend), UP, "", 4)).isTrue();
  }

  @Test
  void shouldServeAtOnceWhenItLeavesMaintenanceWithoutACheck() {
    // Given
    final Backend backend = backendOf(server("a").disabled());

    // When
    backend.setAdmin(only(backend), READY, 3);

    // Then
    assertThat(only(backend).state().health()).isEqualTo(UNCHECKED);
    assertThat(backend.assign(new Asker(), 0, null)).isEqualTo(Assignment.GRANTED);
  }

  @Test
  void shouldIgnoreAVerdictWhenItHasNoCheck() {
    // Given
    final Backend backend = backendOf(server("a"));

    // When
    final boolean changed = backend.setHealth(only(backend), DOWN, "late", 1);

    // Then
    assertThat(changed).isFalse();
    assertThat(only(backend).state().health()).isEqualTo(UNCHECKED);
  }

  @ParameterizedTest
  @EnumSource(
      value = Health.class,
      names = {"UNCHECKED", "PENDING"})
  void shouldRefuseWhatIsNoVerdict(final Health health) {
    // Given
    final Backend backend = backendOf(server("a").check());

    // When / Then
    assertThatIllegalArgumentException()
        .isThrownBy(() -> backend.setHealth(only(backend), health, "", 1));
  }

  @Test
  void shouldNeverUseANumberTwice() {
    // Given
    final Backend one = backendOf(server("a"), server("b"));
    final Backend two = backendOf(server("a"));

    // When
    one.apply(backend(new BalanceConfig.RoundRobin(), server("b"), server("c")), 0);

    // Then
    final Server a = two.servers().getFirst();
    assertThat(one.servers()).extracting(Server::id).doesNotHaveDuplicates().doesNotContain(a.id());
  }

  private static Backend backendOf(final Configs.Line... lines) {
    return new Backend(backend(new BalanceConfig.RoundRobin(), lines), Balancers.load(), 0);
  }

  private static Server only(final Backend backend) {
    return backend.servers().getFirst();
  }
}
