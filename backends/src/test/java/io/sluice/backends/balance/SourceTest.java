package io.sluice.backends.balance;

import static io.sluice.backends.testkit.Configs.server;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.sluice.backends.Balancer;
import io.sluice.backends.BalancerFactory.Candidate;
import io.sluice.backends.testkit.Fleet;
import io.sluice.config.BalanceConfig;
import io.sluice.config.BalanceConfig.HashType;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SourceTest {
  private static final int KEYS = 30_000;

  @ParameterizedTest
  @EnumSource(HashType.class)
  void shouldShareKeysByWeight(final HashType type) {
    // Given
    final Fleet fleet =
        new Fleet(server("a").weight(1), server("b").weight(2), server("c").weight(7));

    // When
    final Map<String, Integer> counts = Fleet.counts(source(type, fleet.candidates()), KEYS);

    // Then
    assertThat(counts.get("a") / (double) KEYS).isCloseTo(0.1, within(0.01));
    assertThat(counts.get("b") / (double) KEYS).isCloseTo(0.2, within(0.01));
    assertThat(counts.get("c") / (double) KEYS).isCloseTo(0.7, within(0.01));
  }

  @ParameterizedTest
  @EnumSource(HashType.class)
  void shouldShareKeysEvenlyWhenTheyDifferInOneByteOnly(final HashType type) {
    // Given
    final Fleet fleet = new Fleet(server("a"), server("b"), server("c"), server("d"));
    final Balancer balancer = source(type, fleet.candidates());
    final int[] counts = new int[4];

    // When
    for (long lastByte = 0; lastByte < 256; lastByte++) {
      counts[balancer.pick(lastByte << 56, null).name().charAt(0) - 'a']++;
    }

    // Then
    for (final int count : counts) {
      assertThat(count).isBetween(40, 90);
    }
  }

  @ParameterizedTest
  @EnumSource(HashType.class)
  void shouldPickTheSameWhenAskedAgainOrBuiltAnew(final HashType type) {
    // Given
    final Fleet fleet = new Fleet(server("a"), server("b"), server("c"));
    final Fleet restarted = new Fleet(server("a"), server("b"), server("c"));
    final Balancer one = source(type, fleet.candidates());
    final Balancer two = source(type, restarted.candidates());

    // When
    final long same = range().filter(key -> name(one, key).equals(name(two, key))).count();

    // Then
    assertThat(same).isEqualTo(KEYS);
    assertThat(name(one, 42)).isEqualTo(name(one, 42));
  }

  @ParameterizedTest
  @EnumSource(HashType.class)
  void shouldWaitForAFullServer(final HashType type) {
    // Given
    final Fleet fleet = new Fleet(server("a").maxconn(1), server("b").maxconn(1));
    final Balancer balancer = source(type, fleet.candidates());
    final String before = name(balancer, 5);

    // When
    fleet.take("a");
    fleet.take("b");

    // Then
    assertThat(balancer.keyed()).isTrue();
    assertThat(name(balancer, 5)).isEqualTo(before);
  }

  @ParameterizedTest
  @EnumSource(HashType.class)
  void shouldPickAnotherWhenItsServerFailedAndThereIsOne(final HashType type) {
    // Given
    final Fleet fleet = new Fleet(server("a").weight(256), server("b"), server("c"));
    final Balancer balancer = source(type, fleet.candidates());
    final Balancer alone = source(type, fleet.candidates("a"));

    // When
    final long moved = range().filter(key -> !name(balancer, key, "a", fleet).equals("a")).count();

    // Then
    assertThat(moved).isEqualTo(KEYS);
    assertThat(name(alone, 1, "a", fleet)).isEqualTo("a");
  }

  @Test
  void shouldMoveOnlyTheClientsOfTheLostServerWhenConsistent() {
    // Given
    final Fleet fleet =
        new Fleet(server("a"), server("b").weight(3), server("c"), server("d"), server("e"));
    final Balancer all = source(HashType.CONSISTENT, fleet.candidates());
    final Balancer without = source(HashType.CONSISTENT, fleet.candidates("a", "b", "d", "e"));

    // When
    final List<Long> moved =
        range().filter(key -> !name(all, key).equals(name(without, key))).boxed().toList();

    // Then
    assertThat(moved).allMatch(key -> name(all, key).equals("c"));
    assertThat(moved.size() / (double) KEYS).isCloseTo(1 / 7.0, within(0.01));
    assertThat(moved.stream().map(key -> name(without, key)).distinct()).hasSize(4);
  }

  @Test
  void shouldNotDependOnTheOrderOfTheFileWhenConsistent() {
    // Given
    final Fleet one = new Fleet(server("a"), server("b"), server("c"));
    final Fleet two = new Fleet(server("c"), server("a"), server("b"));
    final Balancer first = source(HashType.CONSISTENT, one.candidates());
    final Balancer second = source(HashType.CONSISTENT, two.candidates());

    // When
    final long same = range().filter(key -> name(first, key).equals(name(second, key))).count();

    // Then
    assertThat(same).isEqualTo(KEYS);
  }

  @Test
  void shouldMoveClientsOnlyToTheServerThatGrowsWhenConsistent() {
    // Given
    final Fleet fleet = new Fleet(server("a"), server("b"), server("c"));
    final Balancer slow =
        source(
            HashType.CONSISTENT,
            List.of(fleet.candidate("a", 16), fleet.candidate("b", 4), fleet.candidate("c", 16)));
    final Balancer full = source(HashType.CONSISTENT, fleet.candidates());

    // When
    final List<Long> moved =
        range().filter(key -> !name(slow, key).equals(name(full, key))).boxed().toList();

    // Then
    assertThat(moved).allMatch(key -> name(full, key).equals("b"));
    assertThat(moved.size() / (double) KEYS).isCloseTo(1 / 3.0 - 1 / 9.0, within(0.01));
  }

  @Test
  void shouldNotMoveClientsWhenMapBasedAndAServerStartsSlowly() {
    // Given
    final Fleet fleet = new Fleet(server("a"), server("b"));
    final Balancer slow =
        source(HashType.MAP_BASED, List.of(fleet.candidate("a", 16), fleet.candidate("b", 1)));
    final Balancer full = source(HashType.MAP_BASED, fleet.candidates());

    // When
    final long same = range().filter(key -> name(slow, key).equals(name(full, key))).count();

    // Then
    assertThat(same).isEqualTo(KEYS);
  }

  @Test
  void shouldTellServersApartWhenTheirNamesHaveOneHashCode() {
    // Given
    final Fleet fleet = new Fleet(server("Aa"), server("BB"));

    // When
    final Map<String, Integer> counts =
        Fleet.counts(source(HashType.CONSISTENT, fleet.candidates()), KEYS);

    // Then
    assertThat(counts.get("Aa") / (double) KEYS).isCloseTo(0.5, within(0.01));
  }

  @Test
  void shouldRefuseOptionsOfAnotherKind() {
    // Given
    final Fleet fleet = new Fleet(server("a"));
    final BalanceConfig wrong = new BalanceConfig.Custom("source", Map.of("hash", "ring"));

    // When / Then
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Source().create(wrong, fleet.candidates(), null))
        .withMessageContaining("source");
  }

  private static Balancer source(final HashType type, final List<Candidate> candidates) {
    return new Source().create(new BalanceConfig.Source(type), candidates, null);
  }

  private static LongStream range() {
    return LongStream.range(0, KEYS);
  }

  private static String name(final Balancer balancer, final long key) {
    return balancer.pick(key, null).name();
  }

  private static String name(
      final Balancer balancer, final long key, final String avoid, final Fleet fleet) {
    return balancer.pick(key, fleet.get(avoid)).name();
  }
}
