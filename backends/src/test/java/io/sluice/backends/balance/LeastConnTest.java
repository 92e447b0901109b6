package io.sluice.backends.balance;

import static io.sluice.backends.testkit.Configs.server;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.backends.Balancer;
import io.sluice.backends.BalancerFactory;
import io.sluice.backends.Server;
import io.sluice.backends.testkit.Fleet;
import io.sluice.config.BalanceConfig;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeastConnTest {
  private static final BalanceConfig CONFIG = new BalanceConfig.LeastConn();
  private final BalancerFactory factory = new LeastConn.Factory();

  @Test
  void shouldPickTheOneWithTheFewestSessions() {
    // Given
    final Fleet fleet = new Fleet(server("a"), server("b"), server("c"));
    final Balancer balancer = fleet.balancer(factory, CONFIG);
    fleet.take("a", 2);
    fleet.take("b", 1);
    fleet.take("c", 3);

    // When
    final String picks = Fleet.picks(balancer, 3);

    // Then
    assertThat(picks).isEqualTo("b b b");
  }

  @Test
  void shouldTakeTurnsWhenServersAreEqual() {
    // Given
    final Fleet fleet = new Fleet(server("a"), server("b"), server("c"));
    final Balancer balancer = fleet.balancer(factory, CONFIG);
    fleet.take("b");

    // When
    final String picks = Fleet.picks(balancer, 6);

    // Then
    assertThat(picks).isEqualTo("a c a c a c");
  }

  @Test
  void shouldFillInProportionWhenWeightsDiffer() {
    // Given
    final Fleet fleet =
        new Fleet(server("a").weight(4), server("b").weight(2), server("c").weight(1));
    final Balancer balancer = fleet.balancer(factory, CONFIG);

    // When
    for (int i = 0; i < 700; i++) {
      fleet.take(balancer.pick(0, null).name());
    }

    // Then
    assertThat(fleet.get("a").served()).isBetween(399, 401);
    assertThat(fleet.get("b").served()).isBetween(199, 201);
    assertThat(fleet.get("c").served()).isBetween(99, 101);
  }

  @Test
  void shouldSendOnlyItsShareWhenAServerStartsSlowly() {
    // Given
    final Fleet fleet = new Fleet(server("a"), server("b"));
    final Balancer balancer =
        factory.create(CONFIG, List.of(fleet.candidate("a", 16), fleet.candidate("b", 1)), null);

    // When
    for (int i = 0; i < 170; i++) {
      fleet.take(balancer.pick(0, null).name());
    }

    // Then
    assertThat(fleet.get("b").served()).isBetween(9, 11);
  }

  @Test
  void shouldPassOverFullServersAndTellWhenAllAre() {
    // Given
    final Fleet fleet = new Fleet(server("a").maxconn(1), server("b").maxconn(3));
    final Balancer balancer = fleet.balancer(factory, CONFIG);
    fleet.take("a");
    fleet.take("b", 2);

    // When
    final String free = balancer.pick(0, null).name();
    fleet.take("b");
    final Server none = balancer.pick(0, null);

    // Then
    assertThat(free).isEqualTo("b");
    assertThat(none).isNull();
  }

  @Test
  void shouldAvoidTheServerThatFailedUnlessNoOtherIsFree() {
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
  void shouldGoOnWithTheNextWhenItIsBuiltAnew() {
    // Given
    final Fleet fleet = new Fleet(server("a"), server("b"), server("c"));
    final Balancer old = fleet.balancer(factory, CONFIG);
    Fleet.picks(old, 1);

    // When
    final Balancer without = factory.create(CONFIG, fleet.candidates("a", "c"), old);

    // Then
    assertThat(Fleet.picks(without, 3)).isEqualTo("c a c");
  }
}
