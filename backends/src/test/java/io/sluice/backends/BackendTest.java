package io.sluice.backends;

import static io.sluice.backends.testkit.Configs.backend;
import static io.sluice.backends.testkit.Configs.server;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.backends.testkit.Asker;
import io.sluice.config.BalanceConfig;
import org.junit.jupiter.api.Test;

class BackendTest {
  private static final Balancers BALANCERS = Balancers.load();

  @Test
  void shouldGrantInTurnWhenServersAreFree() {
    // Given
    final Backend backend =
        new Backend(
            backend(new BalanceConfig.RoundRobin(), server("a"), server("b")), BALANCERS, 0);
    final Asker first = new Asker();
    final Asker second = new Asker();

    // When
    final Assignment one = backend.assign(first, 0, null);
    final Assignment two = backend.assign(second, 0, null);

    // Then
    assertThat(one).isEqualTo(Assignment.GRANTED);
    assertThat(two).isEqualTo(Assignment.GRANTED);
    assertThat(first.server()).isEqualTo("a");
    assertThat(second.server()).isEqualTo("b");
  }
}
