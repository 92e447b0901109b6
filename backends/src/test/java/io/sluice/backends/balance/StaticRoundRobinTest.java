package io.sluice.backends.balance;

import static io.sluice.backends.testkit.Configs.server;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.backends.Balancer;
import io.sluice.backends.BalancerFactory;
import io.sluice.backends.testkit.Fleet;
import io.sluice.config.BalanceConfig;
import java.util.List;
import org.junit.jupiter.api.Test;

class StaticRoundRobinTest {
  private static final BalanceConfig CONFIG = new BalanceConfig.StaticRoundRobin();
  private final BalancerFactory factory = new StaticRoundRobin.Factory();

  @Test
  void shouldGoByTheWeightsOfTheFileWhenAServerStartsSlowly() {
    // Given
    final Fleet fleet = new Fleet(server("a"), server("b").weight(2));

    // When
    final Balancer balancer =
        factory.create(CONFIG, List.of(fleet.candidate("a", 16), fleet.candidate("b", 1)), null);

    // Then
    assertThat(Fleet.picks(balancer, 6)).isEqualTo("b a b b a b");
  }

  @Test
  void shouldGoOnWhereItWasWhenItIsBuiltAnew() {
    // Given
    final Fleet fleet = new Fleet(server("a"), server("b"), server("c"));
    final Balancer old = fleet.balancer(factory, CONFIG);
    Fleet.picks(old, 2);

    // When
    final Balancer balancer = factory.create(CONFIG, fleet.candidates(), old);

    // Then
    assertThat(Fleet.picks(balancer, 2)).isEqualTo("c a");
  }

  @Test
  void shouldPassOverFullServers() {
    // Given
    final Fleet fleet = new Fleet(server("a").maxconn(1), server("b"));
    final Balancer balancer = fleet.balancer(factory, CONFIG);

    // When
    fleet.take("a");

    // Then
    assertThat(Fleet.picks(balancer, 2)).isEqualTo("b b");
  }
}
