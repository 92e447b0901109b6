package io.sluice.backends;

import static io.sluice.backends.testkit.Configs.backend;
import static io.sluice.backends.testkit.Configs.server;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.example.balance.Stay;
import io.sluice.backends.balance.First;
import io.sluice.backends.testkit.Asker;
import io.sluice.backends.testkit.Configs;
import io.sluice.config.BalanceConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BalancersTest {
  @Test
  void shouldFindTheBuiltInOnesAndThoseOfThirdParties() {
    // When
    final Balancers balancers = Balancers.load();

    // Then
    assertThat(balancers.names())
        .containsExactly(
            "first",
            "hash",
            "hdr",
            "leastconn",
            "random",
            "rdp-cookie",
            "roundrobin",
            "source",
            "static-rr",
            "stay",
            "uri",
            "url_param");
  }

  @Test
  void shouldNameBothClassesWhenTwoHaveOneName() {
    // Given
    final List<BalancerFactory> factories =
        List.of(new First.Factory(), new Named("other"), new Named("first"));

    // When / Then
    assertThatIllegalStateException()
        .isThrownBy(() -> Balancers.of(factories))
        .withMessageContaining("first")
        .withMessageContaining(First.Factory.class.getName())
        .withMessageContaining(Named.class.getName());
  }

  @Test
  void shouldRefuseOneWithoutAName() {
    // Given
    final List<BalancerFactory> factories = List.of(new Named(" "));

    // When / Then
    assertThatIllegalStateException()
        .isThrownBy(() -> Balancers.of(factories))
        .withMessageContaining(Named.class.getName());
  }

  @Test
  void shouldNameTheKnownOnesWhenOneIsUnknown() {
    // Given
    final BalanceConfig config = new BalanceConfig.Custom("fastest", Map.of());

    // When / Then
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Balancers.load().create(config, List.of(), null))
        .withMessageContaining("fastest")
        .withMessageContaining("leastconn, random");
  }

  @Test
  void shouldBalanceByTheAlgorithmOfAThirdParty() {
    // Given
    final Backend backend = stay(Map.of("start", "b"));

    // When
    final String assigned = assigned(backend, 4);

    // Then
    assertThat(assigned).isEqualTo("b b a a");
  }

  @Test
  void shouldHandItsPreviousToTheAlgorithmOfAThirdParty() {
    // Given
    final Backend backend = stay(Map.of());
    final String first = assigned(backend, 3);

    // When
    backend.setAdmin(backend.servers().getFirst(), AdminState.DRAIN, 1);
    backend.setAdmin(backend.servers().getFirst(), AdminState.READY, 2);
    backend.release(backend.servers().getFirst());

    // Then
    assertThat(first).isEqualTo("a a b");
    assertThat(assigned(backend, 2)).isEqualTo("b a");
  }

  @Test
  void shouldTellAtTheStartWhenAThirdPartyRefusesItsOptions() {
    // When / Then
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stay(Map.of("strat", "b")))
        .withMessageContaining("strat")
        .withMessageContaining("start");
  }

  private static Backend stay(final Map<String, String> options) {
    final Configs.Line[] lines = {server("a").maxconn(2), server("b").maxconn(2)};
    return new Backend(
        backend(new BalanceConfig.Custom(new Stay().name(), options), lines), Balancers.load(), 0);
  }

  private static String assigned(final Backend backend, final int sessions) {
    final List<String> names = new ArrayList<>();
    for (int i = 0; i < sessions; i++) {
      final Asker asker = new Asker();
      backend.assign(asker, 0, null);
      names.add(asker.server());
    }
    return String.join(" ", names);
  }

  private record Named(String name) implements BalancerFactory {
    @Override
    public Balancer create(
        final BalanceConfig config, final List<Candidate> candidates, final Balancer previous) {
      return (_, _) -> candidates.getFirst().server();
    }
  }
}
