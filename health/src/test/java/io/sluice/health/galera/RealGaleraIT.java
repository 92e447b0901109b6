package io.sluice.health.galera;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.backends.writer.GaleraStatus;
import io.sluice.backends.writer.NodeReport;
import io.sluice.backends.writer.Verdict;
import io.sluice.config.ProbeConfig;
import io.sluice.config.ProbeConfig.Donor;
import io.sluice.config.Secret;
import io.sluice.health.CheckResult;
import io.sluice.health.CheckStatus;
import io.sluice.health.testkit.CheckLab;
import io.sluice.health.testkit.GaleraNode;
import io.sluice.health.testkit.MariaDb;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The check against one node of Galera, which must be installed. */
class RealGaleraIT {
  private static final String SECRET = "xyzzy-Grüße-9";
  private static final String SETUP =
      """
      INSTALL SONAME 'auth_ed25519';
      SET NAMES utf8mb4;
      CREATE USER 'native'@'%%' IDENTIFIED BY '%1$s';
      CREATE USER 'ed'@'%%' IDENTIFIED VIA ed25519 USING PASSWORD('%1$s');
      CREATE USER 'rightless'@'%%' IDENTIFIED BY '%1$s';
      CREATE DATABASE sluice;
      CREATE TABLE sluice.writer (grp VARCHAR(64) PRIMARY KEY, server VARCHAR(128) NOT NULL, epoch BIGINT UNSIGNED NOT NULL) ENGINE=InnoDB;
      GRANT SELECT, INSERT, UPDATE ON sluice.writer TO 'native'@'%%';
      GRANT SELECT, INSERT, UPDATE ON sluice.writer TO 'ed'@'%%';
      INSERT INTO sluice.writer VALUES ('named', 'db2', 7);
      """
          .formatted(SECRET);

  @TempDir private static Path folder;
  private static MariaDb node;

  private final CheckLab lab = new CheckLab();

  @BeforeAll
  static void start() throws Exception {
    node = GaleraNode.start(folder, SETUP);
    node.awaitReady();
  }

  @AfterAll
  static void stop() throws InterruptedException {
    node.stop();
  }

  @AfterEach
  void close() {
    lab.close();
  }

  private static ProbeConfig.Galera config(final String user) {
    return new ProbeConfig.Galera(
        user,
        Optional.of(new Secret(SECRET)),
        Optional.empty(),
        Donor.LAST_RESORT,
        OptionalLong.empty(),
        false,
        Optional.empty());
  }

  private static void assertResult(
      final CheckResult result,
      final CheckStatus status,
      final Verdict verdict,
      final String words) {
    assertThat(result.detail()).isEqualTo(words);
    assertThat(result.status()).isEqualTo(status);
    assertThat(result.report().map(NodeReport::verdict)).contains(verdict);
    assertThat(result)
        .isInstanceOf(
            verdict == Verdict.BAD || verdict == Verdict.DEAD
                ? CheckResult.Failed.class
                : CheckResult.Passed.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"native", "ed"})
  void shouldSayThatTheNodeIsSynced(final String user) {
    // When
    final CheckResult result = lab.run(config(user), node.address());

    // Then
    assertResult(result, CheckStatus.L7OK, Verdict.OK, "Synced, index 0 of 1, queue 0");
    final GaleraStatus status = result.report().orElseThrow().galera().orElseThrow();
    assertThat(status.localState()).isEqualTo(4);
    assertThat(status.localStateComment()).isEqualTo("Synced");
    assertThat(status.nodeName()).isEqualTo("alone");
    assertThat(status.incomingAddresses()).containsExactly("AUTO");
    assertThat(status.stateUuid()).hasSize(36);
    assertThat(status.gcommUuid()).hasSize(36);
    assertThat(status.confId()).isPositive();
    assertThat(status.maxConnections()).isEqualTo(151);
    assertThat(status.threadsConnected()).isPositive();
  }
}
