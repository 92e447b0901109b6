package io.sluice.health.pgsql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.backends.writer.NodeReport;
import io.sluice.backends.writer.Verdict;
import io.sluice.config.ProbeConfig;
import io.sluice.config.ProbeConfig.PgsqlRole;
import io.sluice.health.CheckResult;
import io.sluice.health.CheckStatus;
import io.sluice.health.Probe;
import io.sluice.health.testkit.CheckLab;
import io.sluice.health.testkit.Postgres;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The check against a PostgreSQL primary and its standby, which must be installed. */
class PostgresPairIT {
  private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

  private final CheckLab lab = new CheckLab();
  private Postgres primary;
  private Postgres standby;

  @BeforeEach
  void start(@TempDir final Path folder) throws Exception {
    primary = Postgres.create(folder, "");
    primary.start();
    awaitFound(probe(primary, PgsqlRole.PRIMARY), "not in recovery: a primary");
    standby = primary.standby(folder);
    standby.start();
    awaitFound(probe(standby, PgsqlRole.STANDBY), "in recovery: a standby");
  }

  @AfterEach
  void stop() throws Exception {
    lab.close();
    if (standby != null) {
      standby.stop();
    }
    primary.stop();
  }

  private Probe probe(final Postgres server, final PgsqlRole role) {
    return lab.open(
        new ProbeConfig.Pgsql("postgres", Optional.empty(), Optional.of(role), Optional.empty()),
        CheckLab.target(server.address()));
  }

  private CheckResult run(final Probe probe) {
    return lab.run(probe, TEN_SECONDS);
  }

  private void awaitFound(final Probe probe, final String detail) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(run(probe).detail()).isEqualTo(detail));
  }

  private static void assertRefused(final CheckResult result, final String detail) {
    assertThat(result)
        .isInstanceOfSatisfying(
            CheckResult.Failed.class, failed -> assertThat(failed.explicit()).isTrue());
    assertThat(result.status()).isEqualTo(CheckStatus.L7STS);
    assertThat(result.detail()).isEqualTo(detail);
  }

  @Test
  void shouldFollowTheRolesThroughAFailover() throws Exception {
    // Given
    final Probe first = probe(primary, PgsqlRole.PRIMARY);
    final Probe second = probe(standby, PgsqlRole.PRIMARY);
    assertThat(run(first)).isInstanceOf(CheckResult.Passed.class);
    assertThat(run(first).report()).contains(NodeReport.of(Verdict.OK));
    assertRefused(run(second), "in recovery: a standby");
    assertThat(run(second).report()).contains(NodeReport.of(Verdict.BAD));
    assertRefused(run(probe(primary, PgsqlRole.STANDBY)), "not in recovery: a primary");
    assertThat(run(probe(primary, PgsqlRole.ANY)).detail()).isEqualTo("not in recovery: a primary");
    assertThat(run(probe(standby, PgsqlRole.ANY)).detail()).isEqualTo("in recovery: a standby");

    // When
    primary.kill();

    // Then
    final CheckResult dead = run(first);
    assertThat(dead.status()).isEqualTo(CheckStatus.L4CON);
    assertThat(dead.detail()).isEqualTo("connection refused");
    assertRefused(run(second), "in recovery: a standby");

    // When
    standby.ask("SELECT pg_promote()");

    // Then
    assertThat(run(second).detail()).isEqualTo("not in recovery: a primary");
    assertThat(run(second)).isInstanceOf(CheckResult.Passed.class);

    // When
    primary.start();

    // Then
    awaitFound(first, "not in recovery: a primary");
    assertThat(run(second).detail()).isEqualTo("not in recovery: a primary");
  }

  @Test
  void shouldSayThatTheServerIsShuttingDown() throws Exception {
    // Given
    final Probe kept = probe(standby, PgsqlRole.STANDBY);
    assertThat(run(kept)).isInstanceOf(CheckResult.Passed.class);

    // When
    standby.signal("TERM");

    // Then
    final Probe later = probe(standby, PgsqlRole.STANDBY);
    await()
        .atMost(TEN_SECONDS)
        .untilAsserted(() -> assertThat(run(later)).isInstanceOf(CheckResult.Failed.class));
    assertRefused(run(later), "FATAL 57P03 the database system is shutting down");
    assertThat(run(kept).detail()).isEqualTo("in recovery: a standby");
  }

  @Test
  void shouldSayWhyNobodyMayComeIn() throws Exception {
    // Given
    standby.stop();

    // When
    standby.start("-c", "hot_standby=off");

    // Then
    final Probe later = probe(standby, PgsqlRole.STANDBY);
    await()
        .atMost(TEN_SECONDS)
        .untilAsserted(() ->
            assertRefused(
                run(later), "FATAL 57P03 the database system is not accepting connections"));
  }
}
