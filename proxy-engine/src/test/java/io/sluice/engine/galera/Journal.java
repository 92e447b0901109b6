package io.sluice.engine.galera;

import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What clients did and what became of it. Immutable. All times are microseconds of the epoch, of
 * one clock: clients and nodes are on one machine.
 *
 * @param beginMicros when the clients began
 * @param endMicros when they were told to stop
 * @param commits that were acknowledged, of all clients
 * @param errors how often each came: the number of the server's error, or "connection"
 * @param rows what is in the table afterwards
 */
record Journal(
    long beginMicros,
    long endMicros,
    List<Commit> commits,
    Map<String, Integer> errors,
    List<Row> rows) {
  Journal {
    commits = commits.stream().sorted(Comparator.comparingLong(Commit::ackMicros)).toList();
    errors = new TreeMap<>(errors);
    rows = List.copyOf(rows);
  }

  /** The longest time without an acknowledged commit, of any client. */
  Duration longestGap() {
    return longestGap(beginMicros, endMicros);
  }

  /** The same between two moments, which count as its ends. */
  Duration longestGap(long fromMicros, long toMicros) {
    long last = fromMicros;
    long longest = 0;
    for (Commit commit : commits) {
      if (commit.ackMicros() > fromMicros && commit.ackMicros() < toMicros) {
        longest = Math.max(longest, commit.ackMicros() - last);
        last = commit.ackMicros();
      }
    }
    return Duration.ofNanos(1_000 * Math.max(longest, toMicros - last));
  }

  /** Commits that were acknowledged and are not there. What had no answer may be there or not. */
  List<Commit> lost() {
    Set<Long> there = rows.stream().map(Row::id).collect(toSet());
    return commits.stream().filter(commit -> !there.contains(commit.id())).toList();
  }

  /** The nodes that acknowledged a commit from a moment on. */
  Set<String> writersSince(long fromMicros) {
    return commits.stream()
        .filter(commit -> commit.beginMicros() >= fromMicros)
        .map(Commit::node)
        .collect(toCollection(TreeSet::new));
  }

  /**
   * Pairs of writes that two nodes took less than so long apart; at most one for each write.
   *
   * <p>A write took place between the moment that its node began with it and the answer, where one
   * came; the whole of that time counts. Writes that nobody had an answer to count too.
   */
  List<String> twoWriters(Duration apart) {
    long apartMicros = apart.toNanos() / 1_000;
    var lasting = new HashMap<String, Lasting>(); // of each node, the write that ended last
    var pairs = new ArrayList<String>();
    for (Lasting write : writes()) {
      lasting.values().stream()
          .filter(other -> !other.node.equals(write.node))
          .filter(other -> write.fromMicros - other.toMicros < apartMicros)
          .findFirst()
          .ifPresent(other -> pairs.add(other + " and " + write));
      lasting.merge(write.node, write, (a, b) -> a.toMicros > b.toMicros ? a : b);
    }
    return pairs;
  }

  private List<Lasting> writes() {
    Map<Long, Long> acks = commits.stream().collect(toMap(Commit::id, Commit::ackMicros));
    return rows.stream()
        .map(row -> Lasting.of(row, acks.getOrDefault(row.id(), row.atMicros())))
        .sorted(Comparator.comparingLong(Lasting::fromMicros))
        .toList();
  }

  /** One line about it. */
  @Override
  public String toString() {
    return "longest gap %.3f s, %d commits by %s, %d lost, %d pairs of writers, errors %s"
        .formatted(
            longestGap().toNanos() / 1e9,
            commits.size(),
            writersSince(0),
            lost().size(),
            twoWriters(Trial.APART).size(),
            errors);
  }

  private record Lasting(long id, String node, long fromMicros, long toMicros) {
    static Lasting of(Row row, long ackMicros) {
      return new Lasting(row.id(), row.node(), row.atMicros(), Math.max(row.atMicros(), ackMicros));
    }

    @Override
    public String toString() {
      return "%s by %s at %d to %d".formatted(id, node, fromMicros, toMicros);
    }
  }
}
