package io.sluice.health.galera;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.backends.writer.Verdict;
import io.sluice.config.ProbeConfig.Donor;
import io.sluice.health.galera.GaleraRule.Policy;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GaleraRuleTest {
  private static final Policy USUAL = policy(Donor.LAST_RESORT);
  private static final Set<String> NON_BLOCKING =
      Set.of("mariabackup", "MariaBackup", "xtrabackup", "xtrabackup-v2", "clone");
  private static final List<String> METHODS =
      List.of(
          "mariabackup",
          "MariaBackup",
          "xtrabackup",
          "xtrabackup-v2",
          "clone",
          "rsync",
          "mysqldump",
          "rsync_wan",
          "skip",
          "own-script",
          "");

  private static Policy policy(final Donor donor) {
    return new Policy(donor, OptionalLong.empty(), false);
  }

  private static Judgement judge(final Policy policy, final String... changes) throws Exception {
    return GaleraRule.judge(Nodes.status(changes), policy);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "wsrep_local_state | 4 | OK | Synced, index 1 of 3, queue 0",
        "wsrep_local_state | 0 | BAD | Initialized: not a member of the cluster",
        "wsrep_local_state | 1 | BAD | Joining: waits for a state transfer, or receives it",
        "wsrep_local_state | 2 | BAD | donor for a state transfer by rsync, which blocks",
        "wsrep_local_state | 3 | BAD | Joined: catches up, queue 0",
        "wsrep_local_state | 5 | BAD | in the unknown state 5",
        "wsrep_connected | OFF | BAD | not connected to a cluster (wsrep_connected=OFF)",
        "wsrep_cluster_status | non-Primary | BAD | non-Primary: not in a component with quorum",
        "wsrep_cluster_status | Disconnected | BAD | non-Primary: not in a component with quorum",
        "wsrep_ready | OFF | BAD | refuses queries (wsrep_ready=OFF)",
        "wsrep_reject_queries | ALL | BAD | wsrep_reject_queries=ALL",
        "wsrep_reject_queries | all_kill | BAD | wsrep_reject_queries=ALL_KILL",
        "wsrep_reject_queries | none | OK | Synced, index 1 of 3, queue 0",
        "wsrep_sst_donor_rejects_queries | ON | OK | Synced, index 1 of 3, queue 0",
        "pxc_maint_mode | MAINTENANCE | DRAIN | pxc_maint_mode=MAINTENANCE",
        "pxc_maint_mode | SHUTDOWN | DRAIN | pxc_maint_mode=SHUTDOWN",
        "pxc_maint_mode | disabled | OK | Synced, index 1 of 3, queue 0",
        "read_only | ON | DRAIN | read_only=ON",
        "super_read_only | ON | DRAIN | read_only=ON",
        "wsrep_desync | ON | DRAIN | desynced by the operator (wsrep_desync=ON)",
        "wsrep_desync_count | 2 | DRAIN | a donor, or held out by an operation (wsrep_desync_count=2)",
        "wsrep_local_recv_queue | 9000 | OK | Synced, index 1 of 3, queue 9000",
        "wsrep_on | OFF | BAD | no Galera: wsrep_on=OFF",
        "wsrep_on | | BAD | no Galera: wsrep_on=OFF"
      })
  void shouldJudgeByOneThing(
      final String name, final String value, final Verdict verdict, final String reason)
      throws Exception {
    assertThat(judge(USUAL, name, value)).isEqualTo(new Judgement(verdict, reason));
  }

  @Test
  void shouldJudgeEveryDonor() throws Exception {
    for (final String method : METHODS) {
      for (final Donor donor : Donor.values()) {
        for (final boolean rejects : new boolean[] {false, true}) {
          // When
          final Judgement judgement =
              judge(
                  policy(donor),
                  "wsrep_local_state",
                  "2",
                  "wsrep_sst_method",
                  method,
                  "wsrep_sst_donor_rejects_queries",
                  rejects ? "ON" : "OFF");

          // Then
          final Verdict expected =
              rejects || !NON_BLOCKING.contains(method)
                  ? Verdict.BAD
                  : switch (donor) {
                    case NEVER -> Verdict.BAD;
                    case LAST_RESORT -> Verdict.DEGRADED;
                    case OK -> Verdict.OK;
                  };
          assertThat(judgement.verdict())
              .as("%s %s %s", method, donor, rejects)
              .isEqualTo(expected);
          assertThat(judgement.reason())
              .startsWith(
                  rejects
                      ? "donor that refuses queries"
                      : "donor for a state transfer by "
                          + (method.isEmpty() ? "an unknown method" : method));
        }
      }
    }
  }

  @Test
  void shouldDrainWhoeverLeftFlowControlWhateverTheMethod() throws Exception {
    for (final String method : METHODS) {
      for (final Donor donor : Donor.values()) {
        for (final List<String> how :
            List.of(List.of("wsrep_desync", "ON"), List.of("wsrep_desync_count", "1"))) {
          final boolean mayStay =
              donor == Donor.OK
                  && how.contains("wsrep_desync_count")
                  && NON_BLOCKING.contains(method.toLowerCase(Locale.ROOT));
          assertThat(
                  judge(
                          policy(donor),
                          "wsrep_local_state",
                          "2",
                          "wsrep_sst_method",
                          method,
                          how.getFirst(),
                          how.getLast())
                      .verdict())
              .as("%s %s %s", method, donor, how)
              .isEqualTo(mayStay ? Verdict.OK : Verdict.DRAIN);
        }
      }
    }
  }

  @Test
  void shouldLetNothingMakeABadNodeBetter() throws Exception {
    for (final String state : List.of("0", "1", "2", "3", "4")) {
      for (final String desync : List.of("OFF", "ON")) {
        for (final String readOnly : List.of("OFF", "ON")) {
          for (final String[] bad :
              List.of(
                  new String[] {"wsrep_cluster_status", "non-Primary"},
                  new String[] {"wsrep_ready", "OFF"},
                  new String[] {"wsrep_connected", "OFF"},
                  new String[] {"wsrep_reject_queries", "ALL"})) {
            assertThat(
                    judge(
                            new Policy(Donor.OK, OptionalLong.empty(), true),
                            "wsrep_local_state",
                            state,
                            "wsrep_desync",
                            desync,
                            "read_only",
                            readOnly,
                            "wsrep_sst_method",
                            "mariabackup",
                            bad[0],
                            bad[1])
                        .verdict())
                .isEqualTo(Verdict.BAD);
          }
        }
      }
    }
  }

  @Test
  void shouldPutDrainBeforeDegraded() throws Exception {
    assertThat(
            judge(
                    USUAL,
                    "wsrep_local_state",
                    "2",
                    "wsrep_sst_method",
                    "mariabackup",
                    "read_only",
                    "ON")
                .verdict())
        .isEqualTo(Verdict.DRAIN);
  }

  @Test
  void shouldDegradeANodeThatHasFallenBehind() throws Exception {
    final Policy limited = new Policy(Donor.OK, OptionalLong.of(100), false);
    assertThat(judge(limited, "wsrep_local_recv_queue", "100").verdict()).isEqualTo(Verdict.OK);
    assertThat(judge(limited, "wsrep_local_recv_queue", "101"))
        .isEqualTo(new Judgement(Verdict.DEGRADED, "queue 101, above lag-limit 100"));
  }

  @Test
  void shouldAcceptAServerWithoutGaleraWhereThatIsWanted() throws Exception {
    final Policy accepting = new Policy(Donor.NEVER, OptionalLong.of(0), true);
    assertThat(judge(accepting, "wsrep_on", "OFF", "wsrep_cluster_status", "Disconnected"))
        .isEqualTo(new Judgement(Verdict.OK, "without Galera (wsrep_on=OFF)"));
    assertThat(judge(accepting, "wsrep_on", "OFF", "read_only", "ON").verdict())
        .isEqualTo(Verdict.DRAIN);
    assertThat(judge(accepting).verdict()).isEqualTo(Verdict.OK);
  }
}
