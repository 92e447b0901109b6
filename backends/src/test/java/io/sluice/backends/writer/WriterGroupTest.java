package io.sluice.backends.writer;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.backends.writer.Switch.Kind;
import io.sluice.config.WriterConfig.Failback;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WriterGroupTest {
  private final Cluster cluster = Cluster.settled(Cluster.BY_ORDER);

  @Test
  void shouldChooseNobodyBeforeEveryFirstVerdictIsIn() {
    // Given
    final Cluster starting = new Cluster(Cluster.BY_ORDER, "db1", "db2", "db3");
    // When
    starting.well("db2");
    starting.well("db3");
    // Then
    assertThat(starting.orders).isEmpty();
    // When
    starting.well("db1");
    // Then
    assertThat(starting.orders).containsExactly("open db1");
    assertThat(starting.switches).singleElement().returns(Kind.FIRST, Switch::kind);
  }

  @Test
  void shouldChooseWithoutANodeThatDoesNotAnswerAtTheStart() {
    // Given
    final Cluster starting = new Cluster(Cluster.BY_ORDER, "db1", "db2");
    starting.well("db2");
    // When
    starting.passWell(5000, "db2");
    // Then
    assertThat(starting.orders).containsExactly("open db2");
  }

  @Test
  void shouldNotWaitForANodeThatIsInMaintenanceFromTheStart() {
    // Given
    final Cluster starting = new Cluster(Cluster.BY_ORDER, "db1", "db2");
    starting.wish("db1", "the operator set it to MAINT");
    // When
    starting.well("db2");
    // Then
    assertThat(starting.orders).containsExactly("open db2");
  }

  @Test
  void shouldResetTheSessionsOfADeadWriterBeforeTheNextOneServes() {
    // When
    cluster.dead("db1");
    // Then
    assertThat(cluster.orders).containsExactly("hold", "end db1");
    // When
    cluster.sessionsLeft(0);
    cluster.pass(1);
    // Then
    assertThat(cluster.orders).containsExactly("hold", "end db1", "catch up db2");
    // When
    cluster.caughtUp();
    cluster.pass(118);
    // Then
    assertThat(cluster.orders).last().isEqualTo("catch up db2");
    // When
    cluster.pass(2);
    // Then
    assertThat(cluster.orders).last().isEqualTo("open db2");
    assertThat(cluster.switches)
        .singleElement()
        .returns("db1", Switch::from)
        .returns("db2", Switch::to)
        .returns(Kind.FORCED, Switch::kind)
        .returns("connection refused", Switch::why);
  }

  @Test
  void shouldStayWhenTheOldWriterReturns() {
    // Given
    toSecond();
    // When
    cluster.passWell(60_000, "db1", "db2", "db3");
    // Then
    assertThat(cluster.orders).isEmpty();
    assertThat(cluster.writer()).isEqualTo("db2");
  }

  private void toSecond() {
    cluster.dead("db1");
    cluster.sessionsLeft(0);
    cluster.pass(1);
    cluster.caughtUp();
    cluster.passWell(250, "db2", "db3");
    assertThat(cluster.writer()).isEqualTo("db2");
    cluster.forget();
  }

  @Test
  void shouldTakeTheThirdWhenTheSecondDiesBeforeItServes() {
    // Given
    cluster.dead("db1");
    cluster.sessionsLeft(0);
    cluster.pass(1);
    // When
    cluster.dead("db2");
    cluster.late();
    // Then
    assertThat(cluster.orders).last().isEqualTo("catch up db3");
    // When
    cluster.caughtUp();
    cluster.pass(150);
    // Then
    assertThat(cluster.orders).last().isEqualTo("open db3");
  }

  @Test
  void shouldHoldThenRefuseWhenNobodyIsLeft() {
    // When
    cluster.dead("db1");
    cluster.dead("db2");
    cluster.says("db3", Verdict.BAD, "non-Primary");
    cluster.sessionsLeft(0);
    cluster.pass(10);
    // Then
    assertThat(cluster.orders).containsExactly("hold", "end db1", "hold");
    assertThat(cluster.warnings)
        .containsExactly(
            "nobody can be the writer: db1 (connection refused), db2 (connection refused), db3"
                + " (non-Primary)");
    // When
    cluster.pass(5000);
    // Then
    assertThat(cluster.orders).last().isEqualTo("refuse");
    // When
    cluster.well("db3");
    cluster.caughtUp();
    cluster.pass(150);
    // Then
    assertThat(cluster.orders).endsWith("refuse", "hold", "catch up db3", "open db3");
  }

  @ParameterizedTest
  @EnumSource(
      value = Verdict.class,
      names = {"OK", "DEGRADED", "UNKNOWN"})
  void shouldStayWhileTheWriterIsGoodEnough(final Verdict verdict) {
    // When
    for (int i = 0; i < 10; i++) {
      cluster.says("db1", verdict, "so so");
      cluster.passWell(250, "db2", "db3");
    }
    // Then
    assertThat(cluster.orders).isEmpty();
  }

  @Test
  void shouldWaitForQuietSessionsInAPlannedMove() {
    // When
    cluster.wish("db1", "drained by the operator");
    // Then
    assertThat(cluster.orders).containsExactly("hold", "end quiet db1");
    // When
    cluster.sessionsLeft(3);
    cluster.pass(60);
    // Then
    assertThat(cluster.orders).containsExactly("hold", "end quiet db1", "end quiet db1");
    // When
    cluster.sessionsLeft(0);
    cluster.pass(1);
    cluster.caughtUp();
    cluster.pass(150);
    // Then
    assertThat(cluster.orders).endsWith("end quiet db1", "catch up db2", "open db2");
    assertThat(cluster.switches)
        .singleElement()
        .returns(Kind.PLANNED, Switch::kind)
        .returns("drained by the operator", Switch::why);
  }

  @Test
  void shouldResetWhatIsLeftAtTheDeadline() {
    // Given
    cluster.wish("db1", "drained by the operator");
    // When
    for (int i = 0; i < 101; i++) {
      cluster.sessionsLeft(1);
      cluster.pass(50);
    }
    // Then
    assertThat(cluster.orders).last().isEqualTo("end db1");
  }

  @Test
  void shouldResetWhatIsLeftWhenTheWriterDiesMeanwhile() {
    // Given
    cluster.wish("db1", "drained by the operator");
    cluster.sessionsLeft(1);
    // When
    cluster.dead("db1");
    // Then
    assertThat(cluster.orders).last().isEqualTo("end db1");
  }

  @Test
  void shouldReopenWhenTheOperatorChangesHisMind() {
    // Given
    cluster.wish("db1", "drained by the operator");
    cluster.sessionsLeft(1);
    // When
    cluster.wish("db1", "");
    // Then
    assertThat(cluster.orders).last().isEqualTo("open db1");
    assertThat(cluster.switches).isEmpty();
  }

  @Test
  void shouldNotMoveForAMomentOfReadOnly() {
    // When
    cluster.readOnly("db1");
    cluster.well("db1");
    // Then
    assertThat(cluster.orders).isEmpty();
    // When
    cluster.readOnly("db1");
    cluster.passWell(250, "db2", "db3");
    cluster.readOnly("db1");
    // Then
    assertThat(cluster.orders).containsExactly("hold", "end db1");
  }

  @Test
  void shouldStayWithAWriterThatIsHeldUpForAMomentOnly() {
    // Given a donor that only brings another node up to date
    for (int i = 0; i < 4; i++) {
      cluster.heldUp("db1");
      cluster.passWell(240, "db2", "db3");
    }
    assertThat(cluster.orders).isEmpty();
    cluster.well("db1");
    cluster.heldUp("db1");
    cluster.heldUp("db1");
    assertThat(cluster.orders).isEmpty();
    // When that lasts
    cluster.passWell(1_000, "db2", "db3");
    cluster.heldUp("db1");
    // Then
    assertThat(cluster.orders).contains("hold");
    // When its sessions do not become quiet
    cluster.forget();
    cluster.pass(400);
    // Then
    assertThat(cluster.orders).contains("end db1");
  }

  @Test
  void shouldStayWithAWriterThatLeavesWhereNobodyElseIsGood() {
    // Given
    cluster.dead("db2");
    cluster.says("db3", Verdict.DEGRADED, "donor");
    // When
    for (int i = 0; i < 3; i++) {
      cluster.says("db1", Verdict.DRAIN, "wsrep_desync=ON");
      cluster.pass(250);
    }
    // Then
    assertThat(cluster.orders).isEmpty();
    assertThat(cluster.warnings)
        .containsExactly("db1 stays the writer, since no other is good: wsrep_desync=ON");
  }

  @Test
  void shouldAskOftenWhenTheOthersHaveLeftOutAWriterThatAnswers() {
    // Given
    cluster.allWell();
    assertThat(cluster.hurried).isFalse();
    // When
    cluster.nextView();
    cluster.wellWithout("db2", "db1");
    // Then
    assertThat(cluster.hurried).isTrue();
    assertThat(cluster.orders).isEmpty();
  }

  @Test
  void shouldActOnTheOthersWordAboutASilentWriter() {
    // Given
    cluster.passWell(500, "db2", "db3");
    cluster.silent("db1");
    assertThat(cluster.orders).isEmpty();
    // When
    cluster.nextView();
    cluster.wellWithout("db2", "db1");
    // Then
    assertThat(cluster.orders).containsExactly("hold", "end db1");
    // When
    cluster.sessionsLeft(0);
    cluster.pass(1);
    cluster.caughtUp();
    cluster.wellWithout("db3", "db1");
    cluster.pass(150);
    // Then
    assertThat(cluster.switches)
        .singleElement()
        .returns("left out by the others: its view is 10, the others' is 11", Switch::why);
  }

  @Test
  void shouldNotTakeASlowWriterForOneThatIsOutWhenAnotherNodeJoinsOrLeaves() {
    // Given
    cluster.passWell(500, "db2", "db3");
    // When
    cluster.nextView();
    cluster.wellWithout("db2", "db3");
    cluster.pass(300);
    cluster.wellWithout("db2", "db3");
    // Then
    assertThat(cluster.orders).isEmpty();
  }

  @Test
  void shouldFailBackAfterItsTimeOnly() {
    // Given
    final Cluster eager =
        Cluster.settled(
            Cluster.settings(new Failback(Optional.of(Duration.ofSeconds(30)), false), false));
    eager.dead("db1");
    eager.sessionsLeft(0);
    eager.pass(1);
    eager.caughtUp();
    eager.passWell(250, "db2", "db3");
    eager.forget();
    // When
    eager.passWell(29_000, "db1", "db2", "db3");
    // Then
    assertThat(eager.orders).isEmpty();
    // When
    eager.passWell(2000, "db1", "db2", "db3");
    // Then
    assertThat(eager.orders).startsWith("hold", "end quiet db2");
    // When
    eager.sessionsLeft(0);
    eager.pass(1);
    eager.caughtUp();
    eager.pass(150);
    // Then
    assertThat(eager.writer()).isEqualTo("db1");
    assertThat(eager.switches).singleElement().returns("failback to db1", Switch::why);
  }

  @Test
  void shouldNotTakeBackWhatWasMovedByHandBeforeItsTime() {
    // Given
    final Cluster eager =
        Cluster.settled(
            Cluster.settings(new Failback(Optional.of(Duration.ofSeconds(30)), false), false));
    eager.passWell(60_000, "db1", "db2", "db3");
    eager.move("db2");
    eager.sessionsLeft(0);
    eager.pass(1);
    eager.caughtUp();
    eager.passWell(250, "db1", "db2", "db3");
    eager.forget();
    // When
    eager.passWell(28_000, "db1", "db2", "db3");
    // Then
    assertThat(eager.orders).isEmpty();
    // When
    eager.passWell(3_000, "db1", "db2", "db3");
    // Then
    assertThat(eager.orders).startsWith("hold", "end quiet db2");
  }

  @Test
  void shouldNotOpenANodeThatHasLostItsQuorumWhileItCaughtUp() {
    // Given
    cluster.dead("db1");
    cluster.sessionsLeft(0);
    cluster.pass(1);
    // When
    cluster.notCaughtUp("1205 Lock wait timeout exceeded");
    cluster.says("db2", Verdict.BAD, "non-Primary");
    cluster.says("db3", Verdict.BAD, "non-Primary");
    cluster.pass(2000);
    // Then
    assertThat(cluster.orders).doesNotContain("open db2", "open db3");
  }

  @Test
  void shouldAskAgainForSessionsToEnd() {
    // Given
    cluster.dead("db1");
    // When
    cluster.pass(2100);
    // Then
    assertThat(cluster.orders).containsExactly("hold", "end db1", "end db1");
  }

  @Test
  void shouldNotWaitForEverForAnAnswer() {
    // Given
    cluster.dead("db1");
    cluster.sessionsLeft(0);
    // When
    cluster.passWell(26_000, "db2", "db3");
    // Then
    assertThat(cluster.orders).endsWith("catch up db2", "open db2");
  }

  @Test
  void shouldPreferANodeThatWasGoodForAWhile() {
    // Given
    cluster.dead("db2");
    cluster.passWell(10_000, "db1", "db3");
    cluster.well("db2");
    cluster.forget();
    // When
    cluster.dead("db1");
    cluster.sessionsLeft(0);
    cluster.pass(1);
    // Then
    assertThat(cluster.orders).last().isEqualTo("catch up db3");
  }

  @Test
  void shouldPreferANodeThatDoesNotHoldTheOthersUp() {
    // Given
    for (int i = 0; i < 24; i++) {
      cluster.holdsUp("db2");
      cluster.passWell(250, "db1", "db3");
    }
    cluster.forget();
    // When
    cluster.dead("db1");
    cluster.sessionsLeft(0);
    cluster.pass(1);
    // Then
    assertThat(cluster.orders).last().isEqualTo("catch up db3");
  }

  @Test
  void shouldMoveByHand() {
    // When
    final Optional<String> refusal = cluster.move("db3");
    cluster.sessionsLeft(0);
    cluster.pass(1);
    cluster.caughtUp();
    cluster.pass(150);
    // Then
    assertThat(refusal).isEmpty();
    assertThat(cluster.writer()).isEqualTo("db3");
  }

  @Test
  void shouldRefuseAMoveThatCannotBe() {
    // Given
    cluster.says("db2", Verdict.BAD, "non-Primary");
    // Then
    assertThat(cluster.move("db1")).contains("db1 is the writer");
    assertThat(cluster.move("db2")).contains("db2 cannot be the writer: non-Primary");
    assertThat(cluster.move("db4")).contains("there is no server db4 in the group g");
    assertThat(cluster.orders).isEmpty();
  }

  @Test
  void shouldMoveAwayFromAServerThatAReloadTookOut() {
    // When
    cluster.configure(Cluster.BY_ORDER, "db2", "db3");
    cluster.sessionsLeft(0);
    cluster.pass(1);
    cluster.caughtUp();
    cluster.pass(150);
    // Then
    assertThat(cluster.orders).containsExactly("hold", "end quiet db1", "catch up db2", "open db2");
    assertThat(cluster.snapshot().nodes())
        .extracting(WriterSnapshot.Node::name)
        .containsExactly("db2", "db3");
  }

  @Test
  void shouldServeEvenWhereItIsNotKnownWhetherTheNewWriterHasCaughtUp() {
    // Given
    cluster.dead("db1");
    cluster.sessionsLeft(0);
    cluster.pass(1);
    // When
    cluster.notCaughtUp("no answer in time");
    cluster.pass(150);
    assertThat(cluster.orders).last().isEqualTo("catch up db2");
    cluster.well("db2");
    // Then
    assertThat(cluster.orders).last().isEqualTo("open db2");
    assertThat(cluster.warnings)
        .containsExactly("db2 may become the writer before it has caught up: no answer in time");
  }

  @Test
  void shouldIgnoreAnswersToWhatItNoLongerAsks() {
    // Given
    cluster.dead("db1");
    cluster.sessionsLeft(0);
    cluster.pass(1);
    cluster.forget();
    // When
    cluster.late();
    cluster.pass(200);
    // Then
    assertThat(cluster.orders).isEmpty();
  }
}
