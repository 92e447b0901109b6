package io.sluice.backends.writer;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What the members say of one another. A node that was cut off, or was stopped, learns last that it
 * is out; the others know, since their view of the cluster is newer and has no place for it.
 *
 * <p>Immutable; made anew from what is known when it is asked for.
 */
final class ClusterView {
  /** A view reaches all members within moments; one that lags for so long is not in it. */
  private static final long BEHIND_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final String NO_ADDRESS = "AUTO";

  private final Collection<Member> members;
  private final String uuid;
  private final boolean divided;
  private final Optional<GaleraStatus> newest;

  private ClusterView(
      final Collection<Member> members,
      final String uuid,
      final boolean divided,
      final Optional<GaleraStatus> newest) {
    this.members = members;
    this.uuid = uuid;
    this.divided = divided;
    this.newest = newest;
  }

  /**
   * The view of the most members.
   *
   * @param writer who is the writer now, whose cluster counts where two are of one size; null: none
   * @param sinceNanos who has not answered since has no say
   */
  static ClusterView of(final Collection<Member> all, final Member writer, final long sinceNanos) {
    final List<Member> members =
        all.stream().filter(m -> m.answeredNanos() - sinceNanos >= 0).toList();
    final Map<String, Integer> votes = new HashMap<>();
    members.forEach(
        m -> m.primary().ifPresent(status -> votes.merge(status.stateUuid(), 1, Integer::sum)));
    final String own =
        writer == null ? "" : writer.primary().map(GaleraStatus::stateUuid).orElse("");
    final String uuid =
        votes.keySet().stream()
            .max((a, b) -> {
              final int bySize = Integer.compare(votes.get(a), votes.get(b));
              final int byWriter = Boolean.compare(a.equals(own), b.equals(own));
              return bySize != 0 ? bySize : byWriter != 0 ? byWriter : b.compareTo(a);
            })
            .orElse("");
    final Optional<GaleraStatus> newest =
        members.stream()
            .flatMap(m -> m.primary().stream())
            .filter(status -> status.stateUuid().equals(uuid))
            .max((a, b) -> Long.compare(a.confId(), b.confId()));
    return new ClusterView(members, uuid, votes.size() > 1, newest);
  }

  /** Whether nodes of two clusters, or of two halves that differ, say that they have the quorum. */
  boolean divided() {
    return divided;
  }

  /** Why the others say that this one must not be used; empty: they do not. */
  Optional<String> objection(final Member member) {
    final Optional<GaleraStatus> own = member.primary();
    if (own.isEmpty() || newest.isEmpty()) {
      return Optional.empty();
    }
    final GaleraStatus status = own.get();
    if (!status.stateUuid().equals(uuid)) {
      return Optional.of("of another cluster than most: " + status.stateUuid());
    }
    if (status.confId() >= newest.get().confId()) {
      return Optional.empty();
    }
    final String views =
        "its view is %d, the others' is %d".formatted(status.confId(), newest.get().confId());
    if (isLeftOut(status) || allAreKnown()) {
      return Optional.of("left out by the others: " + views);
    }
    // Only one that answers can be behind; one that is silent has said nothing of the new view.
    final boolean behind = member.answeredNanos() - newestSinceNanos() > BEHIND_NANOS;
    return behind ? Optional.of("left behind: " + views) : Optional.empty();
  }

  /** Whether the newest view names its members, and this one is not among them. */
  private boolean isLeftOut(final GaleraStatus status) {
    final List<String> old = status.incomingAddresses();
    final long index = status.localIndex();
    if (index < 0 || index >= old.size()) {
      return false;
    }
    final String address = old.get((int) index);
    final boolean tells =
        !address.isEmpty()
            && !address.equals(NO_ADDRESS)
            && old.indexOf(address) == old.lastIndexOf(address);
    return tells && !newest.get().incomingAddresses().contains(address);
  }

  /** Whether every member of the newest view is one that we know to be in it. */
  private boolean allAreKnown() {
    return inNewest().count() >= newest.get().clusterSize();
  }

  private Stream<Member> inNewest() {
    return members.stream()
        .filter(m ->
            m.primary()
                .filter(s -> s.stateUuid().equals(uuid))
                .filter(s -> s.confId() == newest.get().confId())
                .isPresent());
  }

  private long newestSinceNanos() {
    return inNewest().mapToLong(Member::viewSinceNanos).min().orElse(0);
  }
}
