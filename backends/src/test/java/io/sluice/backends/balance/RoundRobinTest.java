package io.sluice.backends.balance;

import static io.sluice.backends.testkit.Configs.server;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.backends.Balancer;
import io.sluice.backends.BalancerFactory;
import io.sluice.backends.testkit.Fleet;
import io.sluice.config.BalanceConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RoundRobinTest {
  private static final BalanceConfig CONFIG = new BalanceConfig.RoundRobin();
  private final BalancerFactory factory = new RoundRobin.Factory();

  @Test
  void shouldPickInTheOrderOfTheFileWhenWeightsAreEqual() {
    // Given
    final Balancer balancer =
        new Fleet(server("a"), server("b"), server("c")).balancer(factory, CONFIG);

    // When
    final String picks = Fleet.picks(balancer, 7);

    // Then
    assertThat(picks).isEqualTo("a b c a b c a");
  }

  @Test
  void shouldSpreadTheHeavyServerWhenWeightsDiffer() {
    // Given
    final Balancer balancer =
        new Fleet(server("a").weight(5), server("b"), server("c")).balancer(factory, CONFIG);

    // When
    final String picks = Fleet.picks(balancer, 14);

    // Then
    assertThat(picks).isEqualTo("a a b a c a a a a b a c a a");
  }

  @Test
  void shouldPassOverFullServersWithoutGivingTheirTurnTwice() {
    // Given
    final Fleet fleet = new Fleet(server("a"), server("b").maxconn(1), server("c"), server("d"));
    final Balancer balancer = fleet.balancer(factory, CONFIG);
    fleet.take("b");

    // When
    final String picks = Fleet.picks(balancer, 5);
    fleet.release("b");

    // Then
    assertThat(picks).isEqualTo("a c d a c");
    assertThat(Fleet.picks(balancer, 3)).isEqualTo("d a b");
  }

  @Test
  void shouldStayWhereItIsWhenAllAreFull() {
    // Given
    final Fleet fleet = new Fleet(server("a").maxconn(1), server("b").maxconn(1));
    final Balancer balancer = fleet.balancer(factory, CONFIG);
    Fleet.picks(balancer, 1);
    fleet.take("a");
    fleet.take("b");

    // When
    final Object picked = balancer.pick(0, null);

    // Then
    assertThat(picked).isNull();
    fleet.release("a");
    fleet.release("b");
    assertThat(Fleet.picks(balancer, 1)).isEqualTo("b");
  }

  @Test
  void shouldFindTheLastFreeServerWhenALongRoundIsNearlyFull() {
    // Given
    final Fleet fleet =
        new Fleet(
            server("a").weight(256).maxconn(1), server("b").weight(1), server("c").weight(255));
    final Balancer balancer = factory.create(CONFIG, fleet.candidates("a", "b", "c"), null);
    fleet.take("a");

    // When
    final String other = balancer.pick(0, fleet.get("c")).name();

    // Then
    assertThat(other).isEqualTo("b");
  }

  @Test
  void shouldAvoidTheServerThatFailedWhenAnotherIsFree() {
    // Given
    final Fleet fleet = new Fleet(server("a"), server("b").maxconn(1));
    final Balancer balancer = fleet.balancer(factory, CONFIG);

    // When
    final String withOther = balancer.pick(0, fleet.get("a")).name();
    fleet.take("b");
    final String withoutOther = balancer.pick(0, fleet.get("a")).name();

    // Then
    assertThat(withOther).isEqualTo("b");
    assertThat(withoutOther).isEqualTo("a");
  }

  @Test
  void shouldGoOnWithTheNextWhenAServerLeavesAndComesBack() {
    // Given
    final Fleet fleet = new Fleet(server("a"), server("b"), server("c"), server("d"));
    final Balancer all = fleet.balancer(factory, CONFIG);
    Fleet.picks(all, 1);

    // When
    final Balancer without = factory.create(CONFIG, fleet.candidates("a", "c", "d"), all);
    final String after = Fleet.picks(without, 2);
    final Balancer again = factory.create(CONFIG, fleet.candidates(), without);

    // Then
    assertThat(after).isEqualTo("c d");
    assertThat(Fleet.picks(again, 5)).isEqualTo("a b c d a");
  }

  @Test
  void shouldKeepTheVeryOrderWhenItIsBuiltAnewAfterEachPick() {
    // Given
    final Fleet fleet = new Fleet(server("a").weight(5), server("b"), server("c"));
    Balancer balancer = fleet.balancer(factory, CONFIG);
    final StringBuilder picks = new StringBuilder();

    // When
    for (int i = 0; i < 14; i++) {
      picks.append(Fleet.picks(balancer, 1));
      balancer = factory.create(CONFIG, fleet.candidates(), balancer);
    }

    // Then
    assertThat(picks).hasToString("aabacaaaabacaa");
  }

  @Test
  void shouldKeepSharesWhenWeightsChangeAllTheTime() {
    // Given
    final Fleet fleet = new Fleet(server("a").weight(4), server("b").weight(2), server("c"));
    final Map<String, Integer> counts = new HashMap<>();
    Balancer balancer = fleet.balancer(factory, CONFIG);

    // When
    for (int i = 0; i < 7000; i++) {
      counts.merge(Fleet.picks(balancer, 1), 1, Integer::sum);
      final int wobble = i % 3 - 1;
      balancer =
          factory.create(
              CONFIG,
              List.of(
                  fleet.candidate("a", 64 + wobble),
                  fleet.candidate("b", 32),
                  fleet.candidate("c", 16 - wobble)),
              balancer);
    }

    // Then
    assertThat(counts.get("a") / 7000.0).isCloseTo(4 / 7.0, within(0.005));
    assertThat(counts.get("b") / 7000.0).isCloseTo(2 / 7.0, within(0.005));
    assertThat(counts.get("c") / 7000.0).isCloseTo(1 / 7.0, within(0.005));
  }

  @Test
  void shouldGoByTheWeightOfTheMomentWhenAServerStartsSlowly() {
    // Given
    final Fleet fleet = new Fleet(server("a"), server("b"));

    // When
    final Balancer balancer =
        factory.create(CONFIG, List.of(fleet.candidate("a", 16), fleet.candidate("b", 4)), null);

    // Then
    assertThat(Fleet.counts(balancer, 100)).containsEntry("a", 80).containsEntry("b", 20);
  }

  @Test
  void shouldBeOneSequenceWhenThreadsShareIt() throws InterruptedException {
    // Given
    final Fleet fleet =
        new Fleet(server("a").weight(3), server("b").weight(2), server("c").weight(1));
    final Balancer balancer = fleet.balancer(factory, CONFIG);
    final Map<String, LongAdder> counts = new ConcurrentHashMap<>();
    final CountDownLatch start = new CountDownLatch(1);
    final List<Thread> threads =
        IntStream.range(0, 4)
            .mapToObj(_ -> Thread.ofPlatform().start(() -> pickMany(balancer, counts, start)))
            .toList();

    // When
    start.countDown();
    for (final Thread thread : threads) {
      thread.join();
    }

    // Then
    assertThat(counts.get("a").sum()).isEqualTo(60_000);
    assertThat(counts.get("b").sum()).isEqualTo(40_000);
    assertThat(counts.get("c").sum()).isEqualTo(20_000);
    assertThat(Fleet.picks(balancer, 6)).isEqualTo("a b a c b a");
  }

  private static void pickMany(
      final Balancer balancer, final Map<String, LongAdder> counts, final CountDownLatch start) {
    try {
      start.await();
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    for (int i = 0; i < 30_000; i++) {
      counts.computeIfAbsent(balancer.pick(0, null).name(), _ -> new LongAdder()).increment();
    }
  }
}
