package io.sluice.backends.writer;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.backends.writer.AgreedRow.Absent;
import io.sluice.backends.writer.AgreedRow.Named;
import io.sluice.backends.writer.AgreedRow.Unreadable;
import io.sluice.backends.writer.Switch.Kind;
import org.junit.jupiter.api.Test;

class AgreementTest {
  private final Cluster cluster = Cluster.settled(Cluster.BY_TABLE);

  @Test
  void shouldTakeTheRowsWriterAtTheStart() {
    // Given
    final Cluster starting = new Cluster(Cluster.BY_TABLE, "db1", "db2", "db3");
    starting.row(new Named("db3", 7));
    // When
    starting.allWell();
    // Then
    assertThat(starting.orders).containsExactly("open db3");
    assertThat(starting.snapshot().epoch()).isEqualTo(7);
  }

  @Test
  void shouldProposeWhereThereIsNoRow() {
    // Given
    final Cluster starting = new Cluster(Cluster.BY_TABLE, "db1", "db2", "db3");
    starting.row(new Absent());
    // When
    starting.allWell();
    starting.won(1);
    // Then
    assertThat(starting.orders).containsExactly("propose db1 at 0", "open db1");
  }

  @Test
  void shouldProposeInPlaceOfADeadWriterAndServeOnceItHasWon() {
    // When
    cluster.dead("db1");
    cluster.sessionsLeft(0);
    cluster.pass(1);
    // Then
    assertThat(cluster.orders).containsExactly("hold", "end db1", "propose db2 at 1");
    // When
    cluster.pass(2000);
    // Then
    assertThat(cluster.orders).last().isEqualTo("propose db2 at 1");
    // When
    cluster.won(2);
    // Then
    assertThat(cluster.orders).last().isEqualTo("open db2");
    assertThat(cluster.snapshot().epoch()).isEqualTo(2);
  }

  @Test
  void shouldFollowWhoWasFaster() {
    // Given
    cluster.dead("db1");
    cluster.sessionsLeft(0);
    cluster.pass(1);
    // When
    cluster.lost();
    cluster.row(new Named("db3", 2));
    cluster.well("db2");
    cluster.well("db3");
    // Then
    assertThat(cluster.orders).last().isEqualTo("catch up db3");
    assertThat(cluster.writer()).isEqualTo("db3");
    // When
    cluster.caughtUp();
    cluster.pass(150);
    // Then
    assertThat(cluster.orders).last().isEqualTo("open db3");
  }

  @Test
  void shouldFollowTheOthersThoughItsOwnWriterIsGood() {
    // When
    cluster.row(new Named("db2", 2));
    cluster.well("db3");
    // Then
    assertThat(cluster.orders).containsExactly("hold", "end db1");
    assertThat(cluster.writer()).isEqualTo("db2");
    // When
    cluster.sessionsLeft(0);
    cluster.pass(1);
    cluster.caughtUp();
    cluster.pass(150);
    // Then
    assertThat(cluster.switches).singleElement().returns(Kind.FOLLOWED, Switch::kind);
  }

  @Test
  void shouldNotSwingTheWriterBackToANodeThatAnotherLoadBalancerLeft() {
    // Given
    cluster.row(new Named("db2", 2));
    cluster.dead("db2");
    cluster.well("db3");
    assertThat(cluster.orders).containsExactly("hold", "end db1");
    // When
    cluster.well("db1");
    cluster.sessionsLeft(0);
    cluster.pass(1);
    // Then
    assertThat(cluster.orders).last().isEqualTo("propose db3 at 2");
  }

  @Test
  void shouldPauseBetweenItsOwnProposals() {
    // Given
    cluster.dead("db1");
    cluster.sessionsLeft(0);
    cluster.pass(1);
    cluster.won(2);
    cluster.row(new Named("db2", 2));
    cluster.passWell(250, "db2", "db3");
    assertThat(cluster.writer()).isEqualTo("db2");
    cluster.forget();
    // When
    cluster.dead("db2");
    cluster.sessionsLeft(0);
    cluster.pass(500);
    cluster.well("db3");
    // Then
    assertThat(cluster.orders).containsExactly("hold", "end db2");
    // When
    cluster.pass(500);
    // Then
    assertThat(cluster.orders).last().isEqualTo("propose db3 at 2");
  }

