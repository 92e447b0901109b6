package io.sluice.backends.writer;

import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A node as its group knows it: what it said last, when, and what the operator wants of it. */
final class Member {
  /** Toggling read_only makes a node desync for a moment, so that one report is no wish. */
  private static final int DRAIN_REPORTS = 2;

  /** The same where checks come close together, or several tell of one. */
  private static final long DRAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  /**
   * A node that brings another up to date is held up for some tenths of a second, and works on all
   * the while: no reason to move.
   */
  private static final long HELD_UP_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Flow control comes and goes; a node that asks for it so long lags. */
  private static final long LONG_HOLD_UP_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final String name;
  private int priority;
  private boolean gone;
  private Optional<String> wish = Optional.empty();

  private Verdict verdict = Verdict.UNKNOWN;
  private String reason = "not checked yet";
  private boolean up;
  private boolean heard;
  private int drainReports;
  private long drainSinceNanos;
  private Optional<GaleraStatus> galera = Optional.empty();
  private AgreedRow row = AgreedRow.NOT_READ;
  private long answeredNanos;
  private long spokeNanos;
  private long goodSinceNanos;
  private long viewSinceNanos;

  /** Since when it has held the others up; 0: it does not. */
  private long holdsUpNanos;

  Member(final String name, final int priority) {
    this.name = name;
    this.priority = priority;
  }

  String name() {
    return name;
  }

  int priority() {
    return priority;
  }

  void setPriority(final int changed) {
    priority = changed;
    gone = false;
  }

  /** A reload took it out. */
  void setGone() {
    gone = true;
    row = AgreedRow.NOT_READ;
  }

  boolean gone() {
    return gone;
  }

  /** What the operator wants, in words; empty: that it serves. */
  void setWish(final Optional<String> words, final long nowNanos) {
    if (wish.isPresent() && words.isEmpty()) {
      goodSinceNanos = nowNanos;
    }
    wish = words;
  }

  /** It answered, and this is what it is. */
  void onReport(
      final NodeReport report, final String words, final boolean isUp, final long nowNanos) {
    final boolean wasGood = good();
    heard = true;
    verdict = report.verdict();
    reason = words;
    up = isUp;
    if (confId(report.galera()) != confId(galera)) {
      viewSinceNanos = nowNanos;
    }
    drainReports = verdict == Verdict.DRAIN ? drainReports + 1 : 0;
    if (drainReports == 1) {
      drainSinceNanos = nowNanos;
    }
    final boolean holdsUp = report.galera().map(GaleraStatus::flowControlRequested).orElse(false);
    if (!holdsUp) {
      holdsUpNanos = 0;
    } else if (holdsUpNanos == 0) {
      holdsUpNanos = nowNanos;
    }
    galera = report.galera();
    row = report.row();
    answeredNanos = nowNanos;
    spokeNanos = nowNanos;
    if (good() && !wasGood) {
      goodSinceNanos = nowNanos;
    }
  }

  private static long confId(final Optional<GaleraStatus> status) {
    return status.map(GaleraStatus::confId).orElse(-1L);
  }

  /** It could not be reached, or did not answer; {@code isUp}: that is not held against it yet. */
  void onSilence(final String words, final boolean isUp) {
    heard = true;
    if (!isUp) {
      verdict = Verdict.DEAD;
      reason = words;
      up = false;
      row = AgreedRow.NOT_READ;
    }
  }

  /** It is there, and could not be judged: what was known holds on. */
  void onUnclear(final String words, final long nowNanos) {
    heard = true;
    spokeNanos = nowNanos;
    if (verdict == Verdict.UNKNOWN) {
      reason = words;
    }
  }

  /** Nobody checks it, or it is checked anew: what it said is worth nothing any more. */
  void forget(final String words) {
    verdict = Verdict.UNKNOWN;
    reason = words;
    up = false;
    galera = Optional.empty();
    row = AgreedRow.NOT_READ;
  }

  /** Whether a first verdict on it is still to come: none is where it is not checked. */
  boolean awaited() {
    return !heard && wish.isEmpty();
  }

  boolean good() {
    return verdict == Verdict.OK && up;
  }

  long goodSinceNanos() {
    return goodSinceNanos;
  }

  long answeredNanos() {
    return answeredNanos;
  }

  /** When it was last heard, whether or not it could be judged. */
  long spokeNanos() {
    return spokeNanos;
  }

  /** Since when it has been in the view that it named last. */
  long viewSinceNanos() {
    return viewSinceNanos;
  }

  /** What it said last; empty: nothing yet, or it is no Galera node. */
  Optional<GaleraStatus> galera() {
    return galera;
  }

  /** What it said last, where that still counts. */
  Optional<GaleraStatus> primary() {
    return verdict == Verdict.DEAD || verdict == Verdict.UNKNOWN
        ? Optional.empty()
        : galera.filter(GaleraStatus::primary);
  }

  AgreedRow row() {
    return row;
  }

  /** Whether writes that reach it fail, so that its sessions are not worth waiting for. */
  boolean refusesWrites() {
    return galera.map(GaleraStatus::readOnly).orElse(false);
  }

  /**
   * Whether an operation holds it out, as the lock of a state transfer does: statements that write
   * may wait there for as long as that takes.
   */
  boolean isHeldUp() {
    return wish.isEmpty() && galera.filter(g -> !g.desync() && g.desyncCount() > 0).isPresent();
  }

  /** Whether it can serve although it is to leave: it lags, and nothing else. */
  boolean worksOn() {
    return !gone
        && wish.isEmpty()
        && galera.filter(g -> !g.readOnly() && g.maintMode().equals("DISABLED")).isPresent();
  }

  /** What it is good for, the others' word apart. */
  Standing standing() {
    if (verdict == Verdict.BAD || verdict == Verdict.DEAD || verdict == Verdict.UNKNOWN) {
      return new Standing(verdict, reason);
    }
    if (!up) {
      return new Standing(Verdict.UNKNOWN, "not up yet: " + reason);
    }
    if (gone) {
      return new Standing(Verdict.DRAIN, "no longer in the configuration");
    }
    if (wish.isPresent()) {
      return new Standing(Verdict.DRAIN, wish.get());
    }
    if (verdict == Verdict.OK
        && holdsUpNanos != 0
        && answeredNanos - holdsUpNanos >= LONG_HOLD_UP_NANOS) {
      return new Standing(Verdict.DEGRADED, "it holds the others up (flow control)");
    }
    return new Standing(verdict, reason);
  }

  /** Whether a wish to leave is more than a passing state of the node. */
  boolean drainHolds() {
    final boolean lasts =
        drainReports >= DRAIN_REPORTS && answeredNanos - drainSinceNanos >= DRAIN_NANOS;
    return gone || wish.isPresent() || (lasts && !passes());
  }

  private boolean passes() {
    return isHeldUp() && worksOn() && answeredNanos - drainSinceNanos < HELD_UP_NANOS;
  }
}
