package io.sluice.engine.discovery;

import io.sluice.backends.writer.GaleraStatus;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What the nodes of a Galera cluster say of its members, for a group of servers that is filled from
 * it. Confined to the control loop.
 *
 * <p>Until a node of a Primary component tells its members, the group has the seed's addresses.
 * Then it has the members', and a member that leaves keeps its server, where its check says that it
 * is down, until a new member needs the place. The seed comes back when no server of the group
 * serves: the whole cluster may have moved.
 */
final class SeededGroup {
  private List<String> heard = List.of();
  private long confId = -1;
  private String stateUuid = "";
  private Members members = new Members(List.of(), "");
  private boolean seedWanted;

  /** Takes what a node says. Returns whether it says anything new. */
  boolean onStatus(final GaleraStatus status, final int seedPort) {
    final boolean isCurrent =
        !status.stateUuid().equals(stateUuid) || status.confId() >= confId || seedWanted;
    if (!status.primary() || !status.on() || status.localState() < 2 || !isCurrent) {
      return false;
    }
    stateUuid = status.stateUuid();
    confId = status.confId();
    if (heard.equals(status.incomingAddresses()) && !seedWanted) {
      return false;
    }
    heard = status.incomingAddresses();
    seedWanted = false;
    members = Members.of(heard, seedPort);
    return true;
  }

  /** No server of the group serves. Returns whether that is new. */
  boolean onNoneServes() {
    final boolean isNew = !seedWanted && !members.addresses().isEmpty();
    seedWanted |= isNew;
    return isNew;
  }

  /** Why it is not filled from all members; empty: it is, or none was heard yet. */
  String complaint() {
    return members.complaint();
  }

  /** How many members said where they are. */
  int known() {
    return members.addresses().size();
  }

  /**
   * The addresses that the group's servers share.
   *
   * @param held what they have now; null: nothing
   * @param seeds the addresses of the seed
   */
  List<SocketAddress> wanted(final List<SocketAddress> held, final List<SocketAddress> seeds) {
    final List<InetSocketAddress> listed = members.addresses();
    if (listed.isEmpty()) {
      return union(List.of(), held, seeds, held.size());
    }
    if (seedWanted) {
      return union(seeds, listed, List.of(), held.size());
    }
    // What one member hides may be the seed.
    final boolean seedMayGo = complaint().isEmpty();
    final List<SocketAddress> stay =
        held.stream()
            .filter(address -> address != null && !(seedMayGo && seeds.contains(address)))
            .toList();
    return union(listed, stay, List.of(), held.size());
  }

  private static List<SocketAddress> union(
      final List<? extends SocketAddress> first,
      final List<? extends SocketAddress> second,
      final List<? extends SocketAddress> third,
      final int most) {
    // The first count whole, so that those without a server are seen; the rest fill what is left.
    final Set<SocketAddress> all = new LinkedHashSet<>(first);
    for (final List<? extends SocketAddress> more : List.of(second, third)) {
      for (final SocketAddress address : more) {
        if (address != null && all.size() < most) {
          all.add(address);
        }
      }
    }
    return List.copyOf(all);
  }
}
