package io.sluice.health.galera;

import io.sluice.backends.writer.GaleraStatus;
import io.sluice.backends.writer.Verdict;
import io.sluice.config.ProbeConfig.Donor;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Judges a node by what it says of itself alone. Pure.
 *
 * <p>What makes it BAD comes first, then DRAIN, then DEGRADED; the rest is OK.
 */
final class GaleraRule {
  private static final int JOINING = 1;
  private static final int DONOR = 2;
  static final int JOINED = 3;
  private static final int SYNCED = 4;

  /** Methods that let the donor work on; all others stop it, also those that nobody knows. */
  private static final Set<String> NON_BLOCKING =
      Set.of("mariabackup", "mariadb-backup", "xtrabackup", "xtrabackup-v2", "clone");

  private GaleraRule() {}

  /**
   * What is a matter of choice.
   *
   * @param donor whether a donor may be the writer
   * @param lagLimit the longest receive queue of a node that is as good as any; empty: any
   * @param standalone whether a server without Galera is a good one
   */
  record Policy(Donor donor, OptionalLong lagLimit, boolean standalone) {}

  static Judgement judge(final GaleraStatus node, final Policy policy) {
    return bad(node, policy)
        .map(reason -> new Judgement(Verdict.BAD, reason))
        .or(() -> drain(node, policy).map(reason -> new Judgement(Verdict.DRAIN, reason)))
        .or(() -> degraded(node, policy).map(reason -> new Judgement(Verdict.DEGRADED, reason)))
        .orElseGet(() -> new Judgement(Verdict.OK, ok(node)));
  }

  private static Optional<String> bad(final GaleraStatus node, final Policy policy) {
    if (!node.on()) {
      return policy.standalone() ? Optional.empty() : Optional.of("no Galera: wsrep_on=OFF");
    }
    if (!node.connected()) {
      return Optional.of("not connected to a cluster (wsrep_connected=OFF)");
    }
    if (!node.primary()) {
      return Optional.of("non-Primary: not in a component with quorum");
    }
    return state(node)
        .or(() -> notReady(node))
        .or(() -> rejecting(node))
        .or(() -> refusingDonor(node))
        .or(() -> isDonor(node) ? badDonor(node, policy.donor()) : Optional.empty());
  }

  private static Optional<String> state(final GaleraStatus node) {
    return switch (node.localState()) {
      case SYNCED, DONOR -> Optional.empty();
      case 0 -> Optional.of("Initialized: not a member of the cluster");
      case JOINING -> Optional.of("Joining: waits for a state transfer, or receives it");
      case JOINED -> Optional.of("Joined: catches up, queue " + node.recvQueue());
      default -> Optional.of("in the unknown state " + node.localState());
    };
  }

  private static Optional<String> notReady(final GaleraStatus node) {
    return node.ready() ? Optional.empty() : Optional.of("refuses queries (wsrep_ready=OFF)");
  }

  private static Optional<String> rejecting(final GaleraStatus node) {
    return node.rejectQueries().equals("NONE")
        ? Optional.empty()
        : Optional.of("wsrep_reject_queries=" + node.rejectQueries());
  }

  /**
   * Gives its state to another node, as opposed to one that only left flow control; or has given
   * it, where donors count a desync as long as they give, as MariaDB's do.
   */
  static boolean isDonor(final GaleraStatus node) {
    return node.localState() == DONOR && !isDesynced(node);
  }

  private static boolean isDesynced(final GaleraStatus node) {
    return node.desync() || node.desyncCount() > 0;
  }

  /** A donor counts a desync as well, so that it cannot be told from a node that only left. */
  private static Optional<String> refusingDonor(final GaleraStatus node) {
    return node.localState() == DONOR && !node.desync() && node.donorRejects()
        ? Optional.of("donor that refuses queries (wsrep_sst_donor_rejects_queries=ON)")
        : Optional.empty();
  }

  private static boolean isNonBlocking(final GaleraStatus node) {
    return NON_BLOCKING.contains(node.sstMethod().toLowerCase(Locale.ROOT));
  }

  private static Optional<String> badDonor(final GaleraStatus node, final Donor policy) {
    if (!isNonBlocking(node)) {
      return Optional.of(donor(node) + ", which blocks");
    }
    return policy == Donor.NEVER
        ? Optional.of(donor(node) + ", and donor = never")
        : Optional.empty();
  }

  private static String donor(final GaleraStatus node) {
    final String method = node.sstMethod();
    return "donor for a state transfer by " + (method.isEmpty() ? "an unknown method" : method);
  }

  private static Optional<String> drain(final GaleraStatus node, final Policy policy) {
    if (!node.maintMode().equals("DISABLED")) {
      return Optional.of("pxc_maint_mode=" + node.maintMode());
    }
    if (node.readOnly()) {
      return Optional.of("read_only=ON");
    }
    if (node.on() && node.desync()) {
      return Optional.of("desynced by the operator (wsrep_desync=ON)");
    }
    final boolean worksOn =
        policy.donor() == Donor.OK && node.localState() == DONOR && isNonBlocking(node);
    return node.on() && node.desyncCount() > 0 && !worksOn
        ? Optional.of(
            "a donor, or held out by an operation (wsrep_desync_count=" + node.desyncCount() + ")")
        : Optional.empty();
  }

  private static Optional<String> degraded(final GaleraStatus node, final Policy policy) {
    if (!node.on()) {
      return Optional.empty();
    }
    if (isDonor(node) && policy.donor() != Donor.OK) {
      return Optional.of(donor(node));
    }
    return policy.lagLimit().isPresent() && node.recvQueue() > policy.lagLimit().getAsLong()
        ? Optional.of(
            "queue " + node.recvQueue() + ", above lag-limit " + policy.lagLimit().getAsLong())
        : Optional.empty();
  }

  private static String ok(final GaleraStatus node) {
    if (!node.on()) {
      return "without Galera (wsrep_on=OFF)";
    }
    return "%s, index %d of %d, queue %d"
        .formatted(
            isDonor(node) ? donor(node) : "Synced",
            node.localIndex(),
            node.clusterSize(),
            node.recvQueue());
  }
}
