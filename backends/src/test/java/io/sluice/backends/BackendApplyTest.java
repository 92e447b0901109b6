package io.sluice.backends;

import static io.sluice.backends.AdminState.DRAIN;
import static io.sluice.backends.AdminState.MAINT;
import static io.sluice.backends.AdminState.READY;
import static io.sluice.backends.testkit.Configs.backend;
import static io.sluice.backends.testkit.Configs.server;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sluice.backends.testkit.Asker;
import io.sluice.backends.testkit.Configs;
import io.sluice.config.Address;
import io.sluice.config.BackendConfig;
import io.sluice.config.BalanceConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Reloads. */
class BackendApplyTest {
  @Test
  void shouldKeepServerStateAndSlotsWhenTheNameStays() {
    // Given
    final Backend backend = backendOf(server("a").check(), server("b").check());
    final Server a = named(backend, "a");
    backend.setHealth(a, Health.UP, "L4OK", 1);
    backend.setAdmin(a, DRAIN, 2);
    backend.assignTo(new Asker(), a);
    final ServerState before = a.state();

    // When
    final List<Server> gone =
        backend.apply(config(server("b").check(), server("a").port(3307).check()), 3);

    // Then
    assertThat(gone).isEmpty();
    assertThat(named(backend, "a")).isSameAs(a);
    assertThat(a.state()).isEqualTo(before);
    assertThat(a.config().address()).isEqualTo(new Address.Inet("127.0.0.1", 3307));
    assertThat(backend.servers()).extracting(Server::name).containsExactly("b", "a");
  }

  @Test
  void shouldLetSessionsOfARemovedServerEndAndGiveItNoNewOnes() {
    // Given
    final Backend backend = backendOf(server("a").check(), server("b"));
    final Server a = named(backend, "a");
    backend.setHealth(a, Health.UP, "", 0);
    backend.assignTo(new Asker(), a);

    // When
    final List<Server> gone = backend.apply(config(server("b")), 1);

    // Then
    assertThat(gone).containsExactly(a);
    assertThat(assigned(backend, 3)).isEqualTo("b b b");
    assertThat(backend.assignTo(new Asker(), a)).isEqualTo(Assignment.NO_SERVER);
    assertThat(backend.setHealth(a, Health.DOWN, "late", 2)).isFalse();
    assertThat(backend.setAdmin(a, MAINT, 2)).isFalse();
    backend.release(a);
    assertThat(a.served()).isZero();
  }

  @Test
  void shouldStartANewServerAsPendingWhenItHasACheck() {
    // Given
    final Backend backend = backendOf(server("a"));

    // When
    backend.apply(config(server("a"), server("b").check(), server("c"), server("d").disabled()), 1);

    // Then
    assertThat(backend.servers())
        .extracting(s -> s.state().health() + " " + s.state().admin())
        .containsExactly("UNCHECKED READY", "PENDING READY", "UNCHECKED READY", "UNCHECKED MAINT");
    assertThat(assigned(backend, 4)).isEqualTo("a c a c");
  }

  @Test
  void shouldBeANewServerWhenANameComesBack() {
    // Given
    final Backend backend = backendOf(server("a"), server("b"));
    final Server old = named(backend, "a");
    backend.apply(config(server("b")), 1);

    // When
    backend.apply(config(server("a"), server("b")), 2);

    // Then
    assertThat(named(backend, "a")).isNotSameAs(old);
    assertThat(named(backend, "a").id()).isNotEqualTo(old.id());
  }

  @Test
  void shouldServeOnWhenACheckIsAdded() {
    // Given
    final Backend backend = backendOf(server("a"));

    // When
    backend.apply(config(server("a").check()), 1);
    final Health added = named(backend, "a").state().health();
    final boolean changed = backend.setHealth(named(backend, "a"), Health.DOWN, "", 2);

    // Then
    assertThat(added).isEqualTo(Health.UP);
    assertThat(changed).isTrue();
  }

  @Test
  void shouldServeAgainWhenTheCheckOfADownServerIsRemoved() {
    // Given
    final Backend backend = backendOf(server("a").check());
    backend.setHealth(named(backend, "a"), Health.DOWN, "L4CON", 1);

    // When
    backend.apply(config(server("a")), 2);

    // Then
    assertThat(named(backend, "a").state())
        .isEqualTo(new ServerState(Health.UNCHECKED, READY, "", 2));
    assertThat(assigned(backend, 1)).isEqualTo("a");
  }

  @Test
  void shouldKeepWhatTheOperatorSetWhenTheFileSaysTheSameOfIt() {
    // Given
    final Backend backend = backendOf(server("a"), server("b").disabled());
    backend.setAdmin(named(backend, "a"), MAINT, 1);
    backend.setAdmin(named(backend, "b"), READY, 1);

    // When
    backend.apply(config(server("a").weight(5), server("b").disabled()), 2);

    // Then
    assertThat(named(backend, "a").state().admin()).isEqualTo(MAINT);
    assertThat(named(backend, "b").state().admin()).isEqualTo(READY);
  }

