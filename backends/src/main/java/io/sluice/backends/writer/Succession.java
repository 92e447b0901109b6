package io.sluice.backends.writer;

import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Who is to be the writer next, by what is known of the members and of the row that load balancers
 * agree by. Keeps nothing of its own. Confined to the control loop.
 */
final class Succession {
  /** A node that has just come back may go again. */
  private static final long STABLE_NANOS = TimeUnit.SECONDS.toNanos(3);

  private final Roster roster;
  private final Agreement agreement;

  Succession(final Roster roster, final Agreement agreement) {
    this.roster = roster;
    this.agreement = agreement;
  }

  /**
   * Whom the row names, where it can be the writer, or nobody could better. The row must be
   * readable.
   *
   * @param writer who was it last; null: nobody yet
   * @param wanted who is to be it by a plan; null: there is none
   */
  Optional<Member> agreed(final Member writer, final Member wanted) {
    final Optional<Member> named = agreement.server().map(roster::get);
    if (named.isEmpty() || (wanted != null && named.get() == writer)) {
      return Optional.empty();
    }
    return isLeft(named.get()) ? Optional.empty() : named;
  }

  /** Whether we would move away from it, were it our writer; not to know it is no reason. */
  private boolean isLeft(final Member named) {
    final Standing standing = roster.standing(named);
    return standing.lost()
        || (standing.verdict() == Verdict.DRAIN
            && named.drainHolds()
            && roster.isAnotherGood(named));
  }

  /**
   * Who is wanted, or was chosen before, where it still can; else the first in the order.
   *
   * @param wanted null: nobody
   * @param chosen null: nobody
   * @param byRow whether load balancers agree by a row, and so leave one after the other
   * @param now the caller's monotonic clock, nanoseconds
   */
  Optional<Member> first(
      final Member wanted, final Member chosen, final boolean byRow, final long now) {
    if (wanted != null && roster.standing(wanted).eligible()) {
      return Optional.of(wanted);
    }
    if (chosen != null && roster.standing(chosen).verdict() == Verdict.OK) {
      return Optional.of(chosen);
    }
    return roster.candidates(member -> doubt(member, byRow, now)).stream().findFirst();
  }

  /** One that others left comes last, and one that was good for a moment only after the rest. */
  private int doubt(final Member member, final boolean byRow, final long now) {
    final int left = byRow && agreement.wasLeft(member, now) ? 2 : 0;
    return left + (now - member.goodSinceNanos() < STABLE_NANOS ? 1 : 0);
  }

  /** Who comes before the writer in the order, and is good. */
  Optional<Member> before(final Member writer) {
    return roster.candidates(_ -> 0).stream()
        .findFirst()
        .filter(m -> m != writer && roster.standing(m).verdict() == Verdict.OK)
        .filter(m -> Roster.byOrder().compare(m, writer) < 0);
  }
}
