package io.sluice.backends.balance;

import static io.sluice.backends.testkit.Configs.server;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.backends.Balancer;
import io.sluice.backends.testkit.Fleet;
import io.sluice.config.BalanceConfig;
import org.junit.jupiter.api.Test;

class FirstTest {
  private final Fleet fleet = new Fleet(server("a").maxconn(2), server("b").maxconn(1));
  private final Balancer balancer = fleet.balancer(new First.Factory(), new BalanceConfig.First());

  @Test
  void shouldFillOneServerAfterTheOther() {
    // When
    final String one = balancer.pick(0, null).name();
    fleet.take("a", 2);
    final String two = balancer.pick(0, null).name();
    fleet.take("b");
    final Object none = balancer.pick(0, null);
    fleet.release("a");

    // Then
    assertThat(one).isEqualTo("a");
    assertThat(two).isEqualTo("b");
    assertThat(none).isNull();
    assertThat(balancer.pick(0, null).name()).isEqualTo("a");
  }

  @Test
  void shouldAvoidTheServerThatFailedUnlessNoOtherIsFree() {
    // When
    final String withOther = balancer.pick(0, fleet.get("a")).name();
    fleet.take("b");
    final String withoutOther = balancer.pick(0, fleet.get("a")).name();

    // Then
    assertThat(withOther).isEqualTo("b");
    assertThat(withoutOther).isEqualTo("a");
  }
}
