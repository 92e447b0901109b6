package io.sluice.backends.writer;

import io.sluice.backends.writer.Switch.Kind;
import io.sluice.backends.writer.WriterSnapshot.Node;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

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

  /** Between two looks for sessions that became quiet. */
  private static final long QUIET_STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  /** A check that is so much later than it should be is worth a look at the others. */
  private static final long OVERDUE_NANOS = TimeUnit.MILLISECONDS.toNanos(150);

  private final String name;
  private final WriterOrders orders;
  private final Map<String, Member> members = new LinkedHashMap<>();
  private final Agreement agreement = new Agreement();
  private final Warnings warnings;
  private WriterSettings settings;
  private State state = State.STARTING;
  private final long beganNanos;

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
  private long wakeNanos;
  private ClusterView view;

  /**
   * A group that has chosen nobody yet.
   *
   * @param name for messages
   * @param orders who does what it wants
   * @param nowNanos the caller's monotonic clock
   */
  public WriterGroup(
      final String name,
      final WriterSettings settings,
      final WriterOrders orders,
      final long nowNanos) {
    this.name = name;
    this.settings = settings;
    this.orders = orders;
    this.warnings = new Warnings(orders);
    this.beganNanos = nowNanos;
    this.startedNanos = nowNanos;
    this.view = ClusterView.of(List.of(), null);
  }

  // ---- what it is told

  /**
   * Takes the configuration: who is in the group, by name, and its priority, the lowest first; 0:
   * never the writer.
   */
  public void configure(
      final WriterSettings changed, final Map<String, Integer> priorities, final long nowNanos) {
    settings = changed;
    priorities.forEach((member, priority) ->
        members.computeIfAbsent(member, key -> new Member(key, priority)).setPriority(priority));
    for (final Member member : List.copyOf(members.values())) {
      if (!priorities.containsKey(member.name())) {
        member.setGone();
        if (member != writer) {
          members.remove(member.name());
        }
      }
    }
    step(nowNanos);
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
      final long nowNanos) {
    with(member, m -> m.onReport(report, words, up, nowNanos), nowNanos);
  }

  /**
   * A member did not answer.
   *
   * @param up whether that is not held against it yet
   */
  public void onSilence(
      final String member, final String words, final boolean up, final long nowNanos) {
    with(member, m -> m.onSilence(words, up), nowNanos);
  }

  /** A member is there, and could not be judged. */
  public void onUnclear(final String member, final String words, final long nowNanos) {
    with(member, m -> m.onUnclear(words), nowNanos);
  }

  /** What the operator wants of a member, in words; empty: that it serves. */
  public void onWish(final String member, final Optional<String> words, final long nowNanos) {
    with(member, m -> m.setWish(words), nowNanos);
  }

  private interface Change {
    void on(Member member);
  }

  private void with(final String member, final Change change, final long nowNanos) {
    final Member known = members.get(member);
    if (known != null) {
      change.on(known);
      step(nowNanos);
    }
  }

  /**
   * Moves the writer in good order.
   *
   * @return why not; empty: it begins
   */
  public Optional<String> move(final String member, final long nowNanos) {
    final Member to = members.get(member);
    if (to == null || to.gone()) {
      return Optional.of("there is no server " + member + " in the group " + name);
    }
    if (state != State.SETTLED) {
      return Optional.of("a change of the writer is under way");
    }
    if (to == writer) {
      return Optional.of(member + " is the writer");
    }
    final Standing standing = standing(to, nowNanos);
    if (!standing.eligible()) {
      return Optional.of(member + " cannot be the writer: " + standing.reason());
    }
    wanted = to;
    end(Kind.PLANNED, "moved by the operator", true, nowNanos);
    step(nowNanos);
    return Optional.empty();
  }

  /** How many of the old writer's sessions are left. */
  public void onSessions(final long answered, final int left, final long nowNanos) {
    if (state == State.ENDING && answered == attempt) {
      if (left == 0) {
        endedNanos = nowNanos;
        take(nowNanos);
      } else {
        wake(QUIET_STEP_NANOS, nowNanos);
      }
      step(nowNanos);
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
  public void onProposed(final long answered, final Outcome outcome, final long nowNanos) {
    if (answered != attempt || target == null) {
      return;
    }
    switch (outcome) {
      case Outcome.Won won -> {
        agreement.onWon(target.name(), won.epoch());
        confirmed = true;
      }
      case Outcome.Lost _ -> {
        asked = false;
        orders.probe();
      }
      case Outcome.Failed failed -> {
        warnings.on("agreement", "the writer could not be agreed on: " + failed.why());
        confirmed = true;
      }
    }
    reasserting = false;
    step(nowNanos);
  }

  /**
   * Whether a member has caught up.
   *
   * @param failure why that is not known; empty: it has
   */
  public void onCaughtUp(final long answered, final String failure, final long nowNanos) {
    if (state != State.TAKING || answered != attempt) {
      return;
    }
    if (!failure.isEmpty()) {
      orders.warn(target.name() + " becomes the writer before it has caught up: " + failure);
    }
    confirmed = true;
    step(nowNanos);
  }

  /** The time that {@link WriterOrders#wakeAfter} named has come. */
  public void onTick(final long nowNanos) {
    if (wakeNanos != 0 && nowNanos - wakeNanos >= 0) {
      wakeNanos = 0;
      step(nowNanos);
    }
  }

  private void wake(final long delayNanos, final long nowNanos) {
    final long at = nowNanos + delayNanos;
    if (wakeNanos == 0 || at - wakeNanos < 0) {
      wakeNanos = at == 0 ? 1 : at;
      orders.wakeAfter(delayNanos);
    }
  }

  // ---- what it does

  private void step(final long nowNanos) {
    view = ClusterView.of(members.values(), writer);
    if (settings.agreed()) {
      agreement.read(members.values(), nowNanos);
    }
    warn(nowNanos);
    switch (state) {
      case STARTING -> onStarting(nowNanos);
      case TAKING -> onTaking(nowNanos);
      case SETTLED -> onSettled(nowNanos);
      case ENDING -> onEnding(nowNanos);
      case VACANT -> onVacant(nowNanos);
    }
  }

  private void warn(final long nowNanos) {
    warnings.when(
        view.divided(),
        "divided",
        "nodes of different clusters say that they have the quorum; the writer stays");
    warnings.when(
        settings.agreed() && !agreement.readable() && state != State.STARTING,
        "agreement",
        "the row that load balancers agree by cannot be read: " + agreement.unreadable());
    warnings.when(
        !settings.barrier() && claims() > 1,
        "claims",
        "more than one says that it takes writes; the writer stays");
    final Optional<String> named = agreement.server();
    warnings.when(
        settings.agreed() && named.isPresent() && !members.containsKey(named.get()),
        "unknown",
        "the row that load balancers agree by names " + named.orElse("") + ", no server here");
    if (writer != null && state == State.SETTLED) {
      final Standing standing = standing(writer, nowNanos);
      warnings.when(
          standing.verdict() == Verdict.DRAIN && writer.drainHolds(),
          "stays",
          writer.name() + " stays the writer, since no other is good: " + standing.reason());
    }
  }

  private long claims() {
    return members.values().stream().filter(Member::good).count();
  }

  private void onStarting(final long nowNanos) {
    final long leftNanos = settings.vacantNanos() - (nowNanos - beganNanos);
    if (leftNanos <= 0 || members.values().stream().allMatch(Member::heard)) {
      take(nowNanos);
      onTaking(nowNanos);
    } else {
      wake(leftNanos, nowNanos);
    }
  }

  private void onSettled(final long nowNanos) {
    final Standing standing = standing(writer, nowNanos);
    if (agreedOnAnother()) {
      final String to = agreement.server().orElseThrow();
      end(Kind.FOLLOWED, "the load balancers agreed on " + to, false, nowNanos);
    } else if (standing.lost()) {
      end(Kind.FORCED, standing.reason(), false, nowNanos);
    } else if (standing.verdict() == Verdict.DRAIN
        && writer.drainHolds()
        && isAnotherGood(nowNanos)) {
      final boolean forced = writer.refusesWrites();
      end(forced ? Kind.FORCED : Kind.PLANNED, standing.reason(), !forced, nowNanos);
    } else {
      failBack(nowNanos);
    }
    if (state == State.SETTLED) {
      reassert(nowNanos);
      watch(nowNanos);
    }
  }

  /** Whether the row has moved on to another than our writer. */
  private boolean agreedOnAnother() {
    return settings.agreed()
        && agreement.epoch() > settledEpoch
        && agreement.server().filter(server -> !server.equals(writer.name())).isPresent();
  }

  /** Where the row could not be had when the writer moved, it is brought up to date later. */
  private void reassert(final long nowNanos) {
    if (!settings.agreed() || !agreement.readable() || reasserting) {
      return;
    }
    settledEpoch = Math.max(settledEpoch, agreement.epoch());
    if (agreement.server().filter(server -> server.equals(writer.name())).isPresent()) {
      return;
    }
    final long waitNanos = agreement.waitNanos(nowNanos);
    if (waitNanos > 0) {
      wake(waitNanos, nowNanos);
      return;
    }
    reasserting = true;
    target = writer;
    attempt++;
    agreement.onProposal(nowNanos);
    orders.propose(writer.name(), agreement.epoch(), attempt);
  }

  /** While the writer is silent, the others are asked often: they learn first that it is gone. */
  private void watch(final long nowNanos) {
    final long overdueNanos = settings.interNanos() + OVERDUE_NANOS;
    final long silentNanos = nowNanos - writer.answeredNanos();
    orders.hurry(silentNanos >= overdueNanos);
    wake(silentNanos >= overdueNanos ? overdueNanos : overdueNanos - silentNanos, nowNanos);
  }

  private void failBack(final long nowNanos) {
    final Optional<Member> better = better(nowNanos);
    warnings.when(
        settings.failback().manual() && better.isPresent(),
        "better",
        better.map(Member::name).orElse("")
            + " comes before the writer in the order, and can be moved to by hand");
    if (settings.failback().after().isEmpty() || better.isEmpty()) {
      return;
    }
    final long afterNanos = settings.failback().after().get().toNanos();
    final long goodNanos = nowNanos - better.get().goodSinceNanos();
    if (goodNanos >= afterNanos) {
      wanted = better.get();
      end(Kind.PLANNED, "failback to " + wanted.name(), true, nowNanos);
    } else {
      wake(afterNanos - goodNanos, nowNanos);
    }
  }

  private Optional<Member> better(final long nowNanos) {
    return candidates(nowNanos).stream()
        .filter(m -> standing(m, nowNanos).verdict() == Verdict.OK)
        .findFirst()
        .filter(m -> m != writer && byOrder().compare(m, writer) < 0);
  }

  private boolean isAnotherGood(final long nowNanos) {
    return candidates(nowNanos).stream()
        .anyMatch(m -> m != writer && standing(m, nowNanos).verdict() == Verdict.OK);
  }

  private void end(
      final Kind how, final String reason, final boolean onlyQuiet, final long nowNanos) {
    state = State.ENDING;
    kind = how;
    why = reason;
    quietOnly = onlyQuiet;
    startedNanos = nowNanos;
    attempt++;
    target = null;
    orders.hold();
    orders.hurry(true);
    orders.probe();
    if (quietOnly) {
      look(nowNanos);
    } else {
      orders.end(writer.name(), false, attempt);
    }
  }

  private void onEnding(final long nowNanos) {
    if (!quietOnly) {
      return;
    }
    final Standing standing = standing(writer, nowNanos);
    if (standing.lost() || nowNanos - startedNanos >= settings.moveNanos()) {
      quietOnly = false;
      attempt++;
      orders.end(writer.name(), false, attempt);
    } else if (isOffAgain(standing, nowNanos)) {
      wanted = null;
      reopen();
    } else if (nowNanos - lookedNanos >= QUIET_STEP_NANOS) {
      look(nowNanos);
    } else {
      wake(QUIET_STEP_NANOS - (nowNanos - lookedNanos), nowNanos);
    }
  }

  private void look(final long nowNanos) {
    lookedNanos = nowNanos;
    attempt++;
    orders.end(writer.name(), true, attempt);
    final long leftNanos = settings.moveNanos() - (nowNanos - startedNanos);
    wake(Math.clamp(leftNanos, 1, QUIET_STEP_NANOS), nowNanos);
  }

  /** Whether a planned move has lost its reason, or its aim. */
  private boolean isOffAgain(final Standing standing, final long nowNanos) {
    if (wanted != null) {
      return !standing(wanted, nowNanos).eligible();
    }
    return standing.verdict() == Verdict.OK || !isAnotherGood(nowNanos);
  }

  private void reopen() {
    state = State.SETTLED;
    orders.open(writer.name());
    orders.hurry(false);
  }

  private void take(final long nowNanos) {
    state = State.TAKING;
    target = null;
    asked = false;
    confirmed = false;
    attempt++;
    wake(0, nowNanos);
  }

  private void onTaking(final long nowNanos) {
    final Optional<Member> named =
        settings.agreed() && agreement.readable() ? agreed(nowNanos) : Optional.empty();
    final Optional<Member> next =
        named.isPresent() ? named : candidates(nowNanos).stream().findFirst();
    if (next.isEmpty()) {
      vacate(nowNanos);
      return;
    }
    if (next.get() != target) {
      target = next.get();
      asked = false;
      confirmed = false;
      attempt++;
    }
    if (!asked) {
      ask(named.isPresent(), nowNanos);
    }
    final long settleNanos = endedNanos == 0 ? 0 : SETTLE_NANOS - (nowNanos - endedNanos);
    if (confirmed && settleNanos <= 0) {
      open(nowNanos);
    } else if (confirmed) {
      wake(settleNanos, nowNanos);
    }
  }

  private void ask(final boolean agreed, final long nowNanos) {
    if (settings.agreed() && agreement.readable() && !agreed) {
      final long waitNanos = agreement.waitNanos(nowNanos);
      if (waitNanos > 0) {
        wake(waitNanos, nowNanos);
        return;
      }
      asked = true;
      attempt++;
      agreement.onProposal(nowNanos);
      orders.propose(target.name(), agreement.epoch(), attempt);
    } else if (settings.barrier() && writer != null && writer != target) {
      asked = true;
      attempt++;
      orders.catchUp(target.name(), attempt);
    } else {
      asked = true;
      confirmed = true;
    }
  }

  private void open(final long nowNanos) {
    final String from = writer == null ? "" : writer.name();
    if (writer != null && writer.gone()) {
      members.remove(writer.name());
    }
    final boolean isMove = writer != target;
    final Standing standing = standing(target, nowNanos);
    writer = target;
    wanted = null;
    state = State.SETTLED;
    refused = false;
    endedNanos = 0;
    settledEpoch = agreement.epoch();
    orders.open(writer.name());
    orders.hurry(false);
    if (isMove || kind != Kind.FIRST) {
      orders.switched(
          new Switch(
              from,
              writer.name(),
              kind,
              why,
              standing.reason(),
              startedNanos,
              nowNanos - startedNanos));
    }
    kind = Kind.FIRST;
    why = "there was no writer";
    watch(nowNanos);
  }

  private void vacate(final long nowNanos) {
    state = State.VACANT;
    vacantNanos = nowNanos;
    refused = false;
    target = null;
    wanted = null;
    orders.hold();
    orders.hurry(true);
    wake(settings.vacantNanos(), nowNanos);
    orders.warn("nobody can be the writer: " + nobody(nowNanos));
  }

  private String nobody(final long nowNanos) {
    final List<String> words = new ArrayList<>();
    members
        .values()
        .forEach(m -> words.add(m.name() + " (" + standing(m, nowNanos).reason() + ")"));
    return String.join(", ", words);
  }

  private void onVacant(final long nowNanos) {
    final boolean somebody =
        !candidates(nowNanos).isEmpty()
            || (settings.agreed() && agreement.readable() && agreed(nowNanos).isPresent());
    if (somebody) {
      if (refused) {
        refused = false;
        orders.hold();
      }
      take(nowNanos);
      onTaking(nowNanos);
    } else if (!refused) {
      final long leftNanos = settings.vacantNanos() - (nowNanos - vacantNanos);
      if (leftNanos <= 0) {
        refused = true;
        orders.refuse();
      } else {
        wake(leftNanos, nowNanos);
      }
    }
  }

  // ---- who

  /** Whom the row names, where it can be the writer, or nobody could better. */
  private Optional<Member> agreed(final long nowNanos) {
    final Optional<Member> named = agreement.server().map(members::get);
    if (named.isEmpty() || (wanted != null && named.get() == writer)) {
      return Optional.empty();
    }
    final Standing standing = standing(named.get(), nowNanos);
    final boolean stays =
        standing.verdict() == Verdict.DRAIN
            && !named.get().refusesWrites()
            && candidates(nowNanos).stream().allMatch(m -> m == named.get());
    return standing.eligible() || stays ? named : Optional.empty();
  }

  /** Who could be the writer, the best first. */
  private List<Member> candidates(final long nowNanos) {
    final List<Member> all =
        members.values().stream().filter(m -> m.priority() > 0 && !m.gone()).toList();
    return all.stream()
        .filter(m -> rank(m, nowNanos) < Integer.MAX_VALUE)
        .sorted(Comparator.<Member>comparingInt(m -> rank(m, nowNanos)).thenComparing(byOrder()))
        .toList();
  }

  /** The lower, the better; the greatest: never. */
  private int rank(final Member member, final long nowNanos) {
    if (member == wanted && standing(member, nowNanos).eligible()) {
      return 0;
    }
    final boolean chosen = member == target && state == State.TAKING;
    final int left = settings.agreed() && agreement.wasLeft(member, nowNanos) ? 2 : 1;
    return switch (standing(member, nowNanos).verdict()) {
      case OK -> chosen ? 1 : 1 + left;
      case DEGRADED -> 4;
      case DRAIN -> member.worksOn() ? 5 : Integer.MAX_VALUE;
      case BAD, DEAD, UNKNOWN -> Integer.MAX_VALUE;
    };
  }

  /** By priority, then by the place in the cluster that all observers see, then by name. */
  private static Comparator<Member> byOrder() {
    return Comparator.comparingInt(Member::priority)
        .thenComparingLong(m -> m.galera().map(GaleraStatus::localIndex).orElse(0L))
        .thenComparing(Member::name);
  }

  private Standing standing(final Member member, final long nowNanos) {
    final Standing own = member.standing();
    if (own.lost() || own.verdict() == Verdict.UNKNOWN || keepsFaith(member, nowNanos)) {
      return own;
    }
    return view.objection(member, nowNanos)
        .map(words -> new Standing(Verdict.BAD, words))
        .orElse(own);
  }

  /** A writer that answers, and says that it has the quorum, is believed before the others are. */
  private boolean keepsFaith(final Member member, final long nowNanos) {
    return member == writer
        && nowNanos - member.answeredNanos() < settings.interNanos() + OVERDUE_NANOS;
  }

  // ---- seeing

  /** What it is now. */
  public WriterSnapshot snapshot(final long nowNanos) {
    final List<Node> nodes = new ArrayList<>();
    for (final Member member : members.values()) {
      final Standing standing = standing(member, nowNanos);
      nodes.add(new Node(member.name(), standing.verdict(), standing.reason(), member.galera()));
    }
    return new WriterSnapshot(
        name,
        state.name(),
        named(),
        settings.agreed(),
        agreement.epoch(),
        settings.agreed() ? agreement.unreadable() : "",
        nodes);
  }

  /** Who serves, or is about to; empty: nobody. */
  private String named() {
    return switch (state) {
      case STARTING, VACANT -> "";
      case SETTLED -> writer.name();
      case TAKING -> confirmed ? target.name() : agreedName();
      case ENDING -> kind == Kind.FOLLOWED ? agreedName() : "";
    };
  }

  private String agreedName() {
    return settings.agreed() && agreement.readable() ? agreement.server().orElse("") : "";
  }
}
