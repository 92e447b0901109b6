package io.sluice.backends.balance;

import static io.sluice.backends.testkit.Configs.server;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.sluice.backends.Balancer;
import io.sluice.backends.testkit.Configs;
import io.sluice.backends.testkit.Fleet;
import io.sluice.config.BalanceConfig;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RandomDrawTest {
  @Test
  void shouldShareByWeightWhenNobodyIsLoaded() {
    // Given
    final Fleet fleet =
        new Fleet(server("a").weight(1), server("b").weight(2), server("c").weight(7));

    // When
    final Map<String, Integer> counts = Fleet.counts(draws(fleet, 2), 30_000);

    // Then
    assertThat(counts.get("a") / 30_000.0).isCloseTo(0.1, within(0.01));
    assertThat(counts.get("b") / 30_000.0).isCloseTo(0.2, within(0.01));
    assertThat(counts.get("c") / 30_000.0).isCloseTo(0.7, within(0.01));
  }

  @Test
  void shouldKeepLoadFarMoreEvenWhenItDrawsTwice() {
    // Given
    final Fleet once = new Fleet(lines());
    final Fleet twice = new Fleet(lines());

    // When
    final int spreadOfOnce = spread(once, draws(once, 1));
    final int spreadOfTwice = spread(twice, draws(twice, 2));

    // Then
    assertThat(spreadOfTwice).isLessThanOrEqualTo(8).isLessThan(spreadOfOnce / 3);
  }

  @Test
  void shouldGoByLoadForItsWeightWhenServersAreLoaded() {
    // Given
    final Fleet fleet = new Fleet(server("a").weight(8), server("b").weight(1));
    fleet.take("a", 4);
    fleet.take("b", 1);

    // When
    final Map<String, Integer> counts = Fleet.counts(draws(fleet, 64), 1_000);

    // Then
    assertThat(counts).containsOnlyKeys("a");
  }

  @Test
  void shouldFindTheOnlyFreeServerWhenTheDrawnAreFull() {
    // Given
    final Fleet fleet =
        new Fleet(
            server("a").weight(256).maxconn(1),
            server("b").weight(1).maxconn(1),
            server("c").weight(256).maxconn(1));
    final Balancer balancer = draws(fleet, 2);
    fleet.take("a");
    fleet.take("c");

    // When
    final Map<String, Integer> counts = Fleet.counts(balancer, 100);
    fleet.take("b");

    // Then
    assertThat(counts).containsOnlyKeys("b");
    assertThat(balancer.pick(0, null)).isNull();
  }

  @Test
  void shouldAvoidTheServerThatFailedUnlessNoOtherIsFree() {
    // Given
    final Fleet fleet = new Fleet(server("a").weight(256), server("b").maxconn(1));
    final Balancer balancer = draws(fleet, 2);

    // When
    final String withOther = balancer.pick(0, fleet.get("a")).name();
    fleet.take("b");
    final String withoutOther = balancer.pick(0, fleet.get("a")).name();

    // Then
    assertThat(withOther).isEqualTo("b");
    assertThat(withoutOther).isEqualTo("a");
  }

  @Test
  void shouldRefuseLessThanOneDraw() {
    // Given
    final Fleet fleet = new Fleet(server("a"));

    // When / Then
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            new RandomDraw.Factory().create(new BalanceConfig.Random(0), fleet.candidates(), null))
        .withMessageContaining("from 1");
  }

  private static Balancer draws(final Fleet fleet, final int draws) {
    return new RandomDraw(fleet.candidates(), draws, new SplittableRandom(1)::nextLong);
  }

  private static Configs.Line[] lines() {
    final var lines = new Configs.Line[20];
    for (int i = 0; i < lines.length; i++) {
      lines[i] = server("s" + i);
    }
    return lines;
  }

  /** How far the fullest is above the emptiest, after so many sessions that stay. */
  private static int spread(final Fleet fleet, final Balancer balancer) {
    for (int i = 0; i < 2_000; i++) {
      fleet.take(balancer.pick(0, null).name());
    }
    final var served =
        fleet.candidates().stream().mapToInt(c -> c.server().served()).summaryStatistics();
    return served.getMax() - served.getMin();
  }
}
