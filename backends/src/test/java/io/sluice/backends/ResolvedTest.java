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

import io.sluice.backends.testkit.Asker;
import io.sluice.backends.testkit.Configs;
import io.sluice.config.BalanceConfig;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Servers whose address is not known, or no longer. */
class ResolvedTest {
  private static final Duration HOLD = Duration.ofSeconds(5);

  private static Backend unresolved(final Duration hold, final Configs.Line... lines) {
    return new Backend(
        backend(new BalanceConfig.RoundRobin(), false, hold, lines),
        Balancers.load(),
        0,
        server -> {
          server.beginUnresolved("no address yet");
          return null;
        });
  }

  private static Server only(final Backend backend) {
    return backend.servers().getFirst();
  }

  private static Assignment ask(final Backend backend) {
    return backend.assign(new Asker(), 0, null);
  }

  @Test
  void shouldTakeNoSessionBeforeItHasAnAddress() {
    // Given
    final Backend backend = unresolved(Duration.ZERO, server("a"));

    // When
    final Assignment before = ask(backend);
    final ServerState begun = only(backend).state();
    final boolean changed = backend.setResolved(only(backend), true, "", 7);

    // Then
    assertThat(before).isEqualTo(Assignment.NO_SERVER);
    assertThat(begun).isEqualTo(new ServerState(UNCHECKED, READY, "no address yet", 0, false));
    assertThat(changed).isTrue();
    assertThat(only(backend).state()).isEqualTo(new ServerState(UNCHECKED, READY, "", 7));
    assertThat(ask(backend)).isEqualTo(Assignment.GRANTED);
  }

  @Test
  void shouldWaitForAGoodCheckWhenItHasAnAddressAgain() {
    // Given
    final Backend backend =
        new Backend(
            backend(new BalanceConfig.RoundRobin(), server("a").check()), Balancers.load(), 0);
    backend.setHealth(only(backend), UP, "L4OK", 1);

    // When
    final boolean lost = backend.setResolved(only(backend), false, "no address: NXDOMAIN", 2);
    final Assignment meanwhile = ask(backend);
    final boolean late = backend.setHealth(only(backend), DOWN, "late", 3);
    final ServerState gone = only(backend).state();
    backend.setResolved(only(backend), true, "", 4);
    final ServerState back = only(backend).state();
    backend.setHealth(only(backend), UP, "L4OK", 5);

    // Then
    assertThat(lost).isTrue();
    assertThat(meanwhile).isEqualTo(Assignment.NO_SERVER);
    assertThat(late).isFalse();
    assertThat(gone).isEqualTo(new ServerState(UP, READY, "no address: NXDOMAIN", 2, false));
    assertThat(back).isEqualTo(new ServerState(PENDING, READY, "", 4));
    assertThat(ask(backend)).isEqualTo(Assignment.GRANTED);
  }

  @Test
  void shouldTakeAnotherReasonWithoutAChange() {
    // Given
    final Backend backend = unresolved(Duration.ZERO, server("a"));
    backend.setResolved(only(backend), false, "timeout", 1);

    // When
    final boolean changed = backend.setResolved(only(backend), false, "NXDOMAIN", 2);

    // Then
    assertThat(changed).isFalse();
    assertThat(only(backend).state())
        .isEqualTo(new ServerState(UNCHECKED, READY, "NXDOMAIN", 0, false));
  }

  @Test
  void shouldLeaveWhatTheOperatorWantsAlone() {
    // Given
    final Backend backend = unresolved(Duration.ZERO, server("a").check());
    backend.setAdmin(only(backend), MAINT, 1);

    // When
    backend.setResolved(only(backend), true, "", 2);
    final ServerState inMaint = only(backend).state();
    backend.setResolved(only(backend), false, "gone", 3);
    backend.setAdmin(only(backend), DRAIN, 4);

    // Then
    assertThat(inMaint).isEqualTo(new ServerState(PENDING, MAINT, "", 2));
    assertThat(only(backend).state()).isEqualTo(new ServerState(PENDING, DRAIN, "gone", 4, false));
    assertThat(ask(backend)).isEqualTo(Assignment.NO_SERVER);
  }

  @Test
  void shouldHoldSessionsUntilTheFirstAnswer() {
    // Given
    final Backend backend = unresolved(HOLD, server("a").check(), server("b").check());
    final Assignment first = ask(backend);

    // When
    backend.setResolved(only(backend), true, "", 1);
    backend.setHealth(only(backend), UP, "", 2);
    final boolean stillHolding = backend.holding();
    backend.setResolved(backend.servers().getLast(), false, "NXDOMAIN", 3);

    // Then
    assertThat(first).isEqualTo(Assignment.QUEUED);
    assertThat(stillHolding).isTrue();
    assertThat(backend.holding()).isFalse();
    assertThat(only(backend).served()).isEqualTo(1);
  }

  @Test
  void shouldIgnoreAnAddressOfARemovedServer() {
    // Given
    final Backend backend = unresolved(Duration.ZERO, server("a"), server("b"));
    final Server gone = backend.servers().getLast();
    backend.apply(backend(new BalanceConfig.RoundRobin(), server("a")), 1);

    // When
    final boolean changed = backend.setResolved(gone, true, "", 2);

    // Then
    assertThat(changed).isFalse();
    assertThat(gone.state().resolved()).isFalse();
  }
}
