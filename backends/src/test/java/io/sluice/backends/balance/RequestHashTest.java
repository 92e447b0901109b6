package io.sluice.backends.balance;

import static io.sluice.backends.testkit.Configs.server;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sluice.backends.Balancer;
import io.sluice.backends.testkit.Fleet;
import io.sluice.config.BalanceConfig;
import io.sluice.config.BalanceConfig.HashType;
import io.sluice.config.BalanceConfig.Hashing;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RequestHashTest {
  @Test
  void shouldLayTheMapOutAsHaproxyDoes() {
    // Given
    final Fleet fleet =
        new Fleet(
            server("a").weight(30),
            server("b").weight(10),
            server("c").weight(20),
            server("d").weight(40),
            server("e").weight(10));

    // When
    final Balancer balancer = balancer(fleet, Hashing.of(HashType.MAP_BASED));

    // Then
    assertThat(picked(balancer, 12))
        .containsExactly("a", "b", "d", "a", "c", "d", "c", "a", "d", "d", "e", "a");
    assertThat(balancer.pick(0xffff_ffffL, null).name()).isEqualTo("a");
  }

  @Test
  void shouldTakeEachInTurnWithoutAKey() {
    final Fleet fleet = new Fleet(server("a").maxconn(1), server("b"), server("c"));
    final Balancer balancer = balancer(fleet, Hashing.of(HashType.MAP_BASED));
    fleet.take("a");

    final List<String> picked =
        IntStream.range(0, 4).mapToObj(_ -> balancer.pick(Balancer.NO_KEY, null).name()).toList();

    assertThat(picked).containsExactly("b", "c", "b", "c");
  }

  @Test
  void shouldPassOverAServerThatHasMoreThanItsShareWhenBounded() {
    // Given
    final Fleet fleet = new Fleet(server("a"), server("b"), server("c"));
    final Balancer free = balancer(fleet, Hashing.of(HashType.CONSISTENT));
    final Balancer bounded =
        balancer(fleet, Hashing.of(HashType.CONSISTENT).withBalanceFactor(150));
    final String first = free.pick(7, null).name();

    // When
    fleet.take(first, 2);

    // Then
    assertThat(free.pick(7, null).name()).isEqualTo(first);
    assertThat(bounded.pick(7, null)).isSameAs(free.pick(7, fleet.get(first)));
  }

  @Test
  void shouldKeepEveryServerWithinItsShareWhenBounded() {
    // Given
    final Fleet fleet = new Fleet(server("a"), server("b").weight(2), server("c"));
    final Balancer bounded =
        balancer(fleet, Hashing.of(HashType.CONSISTENT).withBalanceFactor(125));

    // When: one key alone brings all there is
    for (int i = 0; i < 400; i++) {
      fleet.take(bounded.pick(1, null).name());
    }

    // Then
    assertThat(fleet.get("a").served()).isBetween(0, 126);
    assertThat(fleet.get("b").served()).isBetween(0, 251);
    assertThat(fleet.get("c").served()).isBetween(0, 126);
  }

  @Test
  void shouldRefuseAnotherAlgorithmsConfiguration() {
    final Fleet fleet = new Fleet(server("a"));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> fleet.balancer(new RequestHash.Uri(), new BalanceConfig.First()))
        .withMessageContaining("hash type");
  }

  private static Balancer balancer(final Fleet fleet, final Hashing hash) {
    return fleet.balancer(new RequestHash.Uri(), new BalanceConfig.Uri(hash, false, false, 0, 0));
  }

  private static List<String> picked(final Balancer balancer, final int keys) {
    return IntStream.range(0, keys).mapToObj(key -> balancer.pick(key, null).name()).toList();
  }
}
