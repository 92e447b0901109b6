package io.sluice.health.galera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.backends.writer.GaleraStatus;
import io.sluice.health.galera.Variables.UnfitException;
import io.sluice.health.mysql.Answer.Rows;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatusReaderTest {
  @Test
  void shouldReadASyncedNode() throws Exception {
    // When
    final GaleraStatus status = Nodes.status("wsrep_flow_control_requested", "true");

    // Then
    assertThat(status.localState()).isEqualTo(4);
    assertThat(status.primary()).isTrue();
    assertThat(status.ready()).isTrue();
    assertThat(status.connected()).isTrue();
    assertThat(status.on()).isTrue();
    assertThat(status.desync()).isFalse();
    assertThat(status.rejectQueries()).isEqualTo("NONE");
    assertThat(status.maintMode()).isEqualTo("DISABLED");
    assertThat(status.localIndex()).isEqualTo(1);
    assertThat(status.confId()).isEqualTo(7);
    assertThat(status.clusterSize()).isEqualTo(3);
    assertThat(status.incomingAddresses()).containsExactly("10.0.0.1:3306", "", "AUTO");
    assertThat(status.flowControlRequested()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "Primary, true",
    "primary, true",
    "PRIMARY, true",
    "non-Primary, false",
    "Non-Primary, false",
    "NON_PRIMARY, false",
    "Disconnected, false",
    "'', false"
  })
  void shouldTakeNothingButPrimaryForAQuorum(final String said, final boolean primary)
      throws Exception {
    assertThat(Nodes.status("wsrep_cluster_status", said).primary()).isEqualTo(primary);
  }

  @ParameterizedTest
  @CsvSource({"ON, true", "on, true", "1, true", "YES, true", "OFF, false", "0, false", "x, false"})
  void shouldKnowWaysToSayYes(final String said, final boolean yes) throws Exception {
    assertThat(Nodes.status("wsrep_ready", said).ready()).isEqualTo(yes);
    assertThat(Nodes.status("wsrep_desync", said).desync()).isEqualTo(yes);
  }

  @ParameterizedTest
  @CsvSource({"ON, true", "1, true", "NO_LOCK, true", "OFF, false", "0, false", "'', false"})
  void shouldTakeAnythingButOffForReadOnly(final String said, final boolean readOnly)
      throws Exception {
    assertThat(Nodes.status("read_only", said).readOnly()).isEqualTo(readOnly);
    assertThat(Nodes.status("super_read_only", said).readOnly()).isEqualTo(readOnly);
  }

  @Test
  void shouldReadPlacesThatMeanNone() throws Exception {
    // When
    final GaleraStatus status =
        Nodes.status(
            "wsrep_local_index", "18446744073709551615",
            "wsrep_cluster_conf_id", "18446744073709551615",
            "wsrep_cluster_state_uuid", "00000000-0000-0000-0000-000000000000");

    // Then
    assertThat(status.localIndex()).isEqualTo(-1);
    assertThat(status.confId()).isEqualTo(-1);
    assertThat(status.stateUuid()).isEmpty();
  }

  @Test
  void shouldReadAServerWithoutGalera() throws Exception {
    // Given
    final Variables none = new Variables();
    final Variables off = new Variables();
    off.add(rows("wsrep_on", "OFF", "wsrep_cluster_status", "Disconnected"));

    // Then
    assertThat(StatusReader.read(none).on()).isFalse();
    assertThat(StatusReader.read(off).on()).isFalse();
    assertThat(StatusReader.read(off).primary()).isFalse();
  }

  private static Rows rows(final String... pairs) {
    return new Rows(
        List.of("Variable_name", "Value"),
        List.of(
            List.of(Optional.of(pairs[0]), Optional.of(pairs[1])),
            List.of(Optional.of(pairs[2]), Optional.of(pairs[3])),
            List.of(Optional.empty(), Optional.of("x")),
            List.of(Optional.of("alone"))));
  }

  @Test
  void shouldReadWhatIsMissingOrNullAsTheMildest() throws Exception {
    // When
    final GaleraStatus status =
        Nodes.status(
            "wsrep_desync", null,
            "wsrep_desync_count", null,
            "wsrep_reject_queries", null,
            "wsrep_sst_donor_rejects_queries", null,
            "wsrep_sst_method", null,
            "read_only", null,
            "wsrep_local_index", null,
            "wsrep_incoming_addresses", null);

    // Then
    assertThat(status.desync()).isFalse();
    assertThat(status.rejectQueries()).isEqualTo("NONE");
    assertThat(status.donorRejects()).isFalse();
    assertThat(status.sstMethod()).isEmpty();
    assertThat(status.readOnly()).isFalse();
    assertThat(status.localIndex()).isEqualTo(-1);
    assertThat(status.incomingAddresses()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"wsrep_cluster_status", "wsrep_ready", "wsrep_connected", "wsrep_local_state"})
  void shouldNotReadANodeThatDoesNotSayWhatItIs(final String name) {
    assertThatThrownBy(() -> Nodes.status(name, null))
        .isInstanceOf(UnfitException.class)
        .hasMessage("wsrep_on is ON, and there is no " + name);
  }

  @ParameterizedTest
  @CsvSource({
    "wsrep_local_state, -1",
    "wsrep_local_state, four",
    "wsrep_local_state, 4294967296",
    "wsrep_local_state, ''",
    "wsrep_local_index, 18446744073709551616",
    "wsrep_local_index, 99999999999999999999999999",
    "wsrep_cluster_size, 3.5",
    "wsrep_cluster_conf_id, 0x7",
    "wsrep_desync_count, many",
    "wsrep_local_recv_queue, -5"
  })
  void shouldNotReadNumbersThatAreNone(final String name, final String said) {
    assertThatThrownBy(() -> Nodes.status(name, said))
        .isInstanceOf(UnfitException.class)
        .hasMessage("%s is '%s'", name, said);
  }

  @Test
  void shouldNotFailByWhatNothingIsJudgedBy() throws Exception {
    // When
    final GaleraStatus status =
        Nodes.status(
            "wsrep_flow_control_paused_ns", "nan",
            "wsrep_local_bf_aborts", "18446744073709551615",
            "threads_connected", "-1");

    // Then
    assertThat(status.flowControlPausedNanos()).isZero();
    assertThat(status.bfAborts()).isEqualTo(Long.MAX_VALUE);
    assertThat(status.threadsConnected()).isZero();
  }

  @Test
  void shouldShowNothingThatIsNotPrintable() throws Exception {
    // When
    final GaleraStatus status =
        Nodes.status(
            "wsrep_node_name", "a\u001b[2J\nb", "wsrep_reject_queries", "x\u0007".repeat(99));

    // Then
    assertThat(status.nodeName()).isEqualTo("a?[2J?b");
    assertThat(status.rejectQueries()).hasSize(120).matches("[X?]+");
  }

  @Test
  void shouldNotKeepMoreAddressesThanAClusterHas() throws Exception {
    assertThat(Nodes.status("wsrep_incoming_addresses", ",".repeat(100_000)).incomingAddresses())
        .hasSize(256);
  }
}
