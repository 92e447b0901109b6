package io.sluice.backends.balance;

import static io.sluice.backends.testkit.Configs.server;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.backends.Server;
import io.sluice.backends.testkit.Configs;
import io.sluice.backends.testkit.Fleet;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SmoothOrderTest {
  @ParameterizedTest
  @CsvSource({
    "1, s0",
    "1 1 1, s0 s1 s2",
    "16 16 16, s0 s1 s2",
    "5 1 1, s0 s0 s1 s0 s2 s0 s0",
    "80 16 16, s0 s0 s1 s0 s2 s0 s0",
    "2 1, s0 s1 s0",
    "3 3 2, s0 s1 s2 s0 s1 s2 s0 s1"
  })
  void shouldSpreadEvenlyWhenWeightsAre(final String weights, final String expected) {
    // Given
    final int[] parsed = Arrays.stream(weights.split(" ")).mapToInt(Integer::parseInt).toArray();

    // When
    final Server[] round = SmoothOrder.of(servers(parsed.length), parsed);

    // Then
    assertThat(Arrays.stream(round).map(Server::name).collect(Collectors.joining(" ")))
        .isEqualTo(expected);
  }

  @Test
  void shouldGiveExactSharesWhenWeightsFitIntoARound() {
    // Given
    final Random random = new Random(7);
    final int[] weights = IntStream.range(0, 40).map(_ -> 1 + random.nextInt(256)).toArray();
    weights[0] = 1;

    // When
    final Server[] round = SmoothOrder.of(servers(weights.length), weights);

    // Then
    assertThat(round).hasSize(Arrays.stream(weights).sum());
    for (int i = 0; i < weights.length; i++) {
      assertThat(turns(round, "s" + i)).isEqualTo(weights[i]);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 100, 400})
  void shouldKeepSharesWithinOnePercentWhenTheSumIsTooLong(final int servers) {
    // Given
    final Random random = new Random(servers);
    final int[] weights =
        IntStream.range(0, servers).map(_ -> 1 + random.nextInt(256 * 1600)).toArray();

    // When
    final Server[] round = SmoothOrder.of(servers(servers), weights);

    // Then
    final double sum = Arrays.stream(weights).asLongStream().sum();
    assertThat(round.length).isLessThanOrEqualTo(SmoothOrder.LONGEST + servers);
    for (int i = 0; i < servers; i++) {
      final double share = (double) turns(round, "s" + i) / round.length;
      assertThat(share).isPositive().isCloseTo(weights[i] / sum, within(0.01));
    }
  }

  @Test
  void shouldKeepRoundShortWhenAHundredServersStartSlowlyAmongHeavyOnes() {
    // Given
    final int[] weights = IntStream.range(0, 100).map(i -> i == 0 ? 1 : 4096).toArray();

    // When
    final Server[] round = SmoothOrder.of(servers(100), weights);

    // Then
    assertThat(round.length).isLessThanOrEqualTo(SmoothOrder.LONGEST + 100);
    assertThat(turns(round, "s0")).isEqualTo(1);
    assertThat(turns(round, "s1")).isEqualTo(turns(round, "s99"));
  }

  @Test
  void shouldGiveEveryServerATurnWhenThereAreMoreThanTurns() {
    // Given
    final int[] weights = new int[SmoothOrder.LONGEST / 8];
    Arrays.fill(weights, 256);
    weights[0] = 255;

    // When
    final Server[] round = SmoothOrder.of(servers(weights.length), weights);

    // Then
    assertThat(Arrays.stream(round).distinct().count()).isEqualTo(weights.length);
  }

  @Test
  void shouldNeverLetAServerWaitMuchLongerThanItsShareWhenWeightsDiffer() {
    // Given
    final int[] weights = {7, 3, 2, 1};

    // When
    final Server[] round = SmoothOrder.of(servers(4), weights);

    // Then
    for (int i = 0; i < weights.length; i++) {
      assertThat(longestGap(round, "s" + i))
          .isLessThanOrEqualTo(2 * (int) Math.ceil(13.0 / weights[i]));
    }
  }

  private static Server[] servers(final int count) {
    final Configs.Line[] lines =
        IntStream.range(0, count).mapToObj(i -> server("s" + i)).toArray(Configs.Line[]::new);
    return Candidates.servers(new Fleet(lines).candidates());
  }

  private static int turns(final Server[] round, final String name) {
    return (int) Arrays.stream(round).filter(s -> s.name().equals(name)).count();
  }

  private static int longestGap(final Server[] round, final String name) {
    int longest = 0;
    int gap = 0;
    for (int i = 0; i < 2 * round.length; i++) {
      gap = round[i % round.length].name().equals(name) ? 0 : gap + 1;
      longest = Math.max(longest, gap);
    }
    return longest;
  }
}
