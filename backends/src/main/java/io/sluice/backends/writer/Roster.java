package io.sluice.backends.writer;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;

/**
 * The members of a group, and what each is good for at the moment that was last {@linkplain #look
 * looked at}.
 */
final class Roster {
  /** A check that is so much later than it should be tells that its node is silent. */
  private static final long OVERDUE_NANOS = TimeUnit.MILLISECONDS.toNanos(150);

  /** Beyond some intervals, what a member has said is no longer what the cluster says. */
  private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final Map<String, Member> members = new LinkedHashMap<>();
  private ClusterView view = ClusterView.of(List.of(), null, 0);
  private Member writer;
  private long interNanos;
  private long nowNanos;

  /** Takes who is in the group, by name, with its priority; one that is not leaves, unless kept. */
  void configure(final Map<String, Integer> priorities, final Member kept) {
    priorities.forEach((name, priority) ->
        members.computeIfAbsent(name, key -> new Member(key, priority)).setPriority(priority));
    for (final Member member : List.copyOf(members.values())) {
      if (!priorities.containsKey(member.name())) {
        member.setGone();
        if (member != kept) {
          members.remove(member.name());
        }
      }
    }
  }

  /** Forgets one that a reload took out. */
  void forget(final Member gone) {
    members.remove(gone.name());
  }

  /**
   * Looks at all that is known.
   *
   * @param present who is the writer, or was last; null: nobody yet
   * @param checkNanos between two checks of a member
   */
  void look(final Member present, final long checkNanos, final long now) {
    writer = present;
    interNanos = checkNanos;
    nowNanos = now;
    view = ClusterView.of(members.values(), writer, now - FRESH_NANOS - 4 * checkNanos);
  }

  /** Null: there is none of that name. */
  Member get(final String name) {
    return members.get(name);
  }

  Collection<Member> all() {
    return members.values();
  }

  /** Whether nodes that say they have the quorum belong to different clusters. */
  boolean divided() {
    return view.divided();
  }

  /** How long a member has been silent beyond its time; 0 or less: it has not. */
  long overdueNanos(final Member member) {
    return nowNanos - member.spokeNanos() - interNanos - OVERDUE_NANOS;
  }

  /** What it is good for, by its own word and the others'. */
  Standing standing(final Member member) {
    final Standing own = member.standing();
    if (own.lost() || own.verdict() == Verdict.UNKNOWN || keepsFaith(member)) {
      return own;
    }
    return view.objection(member).map(words -> new Standing(Verdict.BAD, words)).orElse(own);
  }

  /** Whether others know a newer view without this one, which may be a moment behind them. */
  boolean isDoubted(final Member member) {
    return view.objection(member).isPresent();
  }

  /** A writer that answers, and says that it has the quorum, is believed before the others are. */
  private boolean keepsFaith(final Member member) {
    return member == writer && overdueNanos(member) < 0;
  }

  /**
   * Who could be the writer, the best first: the good ones, the degraded, those that only lag.
   *
   * @param doubt the less, the earlier among its like
   */
  List<Member> candidates(final ToIntFunction<Member> doubt) {
    return members.values().stream()
        .filter(m -> m.priority() > 0 && !m.gone() && canServe(m))
        .sorted(
            Comparator.<Member, Verdict>comparing(m -> standing(m).verdict())
                .thenComparingInt(doubt)
                .thenComparing(byOrder()))
        .toList();
  }

  private boolean canServe(final Member member) {
    return switch (standing(member).verdict()) {
      case OK, DEGRADED -> true;
      case DRAIN -> member.worksOn();
      case BAD, DEAD, UNKNOWN -> false;
    };
  }

  /** By priority, then by the place in the cluster that all observers see, then by name. */
  static Comparator<Member> byOrder() {
    return Comparator.comparingInt(Member::priority)
        .thenComparingLong(m -> m.galera().map(GaleraStatus::localIndex).orElse(0L))
        .thenComparing(Member::name);
  }

  /** Whether there is a good one beside this one. */
  boolean isAnotherGood(final Member than) {
    return members.values().stream()
        .anyMatch(
            m -> m != than && m.priority() > 0 && !m.gone() && standing(m).verdict() == Verdict.OK);
  }

  /** Every member and what is wrong with it. */
  String complaints() {
    final List<String> words = new ArrayList<>();
    members.values().forEach(m -> words.add(m.name() + " (" + standing(m).reason() + ")"));
    return String.join(", ", words);
  }

  List<WriterSnapshot.Node> nodes() {
    final List<WriterSnapshot.Node> nodes = new ArrayList<>();
    for (final Member member : members.values()) {
      final Standing standing = standing(member);
      nodes.add(
          new WriterSnapshot.Node(
              member.name(), standing.verdict(), standing.reason(), member.galera()));
    }
    return nodes;
  }
}
