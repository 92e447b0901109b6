package io.sluice.engine.admin;

import static io.sluice.engine.admin.Samples.server;
import static io.sluice.engine.admin.Samples.stats;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.backends.AdminState;
import io.sluice.backends.Health;
import io.sluice.backends.ServerState;
import io.sluice.engine.stats.Stats;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetricsTest {
  private final AtomicReference<Stats> now =
      new AtomicReference<>(stats(server("s1", Health.UP, AdminState.READY)));
  private final AtomicInteger asked = new AtomicInteger();
  private final Metrics metrics =
      new Metrics(() -> {
        asked.incrementAndGet();
        return now.get();
      });

  @AfterEach
  void close() {
    metrics.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "sluice_process_build_info{version=\"0.1.0\"} 1",
        "sluice_process_uptime_seconds 12.5",
        "sluice_process_nbthread 4",
        "sluice_process_max_connections 2000",
        "sluice_process_current_connections 21",
        "sluice_process_connections_total 22",
        "sluice_process_accept_errors_total 23",
        "sluice_process_dropped_logs_total 24",
        "sluice_process_reloads_total 25",
        "sluice_process_failed_reloads_total 26",
        "sluice_process_stopping 0",
        "sluice_frontend_limit_sessions{proxy=\"api\"} 300",
        "sluice_frontend_sessions_total{proxy=\"api\"} 101",
        "sluice_frontend_current_sessions{proxy=\"api\"} 2",
        "sluice_frontend_bytes_in_total{proxy=\"api\"} 1003",
        "sluice_frontend_bytes_out_total{proxy=\"api\"} 1004",
        "sluice_backend_current_queue{proxy=\"app\"} 31",
        "sluice_backend_sessions_total{proxy=\"app\"} 101",
        "sluice_backend_connection_errors_total{proxy=\"app\"} 5",
        "sluice_backend_retry_warnings_total{proxy=\"app\"} 6",
        "sluice_backend_redispatch_warnings_total{proxy=\"app\"} 7",
        "sluice_backend_client_aborts_total{proxy=\"app\"} 8",
        "sluice_backend_server_aborts_total{proxy=\"app\"} 9",
        "sluice_backend_no_server_sessions_total{proxy=\"app\"} 10",
        "sluice_backend_queue_timeouts_total{proxy=\"app\"} 11",
        "sluice_backend_killed_sessions_total{proxy=\"app\"} 12",
        "sluice_backend_status{proxy=\"app\",state=\"UP\"} 1",
        "sluice_backend_status{proxy=\"app\",state=\"DOWN\"} 0",
        "sluice_backend_active_servers{proxy=\"app\"} 1",
        "sluice_backend_backup_servers{proxy=\"app\"} 0",
        "sluice_backend_weight{proxy=\"app\"} 10",
        "sluice_server_limit_sessions{proxy=\"app\",server=\"s1\"} 41",
        "sluice_server_current_queue{proxy=\"app\",server=\"s1\"} 42",
        "sluice_server_weight{proxy=\"app\",server=\"s1\"} 10",
        "sluice_server_status{proxy=\"app\",server=\"s1\",state=\"UP\"} 1",
        "sluice_server_check_status{proxy=\"app\",server=\"s1\",state=\"L7OK\"} 1",
        "sluice_server_check_status{proxy=\"app\",server=\"s1\",state=\"L4CON\"} 0",
        "sluice_server_agent_status{proxy=\"app\",server=\"s1\",state=\"L7STS\"} 1",
        "sluice_server_agent_duration_seconds{proxy=\"app\",server=\"s1\"} 0.75",
        "sluice_server_check_duration_seconds{proxy=\"app\",server=\"s1\"} 0.25",
        "sluice_server_checks_total{proxy=\"app\",server=\"s1\"} 43",
        "sluice_server_check_failures_total{proxy=\"app\",server=\"s1\"} 44",
        "sluice_server_error_limits_total{proxy=\"app\",server=\"s1\"} 46",
        "sluice_server_check_unclear{proxy=\"app\",server=\"s1\"} 0",
        "sluice_server_check_up_down_total{proxy=\"app\",server=\"s1\"} 45",
        "sluice_server_current_sessions{proxy=\"app\",server=\"s1\"} 2",
        "sluice_server_connection_errors_total{proxy=\"app\",server=\"s1\"} 5",
        "sluice_frontend_http_requests_total{proxy=\"api\"} 201",
        "sluice_frontend_http_responses_total{code=\"1xx\",proxy=\"api\"} 202",
        "sluice_frontend_http_responses_total{code=\"5xx\",proxy=\"api\"} 206",
        "sluice_frontend_http_responses_total{code=\"other\",proxy=\"api\"} 207",
        "sluice_frontend_requests_denied_total{proxy=\"api\"} 208",
        "sluice_frontend_responses_denied_total{proxy=\"api\"} 209",
        "sluice_frontend_request_errors_total{proxy=\"api\"} 210",
        "sluice_backend_http_requests_total{proxy=\"app\"} 201",
        "sluice_backend_http_responses_total{code=\"3xx\",proxy=\"app\"} 204",
        "sluice_backend_requests_denied_total{proxy=\"app\"} 208",
        "sluice_backend_responses_denied_total{proxy=\"app\"} 209",
        "sluice_backend_response_errors_total{proxy=\"app\"} 211",
        "sluice_backend_connection_reuses_total{proxy=\"app\"} 212",
        "sluice_server_http_requests_total{proxy=\"app\",server=\"s1\"} 201",
        "sluice_server_http_responses_total{code=\"2xx\",proxy=\"app\",server=\"s1\"} 203",
        "sluice_server_http_responses_total{code=\"4xx\",proxy=\"app\",server=\"s1\"} 205",
        "sluice_server_responses_denied_total{proxy=\"app\",server=\"s1\"} 209",
        "sluice_server_response_errors_total{proxy=\"app\",server=\"s1\"} 211",
        "sluice_server_connection_reuses_total{proxy=\"app\",server=\"s1\"} 212",
        "sluice_server_idle_connections_current{proxy=\"app\",server=\"s1\"} 213"
      },
      quoteCharacter = '\0')
  void shouldShowValueWhenScraped(final String sample, final double value) {
    assertThat(scrape().sample(sample)).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource({
    "UP, READY, UP",
    "UP, DRAIN, DRAIN",
    "UP, MAINT, MAINT",
    "DOWN, READY, DOWN",
    "DOWN, DRAIN, DOWN",
    "DOWN, MAINT, MAINT",
    "PENDING, READY, PENDING",
    "PENDING, DRAIN, PENDING",
    "UNCHECKED, READY, NOCHECK",
    "UNCHECKED, DRAIN, DRAIN",
    "UNCHECKED, MAINT, MAINT"
  })
  void shouldShowExactlyOneStateWhenHealthAndAdminDiffer(
      final Health health, final AdminState admin, final String state) {
    // Given
    now.set(stats(server("s1", health, admin)));
    // When
    final Exposition scrape = scrape();
    // Then
    final List<String> set =
        Stream.of("UP", "DOWN", "PENDING", "MAINT", "MAINT (resolution)", "DRAIN", "NOCHECK")
            .filter(s -> scrape.sample(status("s1", s)) == 1)
            .toList();
    assertThat(set).containsExactly(state);
    assertThat(
            scrape.sample(
                "sluice_backend_agg_server_status{proxy=\"app\",state=\"" + state + "\"}"))
        .isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "UNCHECKED, READY, MAINT (resolution)",
    "UP, DRAIN, MAINT (resolution)",
    "UP, MAINT, MAINT"
  })
  void shouldShowThatTheNameHasNoAddressUnlessTheOperatorTookItOut(
      final Health health, final AdminState admin, final String state) {
    // Given
    final Stats.ServerStats server = server("s1", health, admin);
    now.set(
        stats(
            new Stats.ServerStats(
                "s1",
                "a",
                false,
                1,
                0,
                new ServerState(health, admin, "no address", 0, false),
                0,
                server.totals(),
                "",
                0,
                0,
                0,
                0,
                0,
                "tcp",
                Optional.empty(),
                0,
                Optional.empty())));
    // When
    final Exposition scrape = scrape();
    // Then
    assertThat(scrape.sample(status("s1", state))).isEqualTo(1);
    assertThat(scrape.sample("sluice_backend_active_servers{proxy=\"app\"}")).isZero();
  }

  @Test
  void shouldLeaveOutWhatIsNotThereWhenServerHasNoCheckAndNoLimit() {
    // Given
    final Stats.ServerStats checked = server("s1", Health.UNCHECKED, AdminState.READY);
    now.set(
        stats(
            new Stats.ServerStats(
                "s1",
                "a",
                false,
                1,
                0,
                checked.state(),
                0,
                checked.totals(),
                "",
                0,
                0,
                0,
                0,
                0,
                "",
                Optional.empty(),
                0,
                Optional.empty())));
    // When
    final Exposition scrape = scrape();
    // Then
    assertThat(scrape.types())
        .doesNotContainKeys(
            "sluice_server_limit_sessions",
            "sluice_server_checks_total",
            "sluice_server_check_failures_total",
            "sluice_server_check_up_down_total",
            "sluice_server_check_unclear",
            "sluice_server_agent_status",
            "sluice_server_agent_duration_seconds",
            "sluice_server_check_duration_seconds")
        .containsKey("sluice_server_current_sessions");
  }

  @Test
  void shouldCountServersThatTakeSessionsWhenSomeDoNot() {
    // Given
    now.set(
        stats(
            server("up", Health.UP, AdminState.READY, false, 3),
            server("unchecked", Health.UNCHECKED, AdminState.READY, false, 4),
            server("weightless", Health.UP, AdminState.READY, false, 0),
            server("down", Health.DOWN, AdminState.READY, false, 5),
            server("drained", Health.UP, AdminState.DRAIN, false, 6),
            server("backup", Health.UP, AdminState.READY, true, 7)));
    // When
    final Exposition scrape = scrape();
    // Then
    assertThat(scrape.sample("sluice_backend_active_servers{proxy=\"app\"}")).isEqualTo(2);
    assertThat(scrape.sample("sluice_backend_backup_servers{proxy=\"app\"}")).isEqualTo(1);
    assertThat(scrape.sample("sluice_backend_weight{proxy=\"app\"}")).isEqualTo(7);
  }

  @Test
  void shouldShowThatChecksCannotJudgeWhenTheyCannot() {
    // Given
    final Stats.ServerStats judged = server("s1", Health.UP, AdminState.READY);
    final ServerState unclear =
        new ServerState(Health.UP, AdminState.READY, "denied", 0, true, true);
    now.set(
        stats(
            new Stats.ServerStats(
                "s1",
                "a",
                false,
                1,
                0,
                unclear,
                0,
                judged.totals(),
                "L7STS",
                0,
                9,
                0,
                0,
                0,
                "tcp",
                Optional.empty(),
                0,
                Optional.empty())));
    // When
    final Exposition scrape = scrape();
    // Then
    assertThat(scrape.sample("sluice_server_check_unclear{proxy=\"app\",server=\"s1\"}"))
        .isEqualTo(1);
    assertThat(scrape.sample(status("s1", "UP"))).isEqualTo(1);
  }

  @Test
  void shouldShowBackendDownWhenNoServerTakesSessions() {
    // Given
    now.set(stats(server("s1", Health.DOWN, AdminState.READY)));
    // When
    final Exposition scrape = scrape();
    // Then
    assertThat(scrape.sample("sluice_backend_status{proxy=\"app\",state=\"DOWN\"}")).isEqualTo(1);
    assertThat(scrape.sample("sluice_backend_status{proxy=\"app\",state=\"UP\"}")).isZero();
  }

  @Test
  void shouldLeaveOutRequestsWhereThereIsNoHttp() {
    // Given
    now.set(Samples.cluster());
    // When
    final Exposition scrape = scrape();
    // Then
    assertThat(scrape.samples().keySet())
        .noneMatch(name -> name.startsWith("sluice_server_http_"))
        .anyMatch(name -> name.startsWith("sluice_server_current_sessions{"));
  }

  @Test
  void shouldFollowServersWhenTheyComeAndGo() {
    // Given
    final boolean before = scrape().samples().containsKey(status("s2", "UP"));
    now.set(stats(server("s2", Health.UP, AdminState.READY)));
    // When
    final Exposition after = scrape();
    // Then
    assertThat(before).isFalse();
    assertThat(after.samples()).containsKey(status("s2", "UP"));
    assertThat(after.samples()).doesNotContainKey(status("s1", "UP"));
  }

  @Test
  void shouldShowProcessWhenNothingIsConfigured() {
    // Given
    now.set(new Stats(now.get().process(), List.of(), List.of(), List.of()));
    // When
    final Exposition scrape = scrape();
    // Then
    assertThat(scrape.sample("sluice_process_nbthread")).isEqualTo(4);
    assertThat(scrape.types().keySet()).noneMatch(name -> name.startsWith("sluice_server"));
  }

  @Test
  void shouldAskForStatsOnceWhenScraped() {
    // When
    scrape();
    // Then
    assertThat(asked).hasValue(1);
  }

  @Test
  void shouldKeepFirstWhenNamesAreThereTwice() {
    // Given
    final Stats.ServerStats server = server("s1", Health.UP, AdminState.READY);
    now.set(stats(server, server("s1", Health.DOWN, AdminState.READY)));
    // When
    final Exposition scrape = scrape();
    // Then
    assertThat(scrape.sample(status("s1", "UP"))).isEqualTo(1);
  }

  @Test
  void shouldEscapeWhenNamesAreHostile() {
    // Given
    now.set(stats(server("a\"} 1\n\\b", Health.UP, AdminState.READY)));
    // When
    final Exposition scrape = scrape();
    // Then
    assertThat(scrape.sample(status("a\\\"} 1\\n\\\\b", "UP"))).isEqualTo(1);
  }

  @Test
  void shouldShowJvmWhenScraped() {
    assertThat(scrape().types())
        .containsKeys(
            "jvm_memory_used_bytes",
            "jvm_threads_live_threads",
            "jvm_buffer_memory_used_bytes",
            "process_files_open_files",
            "process_uptime_seconds",
            "process_cpu_usage");
  }

  @Test
  void shouldEndWithEofWhenOpenMetricsIsAskedFor() {
    // When
    final String text =
        new String(metrics.render(ScrapeFormat.OPEN_METRICS), StandardCharsets.UTF_8);
    // Then
    assertThat(text)
        .endsWith("\n# EOF\n")
        .contains("# TYPE sluice_process_connections counter\n")
        .contains("\nsluice_process_connections_total 22.0\n")
        .contains("# TYPE sluice_process_build info\n");
  }

  private static String status(final String server, final String state) {
    return "sluice_server_status{proxy=\"app\",server=\"" + server + "\",state=\"" + state + "\"}";
  }

  private Exposition scrape() {
    return Exposition.parse(
        new String(metrics.render(ScrapeFormat.PROMETHEUS), StandardCharsets.UTF_8));
  }
}