  @Test
  void shouldGoOnWithoutTheRow() {
    // Given
    cluster.row(new Unreadable("1142 SELECT command denied"));
    cluster.allWell();
    assertThat(cluster.orders).isEmpty();
    assertThat(cluster.warnings).hasSize(1).first().asString().contains("1142");
    // When
    cluster.dead("db1");
    cluster.sessionsLeft(0);
    cluster.pass(1);
    cluster.caughtUp();
    cluster.pass(150);
    // Then
    assertThat(cluster.orders).containsExactly("hold", "end db1", "catch up db2", "open db2");
    // When the row can be read again, and nobody has changed it
    cluster.row(new Named("db1", 1));
    cluster.well("db2");
    // Then
    assertThat(cluster.orders).last().isEqualTo("propose db2 at 1");
    assertThat(cluster.writer()).isEqualTo("db2");
    // When
    cluster.won(2);
    cluster.row(new Named("db2", 2));
    cluster.passWell(5000, "db2", "db3");
    // Then
    assertThat(cluster.orders).hasSize(5);
  }

  @Test
  void shouldGoOnWhenTheProposalCannotBeMade() {
    // Given
    cluster.dead("db1");
    cluster.sessionsLeft(0);
    cluster.pass(1);
    // When
    cluster.failed("1142 UPDATE command denied");
    assertThat(cluster.orders).last().isEqualTo("catch up db2");
    cluster.caughtUp();
    cluster.pass(150);
    // Then
    assertThat(cluster.orders).last().isEqualTo("open db2");
    assertThat(cluster.warnings).anyMatch(w -> w.contains("1142"));
  }

  @Test
  void shouldIgnoreARowOfANodeThatLagsBehind() {
    // Given
    cluster.row(new Named("db2", 2));
    cluster.well("db2");
    cluster.sessionsLeft(0);
    cluster.pass(1);
    cluster.caughtUp();
    cluster.pass(150);
    assertThat(cluster.writer()).isEqualTo("db2");
    cluster.forget();
    // When
    cluster.row(new Named("db1", 1));
    cluster.allWell();
    // Then
    assertThat(cluster.orders).isEmpty();
  }

  @Test
  void shouldAgreeOnAPlannedMove() {
    // When
    cluster.move("db3");
    cluster.sessionsLeft(0);
    cluster.pass(1);
    // Then
    assertThat(cluster.orders).last().isEqualTo("propose db3 at 1");
    // When
    cluster.won(2);
    cluster.pass(150);
    // Then
    assertThat(cluster.orders).last().isEqualTo("open db3");
  }

  @Test
  void shouldMakeTheRowAnewWhenSomebodyTookItAway() {
    // When
    cluster.row(new Absent());
    cluster.passWell(2500, "db1", "db2", "db3");
    // Then
    assertThat(cluster.orders).containsExactly("propose db1 at 0");
    // When
    cluster.won(1);
    cluster.row(new Named("db1", 1));
    cluster.passWell(5000, "db1", "db2", "db3");
    // Then
    assertThat(cluster.orders).hasSize(1);
    assertThat(cluster.snapshot().epoch()).isOne();
  }

  @Test
  void shouldNotHoldForEverWhenTheRowIsAnotherThanItKnew() {
    // Given
    cluster.row(new Named("db1", 5));
    cluster.allWell();
    cluster.row(new Absent());
    cluster.well("db2");
    cluster.well("db3");
    // When
    cluster.dead("db1");
    cluster.sessionsLeft(0);
    cluster.pass(1);
    assertThat(cluster.orders).last().isEqualTo("propose db2 at 5");
    cluster.lost();
    cluster.passWell(1250, "db2", "db3");
    // Then
    assertThat(cluster.orders).last().isEqualTo("propose db2 at 0");
  }

  @Test
  void shouldStayWhenTheRowNamesAServerThatIsNotKnownHere() {
    // When
    cluster.row(new Named("db4", 2));
    cluster.passWell(10_000, "db1", "db2", "db3");
    // Then
    assertThat(cluster.orders).isEmpty();
    assertThat(cluster.warnings).singleElement().asString().contains("db4, no server here");
  }

  @Test
  void shouldServeTheRowsWriterThoughItCannotBeJudgedYet() {
    // Given
    final Cluster starting = new Cluster(Cluster.BY_TABLE, "db1", "db2");
    starting.row(new Named("db1", 3));
    // When
    starting.well("db2");
    starting.unclear("db1");
    // Then
    assertThat(starting.orders).containsExactly("open db1");
  }

  @Test
  void shouldNotTakeAGoodWriterAwayWhileItMayNotPropose() {
    // Given
    cluster.move("db3");
    cluster.sessionsLeft(0);
    cluster.pass(1);
    cluster.won(2);
    cluster.row(new Named("db3", 2));
    cluster.passWell(250, "db1", "db2", "db3");
    cluster.forget();
    // When
    cluster.wish("db3", "drained by the operator");
    // Then
    assertThat(cluster.move("db1")).hasValueSatisfying(why -> assertThat(why).contains("proposal"));
    assertThat(cluster.orders).isEmpty();
    // When
    cluster.passWell(1000, "db1", "db2", "db3");
    // Then
    assertThat(cluster.orders).startsWith("hold", "end quiet db3");
  }
}
