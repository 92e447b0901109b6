package io.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.sluice.config.http.RuleKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every file in {@code conf} is valid as it is shipped. */
class ShippedConfTest {
  private static final Path CONF = Path.of("..", "conf");

  static List<Path> shipped() throws IOException {
    try (Stream<Path> files = Files.list(CONF)) {
      return files.filter(f -> f.toString().endsWith(".conf")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("shipped")
  void shouldBeValidWithoutWarnings(final Path file) {
    // When
    final ReadResult result = HoconReader.read(List.of(file), Extensions.NONE);
    // Then
    assertThat(result).isInstanceOf(ReadResult.Valid.class);
    final ReadResult.Valid valid = (ReadResult.Valid) result;
    assertThat(valid.warnings()).isEmpty();
    assertThat(valid.files()).containsExactly(file);
  }

  @Test
  void shouldShipTheDemoAndTheController() throws IOException {
    assertThat(shipped().stream().map(f -> f.getFileName().toString()))
        .contains("demo.conf", "openstack-controller.conf");
  }

  @Test
  void shouldServeTheDemoOnLoopbackOnly() {
    // When
    final ProxyConfig config = read("demo.conf");
    // Then
    assertThat(config.frontends()).hasSize(1);
    assertThat(config.frontends().getFirst().binds().getFirst().address())
        .hasToString("127.0.0.1:8080");
    assertThat(config.global().admin().orElseThrow().binds().getFirst().address())
        .hasToString("127.0.0.1:9901");
    final BackendConfig web = config.backends().getFirst();
    assertThat(web.servers().stream().map(s -> s.name() + "=" + s.address()))
        .containsExactly("a=127.0.0.1:8081", "b=127.0.0.1:8082", "c=127.0.0.1:8083");
    final CheckConfig check = web.servers().getFirst().check().orElseThrow();
    assertThat(check.inter()).isEqualTo(Duration.ofMillis(500));
    assertThat(check.rise()).isEqualTo(2);
    assertThat(check.fall()).isEqualTo(2);
    assertThat(check.probe())
        .isInstanceOfSatisfying(
            ProbeConfig.Http.class, http -> assertThat(http.path()).isEqualTo("/health"));
  }

  @Test
  void shouldTakeTheDemosAddressesFromOverrides() throws IOException {
    // Given
    final String text = Files.readString(CONF.resolve("demo.conf"));
    final Map<String, String> overrides =
        Map.of(
            "demo.frontend", "127.0.0.1:18080",
            "demo.admin", "127.0.0.1:19901",
            "demo.servers.b", "127.0.0.1:18082");
    // When
    final ReadResult result = HoconReader.readText("demo", text, Extensions.NONE, overrides);
    // Then
    final ProxyConfig config = ((ReadResult.Valid) result).config();
    assertThat(config.frontends().getFirst().binds().getFirst().address())
        .hasToString("127.0.0.1:18080");
    assertThat(config.global().admin().orElseThrow().binds().getFirst().address())
        .hasToString("127.0.0.1:19901");
    assertThat(config.backends().getFirst().servers().stream().map(s -> s.address().toString()))
        .containsExactly("127.0.0.1:8081", "127.0.0.1:18082", "127.0.0.1:8083");
  }

  @Test
  void shouldServeEveryApiOfTheHaGuide() {
    // When
    final ProxyConfig config = read("openstack-controller.conf");
    // Then
    assertThat(config.frontends().stream().map(ShippedConfTest::port))
        .contains(
            443, 3306, 9292, 9191, 35357, 5000, 8773, 8774, 8775, 8776, 8777, 6080, 9696, 8080)
        .contains(
            80, 8778, 8004, 8000, 9311, 9001, 9876, 9511, 8786, 8042, 8041, 8779, 8386, 8788, 6082,
            6385, 5050)
        .doesNotContain(11211, 5672)
        .doesNotHaveDuplicates();
    assertThat(
            config.backends().stream()
                .filter(b ->
                    b.servers().getFirst().check().orElseThrow().probe()
                        instanceof ProbeConfig.Http)
                .map(BackendConfig::name))
        .containsExactlyInAnyOrder(
            "keystone",
            "keystone-admin",
            "glance-api",
            "nova-api",
            "neutron",
            "cinder-api",
            "horizon");
  }

  @Test
  void shouldPutEachServiceOnAllControllersAtItsOwnPort() {
    final ProxyConfig config = read("openstack-controller.conf");
    for (final FrontendConfig frontend : config.frontends()) {
      final BackendConfig backend = config.backend(frontend.defaultBackend()).orElseThrow();
      assertThat(backend.servers().stream().map(ServerConfig::address))
          .as(frontend.name())
          .containsExactly(
              new Address.Inet("192.0.2.11", port(frontend)),
              new Address.Inet("192.0.2.12", port(frontend)),
              new Address.Inet("192.0.2.13", port(frontend)));
      assertThat(backend.servers()).as(frontend.name()).allMatch(s -> s.check().isPresent());
    }
  }

  @Test
  void shouldServeApisAsHttp() {
    // When
    final ProxyConfig config = read("openstack-api.conf");
    // Then
    assertThat(config.frontends()).allMatch(f -> f.mode() == Mode.HTTP);
    assertThat(config.frontends().stream().map(ShippedConfTest::port))
        .containsExactlyInAnyOrder(5000, 9292, 8774, 6080, 80);
    final FrontendConfig nova =
        config.frontends().stream().filter(f -> f.name().equals("nova")).findFirst().orElseThrow();
    assertThat(nova.http().rules().of(RuleKind.HTTP_REQUEST)).hasSize(6);
    assertThat(nova.http().rules().of(RuleKind.HTTP_RESPONSE)).hasSize(1);
    assertThat(nova.http().options().forwardFor().orElseThrow().except())
        .containsExactly("127.0.0.0/8", "::1");
    final FrontendConfig entry =
        config.frontends().stream()
            .filter(f -> f.name().equals("public"))
            .findFirst()
            .orElseThrow();
    assertThat(entry.http().rules().of(RuleKind.HTTP_REQUEST)).hasSize(6);
    assertThat(entry.http().useBackends()).hasSize(3);
    assertThat(entry.http().rules().of(RuleKind.HTTP_AFTER_RESPONSE)).hasSize(5);
    assertThat(config.backend("clients").orElseThrow().http().table()).isPresent();
    assertThat(config.backend("horizon").orElseThrow().http().cookie()).isPresent();
  }

  @Test
  void shouldKeepOneGaleraWriter() {
    // When
    final BackendConfig galera = read("openstack-controller.conf").backend("galera").orElseThrow();
    // Then
    assertThat(galera.writer().orElseThrow().mode()).isEqualTo(WriterConfig.Mode.SINGLE);
    assertThat(galera.writer().orElseThrow().agreement()).isEqualTo(WriterConfig.Agreement.TABLE);
    assertThat(galera.timeouts().server()).isEqualTo(Optional.of(Duration.ofHours(8)));
    assertThat(galera.socket().keepAlive()).isTrue();
    final CheckConfig check = galera.servers().getFirst().check().orElseThrow();
    assertThat(check.probe()).isInstanceOf(ProbeConfig.Galera.class);
    assertThat(check.inter()).isEqualTo(Duration.ofMillis(250));
    assertThat(check.timeout()).isEqualTo(Duration.ofMillis(800));
  }

  @Test
  void shouldShipAListenerForTheWriterOfAClusterAndOneForReaders() {
    // When
    final ProxyConfig config = read("galera.conf");
    // Then
    final BackendConfig writers = config.backend("galera").orElseThrow();
    final BackendConfig readers = config.backend("galera-readers").orElseThrow();
    assertThat(writers.writer().orElseThrow().mode()).isEqualTo(WriterConfig.Mode.SINGLE);
    assertThat(readers.writer().orElseThrow().mode()).isEqualTo(WriterConfig.Mode.NONE);
    assertThat(readers.writer().orElseThrow().group())
        .isEqualTo(writers.writer().orElseThrow().group());
    assertThat(readers.writer().orElseThrow().excludeWriter()).isTrue();
    assertThat(readers.servers().stream().map(ServerConfig::address))
        .containsExactlyElementsOf(writers.servers().stream().map(ServerConfig::address).toList());
    assertThat(writers.servers().getFirst().check().orElseThrow().inter())
        .isEqualTo(Duration.ofMillis(250));
    assertThat(config.global().admin().orElseThrow().binds())
        .extracting(AdminBind::commands, AdminBind::push)
        .containsExactly(tuple(false, false), tuple(true, true), tuple(false, true));
  }

  private static int port(final FrontendConfig frontend) {
    return ((Address.Inet) frontend.binds().getFirst().address()).port();
  }

  private static ProxyConfig read(final String file) {
    final ReadResult result = HoconReader.read(List.of(CONF.resolve(file)), Extensions.NONE);
    return ((ReadResult.Valid) result).config();
  }
}
