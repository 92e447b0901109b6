package io.sluice.backends.writer;

import io.sluice.backends.writer.AgreedRow.Absent;
import io.sluice.backends.writer.AgreedRow.Named;
import io.sluice.backends.writer.AgreedRow.NotRead;
import io.sluice.backends.writer.AgreedRow.Unreadable;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What the load balancers have agreed on, as far as this one knows: the row with the highest epoch
 * that any node showed, or that this one's own proposal made.
 */
final class Agreement {
  /** A node may lag for a moment; what all show for so long is what there is. */
  private static final long LAG_NANOS = TimeUnit.SECONDS.toNanos(2);

  /** For so long, a node that another load balancer left is the last that is proposed again. */
  private static final long LEFT_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final Map<String, Long> leftNanos = new HashMap<>();
  private final BackOff backOff = new BackOff();
  private String server = "";
  private long epoch;

  /** Since when all that is shown is older than what is known; 0: it is not. */
  private long behindNanos;

  private String unreadable = "";

  /**
   * Takes what the nodes show.
   *
   * @return whether the row is older than what was known: somebody made it anew, or took it away
   */
  boolean read(final Collection<Member> members, final long nowNanos) {
    boolean read = false;
    Named newest = new Named("", 0);
    String why = "no node was asked yet";
    for (final Member member : members) {
      switch (member.row()) {
        case Named named -> {
          read = true;
          newest = named.epoch() > newest.epoch() ? named : newest;
        }
        case Absent _ -> read = true;
        case Unreadable row -> why = member.name() + ": " + row.why();
        case NotRead _ -> {}
      }
    }
    unreadable = read ? "" : why;
    accept(newest.server(), newest.epoch(), nowNanos);
    return read && wentBack(newest, nowNanos);
  }

  private boolean wentBack(final Named newest, final long nowNanos) {
    if (newest.epoch() >= epoch) {
      behindNanos = 0;
      return false;
    }
    if (behindNanos == 0) {
      behindNanos = nowNanos;
    }
    if (nowNanos - behindNanos < LAG_NANOS) {
      return false;
    }
    server = newest.server();
    epoch = newest.epoch();
    behindNanos = 0;
    return true;
  }

  /** What was known turned out to be wrong; what the nodes show next counts. */
  void forget() {
    server = "";
    epoch = 0;
  }

  private void accept(final String named, final long at, final long nowNanos) {
    if (at > epoch) {
      if (!server.isEmpty() && !server.equals(named)) {
        leftNanos.put(server, nowNanos);
      }
      leftNanos.remove(named);
      server = named;
      epoch = at;
    }
  }

  /** This one's proposal made the row. */
  void onWon(final String named, final long at) {
    if (at > epoch) {
      server = named;
      epoch = at;
    }
  }

  void onProposal(final long nowNanos) {
    backOff.onProposal(nowNanos);
  }

  /** How long a proposal must wait; 0: not at all. */
  long waitNanos(final long nowNanos) {
    return backOff.waitNanos(nowNanos);
  }

  /** Whether some node shows the row, or shows that there is none. */
  boolean readable() {
    return unreadable.isEmpty();
  }

  /** Why nobody can read it; empty: somebody can. */
  String unreadable() {
    return unreadable;
  }

  /** Whom the row names; empty: nobody, or it was never read. */
  Optional<String> server() {
    return server.isEmpty() ? Optional.empty() : Optional.of(server);
  }

  /** Of the row; 0: there is none, or it was never read. */
  long epoch() {
    return epoch;
  }

  /** Whether another load balancer moved away from this node a short time ago. */
  boolean wasLeft(final Member member, final long nowNanos) {
    final Long at = leftNanos.get(member.name());
    return at != null && nowNanos - at < LEFT_NANOS;
  }
}
