package io.sluice.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.config.ProbeConfig;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChecksTest {
  private record Named(String type) implements CheckFactory {
    @Override
    public HealthCheck create(final ProbeConfig config) {
      return (_, _) -> null;
    }
  }

  private record Twin(String type) implements CheckFactory {
    @Override
    public HealthCheck create(final ProbeConfig config) {
      return (_, _) -> null;
    }
  }

  @Test
  void shouldFindTheBuiltInChecksAndThoseThatWereAdded() {
    // When
    final Checks checks = Checks.load();

    // Then
    assertThat(checks.types())
        .containsExactly(
            "agent",
            "amqp",
            "external",
            "galera",
            "greeting",
            "http",
            "memcached",
            "mysql",
            "pgsql",
            "redis",
            "tcp",
            "tls");
    assertThat(checks.create(new ProbeConfig.Tcp())).isNotNull();
    assertThat(checks.create(new ProbeConfig.Memcached())).isNotNull();
    assertThat(
            checks.create(
                new ProbeConfig.Http(
                    "GET",
                    "/",
                    List.of(),
                    List.of(new ProbeConfig.StatusRange(200, 200)),
                    Optional.empty(),
                    Optional.empty())))
        .isNotNull();
  }

  @Test
  void shouldNameBothClassesWhenTwoChecksHaveOneName() {
    assertThatThrownBy(() -> Checks.of(List.of(new Named("x"), new Twin("x"))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "two checks are named 'x': %s and %s", Named.class.getName(), Twin.class.getName());
  }

  @Test
  void shouldNameWhatThereIsWhenTheTypeIsUnknown() {
    // Given
    final Checks checks = Checks.of(List.of(new Named("b"), new Named("a")));

    // Then
    assertThatThrownBy(() -> checks.create(new ProbeConfig.Custom("c", Map.of())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("unknown check 'c'; there are a, b");
  }

  @Test
  void shouldRefuseTheConfigurationOfAnotherCheck() {
    assertThatThrownBy(
            () -> Checks.load().create(new ProbeConfig.Custom("http", Map.of("path", "/"))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldNotLetTypesBeChanged() {
    assertThatThrownBy(() -> Checks.load().types().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }
}
