package io.sluice.backends.writer;

import io.sluice.backends.writer.Switch.Kind;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The one writer of a cluster: who it is, when it must change, and how that is done so that no two
 * nodes take writes at one time. Confined to the control loop; every call ends with one {@link
 * #step}, which looks at all that is known and moves on.
 *
 * <pre>
 *   STARTING ──first verdicts are in──► TAKING ──confirmed──► SETTLED
 *                                        │  ▲                   │ the writer is bad, or is to leave,
 *                             nobody can │  │ its sessions      │ or the others agreed on another
 *                                        ▼  │ have ended        ▼
 *                                     VACANT └──────────────── ENDING ──(no longer wanted)──► SETTLED
 *                                        └──somebody can──► TAKING
 * </pre>
 *
 * <p>New sessions wait in every state but SETTLED; in VACANT they are refused after a while. A
 * change is forced, when the old writer is lost and its sessions are reset, or planned, when they
 * may become quiet first. In TAKING the new writer is confirmed: by winning the row that all load
 * balancers read, or by having caught up with all that the cluster had ordered; either way the last
 * transactions of the old writer are applied before the first session comes.
 */
public final class WriterGroup {
  private enum State {
    STARTING,
    TAKING,
    SETTLED,
    ENDING,
    VACANT
  }

  /** Between the end of the old writer's last session and the new one's first. */
  private static final long SETTLE_NANOS = TimeUnit.MILLISECONDS.toNanos(120);

  /**
   * The most that a planned move waits for sessions whose node is held up, which it was for a while
   * by then.
   */
  private static final long HELD_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

  /** Event loops that have not ended sessions by then are asked again. */
  private static final long ANSWER_NANOS = TimeUnit.SECONDS.toNanos(2);

  /** A node that has not answered a question by then never will. */
  private static final long CONFIRM_NANOS = TimeUnit.SECONDS.toNanos(25);

  /** The next check of a member ends by then, if ever. */
  private static final long DOUBT_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Between two looks for sessions that became quiet. */
  private static final long QUIET_STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final String name;
  private final WriterOrders orders;
  private final Roster roster = new Roster();
  private final Agreement agreement = new Agreement();
  private final Succession succession = new Succession(roster, agreement);
  private final Warnings warnings;
  private WriterSettings settings;
  private State state = State.STARTING;

  /** Who serves, or served last; null: nobody yet. */
  private Member writer;

  /** Who is to be the writer next; null: to be chosen. */
  private Member target;

  /** Whom the operator, or a failback, wants; null: nobody. */
  private Member wanted;

  private Kind kind = Kind.FIRST;
  private String why = "start";
  private boolean quietOnly;
  private boolean asked;
  private boolean confirmed;
  private boolean refused;
  private boolean reasserting;
  private long attempt;

  /** The epoch at which our writer was settled; a higher one is news. */
  private long settledEpoch;

  private long startedNanos;
  private long endedNanos;
  private long vacantNanos;
  private long lookedNanos;
  private long askedNanos;
  private long settledNanos;

  /** When the member that is taken last gave reason for another look; 0: it gave none. */
  private long doubtedNanos;

  private long wakeNanos;

  /** Of the call that is under way. */
  private long nowNanos;

  /**
   * A group that has chosen nobody yet.
   *
   * @param name for messages
   * @param orders who does what it wants
   * @param now the caller's monotonic clock, nanoseconds
   */
  public WriterGroup(
      final String name, final WriterSettings settings, final WriterOrders orders, final long now) {
    this.name = name;
    this.settings = settings;
    this.orders = orders;
    this.warnings = new Warnings(orders);
    this.startedNanos = now;
  }

  // ---- what it is told

  /**
   * Takes the configuration: who is in the group, by name, and its priority, the lowest first; 0:
   * never the writer.
   */
  public void configure(
      final WriterSettings changed, final Map<String, Integer> priorities, final long now) {
    settings = changed;
    roster.configure(priorities, writer);
    step(now);
  }

  /**
   * A member answered.
   *
   * @param words what it is, as the check says it
   * @param up whether its checks let it serve, by rise and fall
   */
  public void onReport(
      final String member,
      final NodeReport report,
      final String words,
      final boolean up,
      final long now) {
    with(member, m -> m.onReport(report, words, up, now), now);
  }

  /**
   * A member did not answer.
   *
   * @param up whether that is not held against it yet
   */
  public void onSilence(final String member, final String words, final boolean up, final long now) {
    with(member, m -> m.onSilence(words, up), now);
  }

  /** A member is there, and could not be judged. */
  public void onUnclear(final String member, final String words, final long now) {
    with(member, m -> m.onUnclear(words, now), now);
  }

  /** A member is not checked, or is checked anew; the writer is believed until it is judged. */
  public void onUnchecked(final String member, final String words, final long now) {
    if (writer == null || !writer.name().equals(member)) {
      with(member, m -> m.forget(words), now);
    }
  }

  /** What the operator wants of a member, in words; empty: that it serves. */
  public void onWish(final String member, final Optional<String> words, final long now) {
    with(member, m -> m.setWish(words, now), now);
  }

  private void with(final String member, final Consumer<Member> change, final long now) {
    final Member known = roster.get(member);
    if (known != null) {
      change.accept(known);
      step(now);
    }
  }

  /**
   * Moves the writer in good order.
   *
   * @return why not; empty: it begins
   */
  public Optional<String> move(final String member, final long now) {
    look(now);
    final Optional<String> refusal = refusal(member);
    if (refusal.isEmpty()) {
      wanted = roster.get(member);
      end(Kind.PLANNED, "moved by the operator", true);
    }
    return refusal;
  }

  private Optional<String> refusal(final String member) {
    final Member to = roster.get(member);
    if (to == null || to.gone()) {
      return Optional.of("there is no server " + member + " in the group " + name);
    }
    if (state != State.SETTLED) {
      return Optional.of("a change of the writer is under way");
    }
    if (to == writer) {
      return Optional.of(member + " is the writer");
    }
    final Standing standing = roster.standing(to);
    if (!standing.eligible()) {
      return Optional.of(member + " cannot be the writer: " + standing.reason());
    }
    final long waitNanos = proposalWaitNanos();
    return waitNanos == 0
        ? Optional.empty()
        : Optional.of(
            "the last proposal was a moment ago; the next may follow in %d s"
                .formatted(1 + TimeUnit.NANOSECONDS.toSeconds(waitNanos)));
  }

  /** How many of the old writer's sessions are left. */
  public void onSessions(final long answered, final int left, final long now) {
    if (state == State.ENDING && answered == attempt) {
      if (left == 0) {
        endedNanos = now;
        take();
      }
      step(now);
    }
  }

  /** What came of a proposal. */
  public sealed interface Outcome {
    /** The row is ours, with this epoch. */
    record Won(long epoch) implements Outcome {}

    /** Another was faster; the row must be read again. */
    record Lost() implements Outcome {}

    /** There is no row to be had. */
    record Failed(String why) implements Outcome {}
  }

  /** What came of a proposal. */
  public void onProposed(final long answered, final Outcome outcome, final long now) {
    if (answered != attempt || target == null) {
      return;
    }
    reasserting = false;
    nowNanos = now;
    switch (outcome) {
      case Outcome.Won won -> {
        warnings.when(false, "proposal", "");
        agreement.onWon(target.name(), won.epoch());
        confirmed = true;
      }
      case Outcome.Lost _ -> {
        // What the row is now, or whether there still is one, the nodes show.
        agreement.forget();
        settledEpoch = 0;
        asked = false;
        orders.probe();
      }
      case Outcome.Failed failed -> {
        warnings.on("proposal", "the writer could not be agreed on: " + failed.why());
        if (state == State.TAKING) {
          catchUp();
        }
      }
    }
    step(now);
  }

  /**
   * Whether a member has caught up.
   *
   * @param failure why that is not known; empty: it has
   */
  public void onCaughtUp(final long answered, final String failure, final long now) {
    if (state != State.TAKING || answered != attempt) {
      return;
    }
    if (!failure.isEmpty()) {
      orders.warn(target.name() + " may become the writer before it has caught up: " + failure);
      // What made it fail may have made an end of the node, or of its quorum.
      doubtedNanos = now;
      orders.probe();
    }
    confirmed = true;
    step(now);
  }

  /** The time that {@link WriterOrders#wakeAfter} named has come. */
  public void onTick(final long now) {
    if (wakeNanos != 0 && now - wakeNanos >= 0) {
      wakeNanos = 0;
      step(now);
    }
  }

  private void wake(final long delayNanos) {
    final long at = nowNanos + delayNanos;
    if (wakeNanos == 0 || at - wakeNanos < 0) {
      wakeNanos = at == 0 ? 1 : at;
      orders.wakeAfter(delayNanos);
    }
  }

  // ---- what it does

  private void step(final long now) {
    look(now);
    warn();
    switch (state) {
      case STARTING -> onStarting();
      case TAKING -> onTaking();
      case SETTLED -> onSettled();
      case ENDING -> onEnding();
      case VACANT -> onVacant();
    }
  }

  private void look(final long now) {
    nowNanos = now;
    roster.look(writer, settings.interNanos(), now);
    if (settings.agreed() && agreement.read(roster.all(), now)) {
      settledEpoch = 0;
    }
  }

  private void warn() {
    warnings.when(
        roster.divided(),
        "divided",
        "nodes of different clusters say that they have the quorum; the writer stays");
    warnings.when(
        !settings.barrier() && roster.all().stream().filter(Member::good).count() > 1,
        "claims",
        "more than one says that it takes writes; the writer stays");
    warnings.when(
        settings.agreed() && !agreement.readable() && state != State.STARTING,
        "agreement",
        "the row that load balancers agree by cannot be read: " + agreement.unreadable());
    final String named = settings.agreed() ? agreement.server().orElse("") : "";
    warnings.when(
        !named.isEmpty() && roster.get(named) == null,
        "unknown",
        "the row that load balancers agree by names " + named + ", no server here");
  }

  private void onStarting() {
    final long leftNanos = settings.vacantNanos() - (nowNanos - startedNanos);
    if (leftNanos <= 0 || roster.all().stream().noneMatch(Member::awaited)) {
      take();
      onTaking();
    } else {
      wake(leftNanos);
    }
  }

  // ---- SETTLED

  private void onSettled() {
    final Standing standing = roster.standing(writer);
    final boolean leaves = standing.verdict() == Verdict.DRAIN && writer.drainHolds();
    if (agreedOnAnother()) {
      final String other = agreement.server().orElseThrow();
      end(Kind.FOLLOWED, "the load balancers agreed on " + other, false);
    } else if (standing.lost()) {
      end(Kind.FORCED, standing.reason(), false);
    } else if (leaves && roster.isAnotherGood(writer)) {
      leave(standing);
    } else {
      warnings.when(
          leaves,
          "stays",
          writer.name() + " stays the writer, since no other is good: " + standing.reason());
      failBack();
    }
    if (state == State.SETTLED) {
      reassert();
      watch();
    }
  }

  /** A good writer is not taken away before another can be proposed. */
  private void leave(final Standing standing) {
    if (writer.refusesWrites()) {
      end(Kind.FORCED, standing.reason(), false);
    } else if (proposalWaitNanos() == 0) {
      end(Kind.PLANNED, standing.reason(), true);
    } else {
      wake(proposalWaitNanos());
    }
  }

  private long proposalWaitNanos() {
    return isRowRead() ? agreement.waitNanos(nowNanos) : 0;
  }

  /** Whether the row has moved on to another than our writer, and to one that is known here. */
  private boolean agreedOnAnother() {
    return settings.agreed()
        && agreement.epoch() > settledEpoch
        && agreement.server().map(roster::get).filter(server -> server != writer).isPresent();
  }

  /** Where the row could not be had when the writer moved, it is brought up to date later. */
  private void reassert() {
    if (!isRowRead() || reasserting) {
      return;
    }
    final Optional<String> named = agreement.server();
    if (named.isPresent() && roster.get(named.get()) == null) {
      // Others know more servers than we do; a row that we take from them, they take back.
      return;
    }
    settledEpoch = Math.max(settledEpoch, agreement.epoch());
    if (named.filter(server -> server.equals(writer.name())).isPresent()) {
      return;
    }
    reasserting = proposes(writer);
  }

  /** Proposes a member, unless it is too soon after the last proposal. */
  private boolean proposes(final Member member) {
    final long waitNanos = agreement.waitNanos(nowNanos);
    if (waitNanos > 0) {
      wake(waitNanos);
      return false;
    }
    target = member;
    attempt++;
    agreement.onProposal(nowNanos);
    orders.propose(member.name(), agreement.epoch(), attempt);
    return true;
  }

  /**
   * While the writer is silent, the others are asked often: they learn first that it is gone. And
   * once they know, so is a writer that answers: it is about to know it too.
   */
  private void watch() {
    final long overdueNanos = roster.overdueNanos(writer);
    orders.hurry(overdueNanos >= 0 || roster.isDoubted(writer));
    wake(overdueNanos >= 0 ? settings.interNanos() : -overdueNanos);
  }

  private void failBack() {
    final Optional<Member> better = succession.before(writer);
    warnings.when(
        settings.failback().manual() && better.isPresent(),
        "better",
        better.map(Member::name).orElse("")
            + " comes before the writer in the order, and can be moved to by hand");
    if (settings.failback().after().isEmpty() || better.isEmpty()) {
      return;
    }
    final long sinceNanos = Math.max(better.get().goodSinceNanos(), settledNanos);
    final long leftNanos = settings.failback().after().get().toNanos() - (nowNanos - sinceNanos);
    if (leftNanos <= 0 && proposalWaitNanos() > 0) {
      wake(proposalWaitNanos());
    } else if (leftNanos <= 0) {
      wanted = better.get();
      end(Kind.PLANNED, "failback to " + wanted.name(), true);
    } else {
      wake(leftNanos);
    }
  }

  // ---- ENDING

  private void end(final Kind how, final String reason, final boolean onlyQuiet) {
    state = State.ENDING;
    kind = how;
    why = reason;
    quietOnly = onlyQuiet;
    startedNanos = nowNanos;
    target = null;
    reasserting = false;
    orders.hold();
    orders.hurry(true);
    orders.probe();
    endSessions();
  }

  private void endSessions() {
    lookedNanos = nowNanos;
    attempt++;
    orders.end(writer.name(), quietOnly, attempt);
    final long leftNanos = moveNanos() - (nowNanos - startedNanos);
    wake(quietOnly ? Math.clamp(leftNanos, 1, QUIET_STEP_NANOS) : ANSWER_NANOS);
  }

  /** An event loop that is late answers to the first question no more. */
  private void askAgain(final long sinceNanos) {
    if (sinceNanos >= ANSWER_NANOS) {
      endSessions();
    } else {
      wake(ANSWER_NANOS - sinceNanos);
    }
  }

  private long moveNanos() {
    final long longest = wanted == null && writer.isHeldUp() ? HELD_UP_NANOS : Long.MAX_VALUE;
    return Math.min(settings.moveNanos(), longest);
  }

  private void onEnding() {
    final long sinceNanos = nowNanos - lookedNanos;
    if (!quietOnly) {
      askAgain(sinceNanos);
      return;
    }
    if (roster.standing(writer).lost() || nowNanos - startedNanos >= moveNanos()) {
      quietOnly = false;
      endSessions();
    } else if (isOffAgain()) {
      wanted = null;
      state = State.SETTLED;
      orders.open(writer.name());
      watch();
    } else if (sinceNanos >= QUIET_STEP_NANOS) {
      endSessions();
    } else {
      wake(QUIET_STEP_NANOS - sinceNanos);
    }
  }

  /** Whether a planned move has lost its reason, or its aim. */
  private boolean isOffAgain() {
    if (wanted != null) {
      return !roster.standing(wanted).eligible();
    }
    return roster.standing(writer).verdict() == Verdict.OK || !roster.isAnotherGood(writer);
  }

  // ---- TAKING

  private void take() {
    state = State.TAKING;
    target = null;
    asked = false;
    confirmed = false;
    attempt++;
  }

  private void onTaking() {
    final Optional<Member> agreed = agreed();
    final Optional<Member> next = agreed.or(this::first);
    if (next.isEmpty()) {
      vacate();
      return;
    }
    if (next.get() != target) {
      take();
      target = next.get();
    }
    if (!asked) {
      ask(agreed.isPresent());
    }
    final long settleNanos = endedNanos == 0 ? 0 : SETTLE_NANOS - (nowNanos - endedNanos);
    final long lookNanos = lookNanos();
    if (confirmed && settleNanos <= 0 && lookNanos <= 0) {
      open();
    } else if (confirmed) {
      wake(Math.max(settleNanos, lookNanos));
    } else if (asked) {
      awaitConfirmation();
    }
  }

  /** How long another look at a doubtful member may take. */
  private long lookNanos() {
    final boolean seen = doubtedNanos == 0 || target.answeredNanos() - doubtedNanos > 0;
    return seen ? 0 : doubtedNanos + DOUBT_NANOS - nowNanos;
  }

  private Optional<Member> agreed() {
    return isRowRead() ? succession.agreed(writer, wanted) : Optional.empty();
  }

  private Optional<Member> first() {
    return succession.first(wanted, target, settings.agreed(), nowNanos);
  }

  /** Whether there is a row, and it says something. */
  private boolean isRowRead() {
    return settings.agreed() && agreement.readable();
  }

  private void ask(final boolean agreed) {
    if (isRowRead() && !agreed) {
      asked = proposes(target);
    } else if (writer != null && writer != target) {
      asked = true;
      catchUp();
    } else {
      asked = true;
      confirmed = true;
    }
    askedNanos = nowNanos;
  }

  private void catchUp() {
    askedNanos = nowNanos;
    if (settings.barrier()) {
      attempt++;
      orders.catchUp(target.name(), attempt);
    } else {
      confirmed = true;
    }
  }

  /** What is never answered must not hold the sessions for ever. */
  private void awaitConfirmation() {
    final long leftNanos = CONFIRM_NANOS - (nowNanos - askedNanos);
    if (leftNanos > 0) {
      wake(leftNanos);
    } else {
      orders.warn(target.name() + " becomes the writer without an answer from it");
      attempt++;
      confirmed = true;
      wake(0);
    }
  }

  private void open() {
    final String from = writer == null ? "" : writer.name();
    if (writer != null && writer.gone()) {
      roster.forget(writer);
    }
    final String verdict = roster.standing(target).reason();
    writer = target;
    wanted = null;
    state = State.SETTLED;
    endedNanos = 0;
    doubtedNanos = 0;
    settledEpoch = agreement.epoch();
    settledNanos = nowNanos;
    warnings.when(false, "vacant", "");
    orders.open(writer.name());
    orders.switched(
        new Switch(from, writer.name(), kind, why, verdict, startedNanos, nowNanos - startedNanos));
    roster.look(writer, settings.interNanos(), nowNanos);
    watch();
  }

  // ---- VACANT

  private void vacate() {
    state = State.VACANT;
    vacantNanos = nowNanos;
    refused = false;
    target = null;
    wanted = null;
    orders.hold();
    orders.hurry(true);
    warnings.on("vacant", "nobody can be the writer: " + roster.complaints());
    wake(settings.vacantNanos());
  }

  private void onVacant() {
    if (agreed().or(this::first).isPresent()) {
      if (refused) {
        orders.hold();
        startedNanos = nowNanos;
      }
      take();
      onTaking();
    } else if (!refused) {
      final long leftNanos = settings.vacantNanos() - (nowNanos - vacantNanos);
      if (leftNanos <= 0) {
        refused = true;
        orders.refuse();
      } else {
        wake(leftNanos);
      }
    }
  }

  // ---- seeing

  /** What it is now. */
  public WriterSnapshot snapshot(final long now) {
    look(now);
    return new WriterSnapshot(
        name,
        state.name(),
        named(),
        settings.agreed(),
        agreement.epoch(),
        settings.agreed() ? agreement.unreadable() : "",
        waiting(),
        roster.nodes());
  }

  private String waiting() {
    return state == State.SETTLED && settings.failback().manual()
        ? succession.before(writer).map(Member::name).orElse("")
        : "";
  }

  /** Who serves, or is about to; empty: nobody. */
  private String named() {
    return switch (state) {
      case STARTING, VACANT -> "";
      case SETTLED -> writer.name();
      case TAKING ->
          target != null && (confirmed || target.name().equals(agreedName())) ? target.name() : "";
      case ENDING -> kind == Kind.FOLLOWED ? agreedName() : "";
    };
  }

  private String agreedName() {
    return isRowRead() ? agreement.server().orElse("") : "";
  }
}
