package io.sluice.engine.galera;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class JournalTest {
  private static final Duration APART = Duration.ofMillis(100);

  @Test
  void shouldMeasureTheLongestGapOverAllClients() {
    // Given two clients, of which one waits long while the other goes on
    var journal = journal(commit(1, "a", 0, 100), commit(2, "a", 100, 900), commit(3, "a", 0, 500));
    // Then
    assertThat(journal.longestGap()).isEqualTo(Duration.ofMillis(400));
  }

  @Test
  void shouldCountTheTimesBeforeTheFirstAndAfterTheLastCommit() {
    assertThat(journal(commit(1, "a", 0, 700)).longestGap()).isEqualTo(Duration.ofMillis(700));
    assertThat(journal(commit(1, "a", 0, 200)).longestGap()).isEqualTo(Duration.ofMillis(800));
    assertThat(journal().longestGap()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void shouldMeasureAGapBetweenTwoMoments() {
    var journal = journal(commit(1, "a", 0, 100), commit(2, "a", 800, 900));
    assertThat(journal.longestGap(200_000, 600_000)).isEqualTo(Duration.ofMillis(400));
    assertThat(journal.longestGap(850_000, 950_000)).isEqualTo(Duration.ofMillis(50));
  }

  @Test
  void shouldNameAcknowledgedRowsThatAreNotThere() {
    // Given
    var kept = commit(1, "a", 0, 100);
    var gone = commit(2, "a", 100, 200);
    // When
    var journal = with(List.of(kept, gone), List.of(row(1, "a", 50), row(3, "a", 150)));
    // Then
    assertThat(journal.lost()).containsExactly(gone);
  }

  @Test
  void shouldNotMissWhatWasNeverAcknowledged() {
    assertThat(with(List.of(), List.of(row(3, "a", 150))).lost()).isEmpty();
  }

  @Test
  void shouldFindTwoNodesThatWriteAtOnce() {
    assertThat(with(List.of(), List.of(row(1, "a", 100), row(2, "b", 199))).twoWriters(APART))
        .hasSize(1);
    assertThat(with(List.of(), List.of(row(1, "a", 100), row(2, "b", 200))).twoWriters(APART))
        .isEmpty();
    assertThat(with(List.of(), List.of(row(1, "a", 100), row(2, "a", 101))).twoWriters(APART))
        .isEmpty();
  }

  @Test
  void shouldFindThemInAnyOrderOfTheTable() {
    var rows = List.of(row(3, "a", 900), row(2, "b", 150), row(1, "a", 100));
    assertThat(with(List.of(), rows).twoWriters(APART)).hasSize(1);
  }

  @Test
  void shouldLetAWriteLastUntilItsAnswer() {
    // Given a write that its node began with at 100 and answered at 500
    var slow = commit(1, "a", 90, 500);
    // Then
    assertThat(with(List.of(slow), List.of(row(1, "a", 100), row(2, "b", 550))).twoWriters(APART))
        .hasSize(1);
    assertThat(with(List.of(slow), List.of(row(1, "a", 100), row(2, "b", 600))).twoWriters(APART))
        .isEmpty();
  }

  @Test
  void shouldNotForgetALongWriteOverAShortOneOfTheSameNode() {
    // Given
    var slow = commit(1, "a", 90, 500);
    var rows = List.of(row(1, "a", 100), row(2, "a", 200), row(3, "b", 550));
    // Then
    assertThat(with(List.of(slow), rows).twoWriters(APART)).hasSize(1);
  }

  @Test
  void shouldNameTheNodesThatWroteSinceAMoment() {
    var journal =
        journal(commit(1, "a", 0, 100), commit(2, "b", 290, 350), commit(3, "c", 300, 400));
    assertThat(journal.writersSince(0)).containsExactly("a", "b", "c");
    assertThat(journal.writersSince(300_000)).containsExactly("c");
  }

  /** From 0 to 1,000 ms, with every row where it should be. */
  private static Journal journal(Commit... commits) {
    return with(
        List.of(commits),
        Stream.of(commits).map(c -> new Row(c.id(), c.node(), c.beginMicros())).toList());
  }

  private static Journal with(List<Commit> commits, List<Row> rows) {
    return new Journal(0, 1_000_000, commits, Map.of(), rows);
  }

  private static Commit commit(long id, String node, long beginMillis, long ackMillis) {
    return new Commit(id, node, beginMillis * 1_000, ackMillis * 1_000);
  }

  private static Row row(long id, String node, long atMillis) {
    return new Row(id, node, atMillis * 1_000);
  }
}
