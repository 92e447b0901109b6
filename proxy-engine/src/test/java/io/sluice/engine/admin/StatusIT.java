package io.sluice.engine.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import io.sluice.engine.stats.Stats;
import io.sluice.engine.testkit.Tool;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The status page, as parsers that are none of ours read it. */
@Timeout(60)
class StatusIT {
  @TempDir private Path folder;
  private final FakeOperations operations = new FakeOperations();
  private AdminServer admin;

  @BeforeEach
  void start() throws Exception {
    operations.stats = Samples::cluster;
    admin = Binds.start(Binds.loopback(false, false), operations);
  }

  @AfterEach
  void close() {
    admin.close();
  }

  /** The page by curl, and what a parser and printer of JSON makes of it. */
  private Config status() {
    final int port = ((InetSocketAddress) admin.address()).getPort();
    final Path file = folder.resolve("status.json");
    final String type =
        Tool.run(
                "curl",
                "-sS",
                "-w%{content_type}",
                "-o",
                file.toString(),
                "http://127.0.0.1:" + port + "/status")
            .assertOk()
            .output();
    assertThat(type).isEqualTo("application/json");
    final String parsed =
        Tool.run("python3", "-m", "json.tool", file.toString()).assertOk().output();
    return ConfigFactory.parseString(
        parsed, ConfigParseOptions.defaults().setSyntax(ConfigSyntax.JSON));
  }

  @Test
  void shouldShowServersWithTheirReasons() {
    // When
    final Config status = status();
    // Then
    assertThat(status.getString("process.version")).isEqualTo("0.1.0");
    assertThat(status.getBoolean("process.ready")).isTrue();
    final Config backend = status.getConfigList("backends").getFirst();
    assertThat(backend.getString("writerGroup")).isEqualTo("galera");
    final List<? extends Config> servers = backend.getConfigList("servers");
    assertThat(servers).hasSize(3);
    assertThat(servers.getFirst().getString("reason"))
        .isEqualTo("a \"reason\"\n\u0001\u2028é\ud83d\ude00");
    assertThat(servers.getFirst().getString("state")).isEqualTo("UP");
    assertThat(servers.getFirst().getDouble("stateSeconds")).isEqualTo(46.5);
    assertThat(servers.getLast().getString("check.status")).isEqualTo("L4CON");
  }

  @Test
  void shouldShowRequestsOfWhatSpeaksHttp() {
    // When
    final List<? extends Config> backends = status().getConfigList("backends");
    // Then
    final Config http = backends.getFirst().getConfig("http");
    assertThat(http.getLong("requests")).isEqualTo(201);
    assertThat(http.getLong("responses.\"2xx\"")).isEqualTo(203);
    assertThat(http.getLong("responses.other")).isEqualTo(207);
    assertThat(http.getLong("requestsDenied")).isEqualTo(208);
    assertThat(http.getLong("responsesDenied")).isEqualTo(209);
    assertThat(http.getLong("requestErrors")).isEqualTo(210);
    assertThat(http.getLong("responseErrors")).isEqualTo(211);
    assertThat(http.getLong("connectionReuses")).isEqualTo(212);
    assertThat(http.getLong("idleConnections")).isEqualTo(213);
    assertThat(backends.getFirst().getConfigList("servers").getFirst().hasPath("http")).isFalse();
  }

  @Test
  void shouldShowNodesAndTheWriterAndItsChanges() {
    // When
    final Config status = status();
    // Then
    final Config node = status.getConfigList("galera").getFirst();
    assertThat(node.getString("server")).isEqualTo("db1");
    assertThat(node.getString("verdict")).isEqualTo("ok");
    assertThat(node.getInt("status.receiveQueue")).isEqualTo(51);
    assertThat(status.getConfigList("galera").get(2).hasPath("status")).isFalse();
    final Config group = status.getConfigList("writerGroups").getFirst();
    assertThat(group.getString("writer")).isEqualTo("db1");
    assertThat(group.getString("waiting")).isEqualTo("db2");
    assertThat(group.getInt("agreement.epoch")).isEqualTo(5);
    assertThat(group.getConfigList("nodes").get(1).getString("reason")).isEqualTo("wanted out");
    final Config change = group.getConfigList("switches").getFirst();
    assertThat(change.getString("from")).isEqualTo("db3");
    assertThat(change.getString("kind")).isEqualTo("forced");
    assertThat(change.getLong("durationMillis")).isEqualTo(250);
    assertThat(group.getConfigList("switches").getLast().getIsNull("from")).isTrue();
  }

  @Test
  void shouldSayThatHistoriesCanDifferWithoutARow() {
    // Given
    final Stats cluster = Samples.cluster();
    operations.stats =
        () ->
            new Stats(
                cluster.process(),
                cluster.frontends(),
                cluster.backends(),
                List.of(Samples.writers(false, 0, "")));
    // When
    final Config group = status().getConfigList("writerGroups").getFirst();
    // Then
    assertThat(group.getString("agreement.by")).isEqualTo("order");
    assertThat(group.getString("agreement.note")).contains("different histories");
  }

  @Test
  void shouldSayWhyARowCannotBeRead() {
    // Given
    final Stats cluster = Samples.cluster();
    operations.stats =
        () ->
            new Stats(
                cluster.process(),
                cluster.frontends(),
                cluster.backends(),
                List.of(Samples.writers(true, 0, "db1: no such table")));
    // When
    final Config agreement =
        status().getConfigList("writerGroups").getFirst().getConfig("agreement");
    // Then
    assertThat(agreement.getBoolean("readable")).isFalse();
    assertThat(agreement.getString("why")).isEqualTo("db1: no such table");
  }
}
