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
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Servers that are chosen by whoever knows more of them. */
class ChoiceTest {
  private final List<Asker> askers = IntStream.range(0, 4).mapToObj(_ -> new Asker()).toList();
  private final Backend backend = of(server("a"), server("b"), server("c").weight(0));
  private final Server a = backend.servers().get(0);
  private final Server b = backend.servers().get(1);
  private final Server c = backend.servers().get(2);

  private static Backend of(final Configs.Line... lines) {
    return new Backend(backend(new BalanceConfig.RoundRobin(), lines), Balancers.load(), 0);
  }

  @Test
  void shouldGiveTheChosenServerAlone() {
    // When
    backend.choose(new Choice.Only(b));
    // Then
    for (final Asker asker : askers) {
      assertThat(backend.assign(asker, 0, null)).isEqualTo(GRANTED);
      assertThat(asker.server()).isEqualTo("b");
    }
    assertThat(backend.hasOther(b)).isFalse();
  }

  @Test
  void shouldGiveTheChosenServerWhateverItsOwnState() {
    // Given
    backend.setAdmin(c, AdminState.DRAIN, 1);
    // When
    backend.choose(new Choice.Only(c));
    // Then
    assertThat(backend.assign(askers.get(0), 0, null)).isEqualTo(GRANTED);
    assertThat(askers.get(0).server()).isEqualTo("c");
  }

  @Test
  void shouldLetNewSessionsWaitWhileItHolds() {
    // Given
    backend.choose(Choice.HOLD);
    final Assignment held = backend.assign(askers.get(0), 0, null);
    final Assignment retried = backend.assignTo(askers.get(1), a);
    // When
    backend.choose(new Choice.Only(b));
    // Then
    assertThat(held).isEqualTo(QUEUED);
    assertThat(retried).isEqualTo(QUEUED);
    assertThat(askers.get(0).server()).isEqualTo("b");
    assertThat(askers.get(1).server()).isEqualTo("b");
  }

  @Test
  void shouldRefuseThoseWhoWaitWhenThereIsNothingToWaitFor() {
    // Given
    backend.choose(Choice.HOLD);
    backend.assign(askers.get(0), 0, null);
    // When
    backend.choose(Choice.NONE);
    // Then
    assertThat(askers.get(0).refusals()).isEqualTo(1);
    assertThat(backend.assign(askers.get(1), 0, null)).isEqualTo(NO_SERVER);
    assertThat(backend.queued()).isZero();
  }

  @Test
  void shouldNotRetryOnAServerThatIsChosenNoMore() {
    // Given
    backend.choose(new Choice.Only(a));
    backend.assign(askers.get(0), 0, null);
    // When
    backend.choose(new Choice.Only(b));
    // Then
    assertThat(backend.assignTo(askers.get(1), a)).isEqualTo(NO_SERVER);
    assertThat(backend.assignTo(askers.get(2), b)).isEqualTo(GRANTED);
  }

  @Test
  void shouldGiveWhoWaitsForAFullWriterTheNextWriter() {
    // Given
    final Backend full = of(server("a").maxconn(1), server("b").maxconn(1));
    full.choose(new Choice.Only(full.servers().get(0)));
    full.assign(askers.get(0), 0, null);
    final Assignment second = full.assign(askers.get(1), 0, null);
    // When
    full.choose(new Choice.Only(full.servers().get(1)));
    // Then
    assertThat(second).isEqualTo(QUEUED);
    assertThat(askers.get(1).server()).isEqualTo("b");
  }

  @Test
  void shouldTakeTheFirstTierThatHasAServer() {
    // Given
    backend.choose(new Choice.Tiers(List.of(List.of(c), List.of(b), List.of(a))));
    backend.assign(askers.get(0), 0, null);
    // When
    backend.setAdmin(b, AdminState.DRAIN, 1);
    backend.assign(askers.get(1), 0, null);
    // Then
    assertThat(askers.get(0).server()).isEqualTo("b");
    assertThat(askers.get(1).server()).isEqualTo("a");
  }

  @Test
  void shouldServeNobodyFromNoTier() {
    // When
    backend.choose(new Choice.Tiers(List.of(List.of(c))));
    // Then
    assertThat(backend.assign(askers.get(0), 0, null)).isEqualTo(NO_SERVER);
  }

  @Test
  void shouldKeepTheChoiceThroughAReload() {
    // Given
    backend.choose(new Choice.Only(b));
    // When
    backend.apply(backend(new BalanceConfig.First(), server("d"), server("b"), server("a")), 1);
    backend.assign(askers.get(0), 0, null);
    // Then
    assertThat(askers.get(0).server()).isEqualTo("b");
  }

  @Test
  void shouldServeNobodyWhenAReloadTookTheChosenOneOut() {
    // Given
    backend.choose(new Choice.Only(b));
    // When
    backend.apply(backend(new BalanceConfig.RoundRobin(), server("a")), 1);
    // Then
    assertThat(backend.assign(askers.get(0), 0, null)).isEqualTo(NO_SERVER);
  }
}
