package io.sluice.health.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.backends.writer.NodeReport;
import io.sluice.backends.writer.Verdict;
import io.sluice.config.ProbeConfig;
import io.sluice.config.ProbeConfig.RedisRole;
import io.sluice.health.CheckResult;
import io.sluice.health.CheckStatus;
import io.sluice.health.Probe;
import io.sluice.health.testkit.CheckLab;
import io.sluice.health.testkit.RedisServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The check against a Redis master and its replica; Redis must be installed. */
class RedisPairIT {
  private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

  private final CheckLab lab = new CheckLab();
  private RedisServer master;
  private RedisServer replica;

  @BeforeEach
  void start(@TempDir final Path folder) throws Exception {
    master = new RedisServer(folder);
    replica = new RedisServer(folder);
    master.start();
    awaitFound(probe(master, RedisRole.MASTER), "role master");
  }

  @AfterEach
  void stop() throws Exception {
    lab.close();
    replica.stop();
    master.stop();
  }

  private Probe probe(final RedisServer server, final RedisRole role) {
    return lab.open(
        new ProbeConfig.Redis(role, Optional.empty()), CheckLab.target(server.address()));
  }

  private CheckResult run(final Probe probe) {
    return lab.run(probe, TEN_SECONDS);
  }

  private void awaitFound(final Probe probe, final String detail) {
    await().atMost(TEN_SECONDS).untilAsserted(() -> assertFound(run(probe), detail));
  }

  private static void assertFound(final CheckResult result, final String detail) {
    assertThat(result.detail()).isEqualTo(detail);
  }

  private static void assertRefused(final CheckResult result, final String detail) {
    assertFound(result, detail);
    assertThat(result.status()).isEqualTo(CheckStatus.L7STS);
    assertThat(result)
        .isInstanceOfSatisfying(
            CheckResult.Failed.class, failed -> assertThat(failed.explicit()).isTrue());
  }

  private void startReplica(final String... options) throws Exception {
    replica.start(options);
    awaitFound(probe(replica, RedisRole.ANY), "PONG");
    replica.ask("replicaof", "127.0.0.1", String.valueOf(master.address().getPort()));
    await()
        .atMost(TEN_SECONDS)
        .until(() -> replica.ask("info", "replication").contains("master_link_status:up"));
  }

  @Test
  void shouldFollowTheRolesThroughAFailover() throws Exception {
    // Given
    startReplica();
    final Probe first = probe(master, RedisRole.MASTER);
    final Probe second = probe(replica, RedisRole.MASTER);
    assertFound(run(first), "role master");
    assertThat(run(first).report()).contains(NodeReport.of(Verdict.OK));
    assertRefused(run(second), "role slave");
    assertThat(run(second).report()).contains(NodeReport.of(Verdict.BAD));
    assertFound(run(probe(replica, RedisRole.SLAVE)), "role slave");

    // When
    master.kill();

    // Then
    assertThat(run(first).status()).isEqualTo(CheckStatus.L4CON);
    assertFound(run(first), "connection refused");
    assertRefused(run(second), "role slave");

    // When
    replica.ask("replicaof", "no", "one");

    // Then
    assertFound(run(second), "role master");
    assertThat(run(second)).isInstanceOf(CheckResult.Passed.class);

    // When
    master.start();

    // Then
    awaitFound(first, "role master");
    assertFound(run(second), "role master");

    // When
    master.ask("replicaof", "127.0.0.1", String.valueOf(replica.address().getPort()));

    // Then
    assertRefused(run(first), "role slave");
  }

  @Test
  void shouldKeepTheConnectionAndTakeAnotherWhenTheServerEndsIt() throws Exception {
    // Given
    final Probe probe = probe(master, RedisRole.MASTER);
    assertFound(run(probe), "role master");
    final String address = clients();

    // Then
    assertFound(run(probe), "role master");
    assertThat(clients()).isEqualTo(address);

    // When
    master.ask("client", "kill", "type", "normal", "skipme", "yes");

    // Then
    assertFound(run(probe), "role master");
    assertThat(clients()).isNotEqualTo(address);
  }

  /** Where the check's connection comes from. */
  private String clients() throws Exception {
    return master
        .ask("client", "list")
        .lines()
        .filter(line -> line.contains("cmd=ping"))
        .map(line -> line.replaceAll(".* addr=(\\S+) .*", "$1"))
        .reduce("", String::concat);
  }

  @Test
  void shouldSayThatTheServerLoadsItsData() throws Exception {
    // Given
    master.ask(
        "eval", "for i = 1, 400 do redis.call('set', 'key' .. i, ('x'):rep(1000) .. i) end", "0");
    // It speaks while it loads after so many bytes, which would be many keys.
    master.ask("config", "set", "rdbcompression", "no");
    assertThat(master.ask("save")).isEqualTo("OK");
    master.stop();

    // When
    master.start("--key-load-delay", "50000", "--loading-process-events-interval-bytes", "1024");

    // Then
    final Probe probe = probe(master, RedisRole.MASTER);
    awaitFound(probe, "LOADING Redis is loading the dataset in memory");
    assertThat(run(probe))
        .isInstanceOfSatisfying(
            CheckResult.Failed.class, failed -> assertThat(failed.explicit()).isFalse());
    assertThat(master.ask("info", "replication")).contains("role:master");
    master.kill();
  }

  @Test
  void shouldSayThatAReplicaHasLostItsMaster() throws Exception {
    // Given
    startReplica("--replica-serve-stale-data", "no");
    final Probe probe = probe(replica, RedisRole.SLAVE);
    assertFound(run(probe), "role slave");

    // When
    master.kill();

    // Then
    awaitFound(
        probe, "MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.");
    assertRefused(run(probe(replica, RedisRole.MASTER)), "role slave");
  }

  @Test
  void shouldLeaveTheVerdictWhenAPasswordIsWanted() throws Exception {
    // Given
    master.ask("config", "set", "requirepass", "hunter2");

    // Then
    assertThat(run(probe(master, RedisRole.MASTER))).isInstanceOf(CheckResult.Unclear.class);
    assertFound(run(probe(master, RedisRole.MASTER)), "NOAUTH Authentication required.");
  }
}
