package io.sluice.backends.writer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ClusterViewTest {
  private static final List<String> THREE =
      List.of("10.0.0.1:3306", "10.0.0.2:3306", "10.0.0.3:3306");
  private static final List<String> LAST_TWO = THREE.subList(1, 3);
  private static final List<String> UNKNOWN = List.of("AUTO", "AUTO");

  private final List<Member> members = new ArrayList<>();
  private long nowNanos = TimeUnit.HOURS.toNanos(1);

  private Member says(final String name, final GaleraStatus status) {
    final Member member =
        members.stream()
            .filter(m -> m.name().equals(name))
            .findFirst()
            .orElseGet(() -> {
              final Member fresh = new Member(name, 1);
              members.add(fresh);
              return fresh;
            });
    member.onReport(
        new NodeReport(Verdict.OK, Optional.of(status), AgreedRow.NOT_READ), "", true, nowNanos);
    return member;
  }

  private static GaleraStatus status(final String name, final long view, final List<String> all) {
    return new Cluster.Status(name, view, all).build();
  }

  private Optional<String> objection(final Member member) {
    return ClusterView.of(members, null, 0).objection(member);
  }

  @Test
  void shouldObjectToNobodyInOneView() {
    // Given
    final Member first = says("db1", status("db1", 5, THREE));
    final Member second = says("db2", status("db2", 5, THREE));
    // Then
    assertThat(objection(first)).isEmpty();
    assertThat(objection(second)).isEmpty();
  }

  @Test
  void shouldObjectToOneThatTheNewViewDoesNotList() {
    // Given
    final Member first = says("db1", status("db1", 5, THREE));
    says("db2", status("db2", 6, LAST_TWO));
    // Then
    assertThat(objection(first))
        .contains("left out by the others: its view is 5, the others' is 6");
  }

  @Test
  void shouldNotObjectToOneThatTheNewViewListsAndThatHasNotSaidSoYet() {
    // Given
    final Member first = says("db1", status("db1", 5, THREE));
    says("db2", status("db2", 6, THREE.subList(0, 2)));
    // Then
    assertThat(objection(first)).isEmpty();
    // When it stays silent
    nowNanos += TimeUnit.MILLISECONDS.toNanos(1100);
    // Then
    assertThat(objection(first)).isEmpty();
    // When it says that nothing has changed
    says("db1", status("db1", 5, THREE));
    // Then
    assertThat(objection(first)).contains("left behind: its view is 5, the others' is 6");
  }

  @Test
  void shouldCountTheMembersWhereAddressesAreNotConfigured() {
    // Given
    final Member first = says("db1", status("db1", 5, List.of("AUTO", "AUTO", "AUTO")));
    says("db2", status("db2", 6, UNKNOWN));
    assertThat(objection(first)).isEmpty();
    // When
    says("db3", status("db3", 6, UNKNOWN));
    // Then
    assertThat(objection(first)).isPresent();
  }

  @Test
  void shouldNotTakeTwoOfOneAddressForOne() {
    // Given
    final Member first = says("db1", status("db1", 5, List.of("10.0.0.1:3306", "10.0.0.1:3306")));
    says("db2", status("db2", 6, List.of("10.0.0.9:3306", "10.0.0.8:3306")));
    // Then
    assertThat(objection(first)).isEmpty();
  }

  @Test
  void shouldObjectToTheSmallerOfTwoClusters() {
    // Given
    final Member first = says("db1", other(status("db1", 50, THREE)));
    says("db2", status("db2", 6, LAST_TWO));
    says("db3", status("db3", 6, LAST_TWO));
    // Then
    assertThat(objection(first)).contains("of another cluster than most: other");
    assertThat(ClusterView.of(members, null, 0).divided()).isTrue();
  }

  @Test
  void shouldBelieveTheWritersClusterWhereTwoAreOfOneSize() {
    // Given
    final Member first = says("db1", other(status("db1", 50, THREE)));
    final Member second = says("db2", status("db2", 6, LAST_TWO));
    // Then
    final ClusterView view = ClusterView.of(members, first, 0);
    assertThat(view.objection(first)).isEmpty();
    assertThat(view.objection(second)).isPresent();
  }

  private static GaleraStatus other(final GaleraStatus s) {
    return new GaleraStatus(
        s.localState(),
        s.localStateComment(),
        s.primary(),
        s.ready(),
        s.connected(),
        s.on(),
        s.desync(),
        s.desyncCount(),
        s.rejectQueries(),
        s.donorRejects(),
        s.sstMethod(),
        s.readOnly(),
        s.maintMode(),
        s.localIndex(),
        "other",
        s.confId(),
        s.clusterSize(),
        s.gcommUuid(),
        s.nodeName(),
        s.incomingAddresses(),
        s.recvQueue(),
        s.flowControlRequested(),
        s.flowControlPausedNanos(),
        s.certFailures(),
        s.bfAborts(),
        s.threadsConnected(),
        s.maxConnections());
  }
}
