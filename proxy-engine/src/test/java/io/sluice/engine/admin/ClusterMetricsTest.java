package io.sluice.engine.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.engine.stats.Stats;
import io.sluice.engine.stats.Stats.WriterStats;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClusterMetricsTest {
  private final AtomicReference<Stats> now = new AtomicReference<>(Samples.cluster());
  private final Metrics metrics = new Metrics(now::get);

  @AfterEach
  void close() {
    metrics.close();
  }

  private Exposition scrape() {
    return Exposition.parse(
        new String(metrics.render(ScrapeFormat.PROMETHEUS), StandardCharsets.UTF_8));
  }

  private static String node(final String metric, final String group, final String server) {
    return "sluice_galera_" + metric + "{group=\"" + group + "\",server=\"" + server + "\"}";
  }

  private static String verdict(final String group, final String server, final String state) {
    return node("verdict", group, server).replace("}", ",state=\"" + state + "\"}");
  }

  @Test
  void shouldShowWhatANodeSaysOfItself() {
    // When
    final Exposition scrape = scrape();
    // Then
    assertThat(scrape.sample(node("local_index", "galera", "db1"))).isEqualTo(1);
    assertThat(scrape.sample(node("cluster_size", "galera", "db1"))).isEqualTo(3);
    assertThat(scrape.sample(node("receive_queue", "galera", "db1"))).isEqualTo(51);
    assertThat(scrape.sample(node("flow_control_requested", "galera", "db1"))).isEqualTo(1);
    assertThat(scrape.sample(node("flow_control_paused_seconds_total", "galera", "db1")))
        .isEqualTo(1.5);
    assertThat(scrape.sample(node("certification_failures_total", "galera", "db1"))).isEqualTo(61);
    assertThat(scrape.sample(node("brute_force_aborts_total", "galera", "db1"))).isEqualTo(71);
    assertThat(scrape.sample(node("connections", "galera", "db1"))).isEqualTo(81);
    assertThat(scrape.sample(node("max_connections", "galera", "db1"))).isEqualTo(91);
  }

  @Test
  void shouldShowOneVerdictForEachNodeOfAGroupAndThatOfTheGroup() {
    // When
    final Exposition scrape = scrape();
    // Then
    assertThat(scrape.sample(verdict("galera", "db1", "OK"))).isEqualTo(1);
    assertThat(scrape.sample(verdict("galera", "db1", "BAD"))).isZero();
    assertThat(scrape.sample(verdict("galera", "db2", "DRAIN"))).isEqualTo(1);
    assertThat(scrape.sample(verdict("galera", "db2", "DEGRADED"))).isZero();
    assertThat(scrape.sample(verdict("galera", "db3", "DEAD"))).isEqualTo(1);
    assertThat(scrape.samples().keySet())
        .filteredOn(key -> key.startsWith("sluice_galera_verdict"))
        .hasSize(2 * 3 * 6);
  }

  @Test
  void shouldGoByTheNodesWordAloneOutsideOfGroups() {
    // When
    final Exposition scrape = scrape();
    // Then
    assertThat(scrape.sample(verdict("alone", "db2", "DEGRADED"))).isEqualTo(1);
    assertThat(scrape.sample(verdict("alone", "db3", "DEAD"))).isEqualTo(1);
  }

  @Test
  void shouldLeaveOutWhatASilentNodeSaidOnce() {
    assertThat(scrape().samples())
        .doesNotContainKeys(
            node("local_index", "galera", "db3"), node("receive_queue", "galera", "db3"));
  }

  @Test
  void shouldShowTheWriterOfAGroup() {
    // When
    final Exposition scrape = scrape();
    // Then
    final String current = "sluice_writer_current{group=\"galera\",server=\"%s\"}";
    assertThat(scrape.sample(current.formatted("db1"))).isEqualTo(1);
    assertThat(scrape.sample(current.formatted("db2"))).isZero();
    assertThat(scrape.sample("sluice_writer_state{group=\"galera\",state=\"SETTLED\"}"))
        .isEqualTo(1);
    assertThat(scrape.sample("sluice_writer_state{group=\"galera\",state=\"VACANT\"}")).isZero();
    assertThat(scrape.sample("sluice_writer_switches_total{group=\"galera\"}")).isEqualTo(2);
    assertThat(scrape.sample("sluice_writer_epoch{group=\"galera\"}")).isEqualTo(5);
    assertThat(scrape.sample("sluice_writer_agreement_readable{group=\"galera\"}")).isEqualTo(1);
    assertThat(scrape.sample("sluice_writer_since_switch_seconds{group=\"galera\"}"))
        .isCloseTo(60, Offset.offset(30.0));
    assertThat(scrape.sample("sluice_writer_last_switch_duration_seconds{group=\"galera\"}"))
        .isEqualTo(0.25);
  }

  @Test
  void shouldSayThatARowCannotBeReadAndNothingWhereThereIsNone() {
    // Given
    show(Samples.writers(true, 0, "no such table"));
    // When, Then
    assertThat(scrape().sample("sluice_writer_agreement_readable{group=\"galera\"}")).isZero();
    assertThat(scrape().samples()).doesNotContainKey("sluice_writer_epoch{group=\"galera\"}");
    // Given
    show(Samples.writers(false, 0, ""));
    // When, Then
    assertThat(scrape().samples())
        .doesNotContainKey("sluice_writer_agreement_readable{group=\"galera\"}");
  }

  private void show(final WriterStats writer) {
    final Stats before = now.get();
    now.set(new Stats(before.process(), before.frontends(), before.backends(), List.of(writer)));
  }
}