  @Test
  void shouldFollowTheFileWhenItsDisabledChanges() {
    // Given
    final Backend backend = backendOf(server("a").check(), server("b").disabled());
    backend.setHealth(named(backend, "a"), Health.UP, "", 1);
    backend.setAdmin(named(backend, "a"), DRAIN, 1);

    // When
    backend.apply(config(server("a").check().disabled(), server("b")), 2);
    final AdminState disabled = named(backend, "a").state().admin();
    backend.apply(config(server("a").check(), server("b")), 3);

    // Then
    assertThat(disabled).isEqualTo(MAINT);
    assertThat(named(backend, "b").state().admin()).isEqualTo(READY);
    assertThat(named(backend, "a").state().admin()).isEqualTo(READY);
    assertThat(named(backend, "a").state().health()).isEqualTo(Health.PENDING);
  }

  @Test
  void shouldFollowWeightAndBackup() {
    // Given
    final Backend backend = backendOf(server("a"), server("b"), server("c"));

    // When
    backend.apply(config(server("a").weight(0), server("b").backup(), server("c").weight(3)), 1);
    final String one = assigned(backend, 3);
    backend.apply(config(server("a").weight(2), server("b"), server("c")), 2);

    // Then
    assertThat(one).isEqualTo("c c c");
    assertThat(assigned(backend, 8).replace(" ", "").chars().filter(c -> c == 'a').count())
        .isEqualTo(4);
  }

  @Test
  void shouldGoOnInOrderWhenNothingThatMattersChanges() {
    // Given
    final Backend backend = backendOf(server("a"), server("b"), server("c"));
    assigned(backend, 1);

    // When
    backend.apply(config(server("a").port(1), server("b"), server("c")), 1);

    // Then
    assertThat(assigned(backend, 3)).isEqualTo("b c a");
  }

  @Test
  void shouldGoOnInOrderWhenEveryServerWasDownForAMoment() {
    // Given
    final Backend backend = backendOf(server("a"), server("b"), server("c"));
    assigned(backend, 2);

    // When
    backend.apply(
        config(server("a").disabled(), server("b").disabled(), server("c").disabled()), 1);
    final Assignment meanwhile = backend.assign(new Asker(), 0, null);
    backend.apply(config(server("a"), server("b"), server("c")), 2);

    // Then
    assertThat(meanwhile).isEqualTo(Assignment.NO_SERVER);
    assertThat(assigned(backend, 3)).isEqualTo("c a b");
  }

  @Test
  void shouldFollowTheAlgorithm() {
    // Given
    final Backend backend = backendOf(server("a"), server("b"));

    // When
    backend.apply(backend(new BalanceConfig.First(), server("a"), server("b")), 1);
    final String first = assigned(backend, 3);
    backend.apply(backend(new BalanceConfig.LeastConn(), server("a"), server("b")), 2);

    // Then
    assertThat(first).isEqualTo("a a a");
    assertThat(assigned(backend, 3)).isEqualTo("b b b");
    assertThat(backend.config().balance()).isEqualTo(new BalanceConfig.LeastConn());
  }

  @Test
  void shouldFollowTheAlgorithmWhenNoServerWasUpAtTheReload() {
    // Given
    final Backend backend = backendOf(server("a").check(), server("b").check());
    backend.servers().forEach(s -> backend.setHealth(s, Health.UP, "", 0));
    backend.servers().forEach(s -> backend.setHealth(s, Health.DOWN, "", 1));

    // When
    backend.apply(backend(new BalanceConfig.First(), server("a").check(), server("b").check()), 2);
    backend.servers().forEach(s -> backend.setHealth(s, Health.UP, "", 3));

    // Then
    assertThat(assigned(backend, 3)).isEqualTo("a a a");
  }

  @Test
  void shouldChangeNothingWhenTheAlgorithmIsRefused() {
    // Given
    final Backend backend = backendOf(server("a"), server("b"));
    final BackendConfig before = backend.config();
    final BackendConfig unknown =
        backend(new BalanceConfig.Custom("fastest", Map.of()), server("b").weight(7));

    // When / Then
    assertThatIllegalArgumentException().isThrownBy(() -> backend.apply(unknown, 1));
    assertThat(backend.config()).isSameAs(before);
    assertThat(named(backend, "b").config().weight()).isEqualTo(1);
    assertThat(assigned(backend, 2)).isEqualTo("a b");
  }

  @Test
  void shouldLeaveNoServerWhenAllAreRemoved() {
    // Given
    final Backend backend = backendOf(server("a").maxconn(1));
    final Asker waiting = new Asker();
    assigned(backend, 1);
    backend.assign(waiting, 0, null);

    // When
    backend.apply(config(), 1);
    final Assignment none = backend.assign(new Asker(), 0, null);
    final int queued = backend.queued();
    backend.apply(config(server("c")), 2);

    // Then
    assertThat(none).isEqualTo(Assignment.NO_SERVER);
    assertThat(queued).isEqualTo(1);
    assertThat(waiting.server()).isEqualTo("c");
  }

  private static BackendConfig config(final Configs.Line... lines) {
    return backend(new BalanceConfig.RoundRobin(), lines);
  }

  private static Backend backendOf(final Configs.Line... lines) {
    return new Backend(config(lines), Balancers.load(), 0);
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
