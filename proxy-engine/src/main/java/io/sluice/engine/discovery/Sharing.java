package io.sluice.engine.discovery;

import io.sluice.backends.writer.GaleraStatus;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the servers of each group share: the addresses of their name, or the members of a cluster.
 * Confined to the control loop.
 */
final class Sharing {
  private static final Logger LOG = LoggerFactory.getLogger(Discovery.class);

  private final Map<String, SeededGroup> clusters = new HashMap<>();
  private final Map<String, Integer> surplusSaid = new HashMap<>();

  /** Forgets groups that are not among these, which are known by their titles. */
  void retain(final Set<String> titles) {
    clusters.keySet().retainAll(titles);
    surplusSaid.keySet().retainAll(titles);
  }

  private SeededGroup cluster(final Group group) {
    return clusters.computeIfAbsent(group.title(), _ -> new SeededGroup());
  }

  /** Whether members of its cluster fill it, whatever the seed's name has. */
  boolean isFilledByMembers(final Group group) {
    return group.isGalera() && cluster(group).known() > 0;
  }

  /** What a node of a cluster says. Returns whether the servers are to be placed anew. */
  boolean onStatus(final Group group, final GaleraStatus status) {
    final SeededGroup cluster = cluster(group);
    final String before = cluster.complaint();
    if (!cluster.onStatus(status, group.seed().port())) {
      return false;
    }
    if (!cluster.complaint().equals(before) && !cluster.complaint().isEmpty()) {
      LOG.warn(
          "servers {} are not all filled from the cluster: {}; what is configured stays",
          group.title(),
          cluster.complaint());
    }
    return true;
  }

  /** No server of a group serves. Returns whether the servers are to be placed anew. */
  boolean onNoneServes(final Group group) {
    return group.isGalera() && cluster(group).onNoneServes();
  }

  /**
   * Places the addresses that there are now.
   *
   * @param held for each server what it has; null: nothing
   * @param name null: the group is known by its address
   */
  Placement<SocketAddress> place(
      final Group group, final List<SocketAddress> held, final Name name) {
    final List<SocketAddress> seeds = seeds(group, name);
    final Placement<SocketAddress> placement;
    if (group.template().isEmpty()) {
      placement = alone(held.getFirst(), seeds);
    } else if (group.isGalera()) {
      placement = Placement.of(held, cluster(group).wanted(held, seeds));
    } else {
      // Nameservers turn the order with each answer; sorted, all load balancers begin alike.
      placement = Placement.of(held, seeds.stream().sorted(AddressOrder.INSTANCE).toList());
    }
    saySurplus(group, placement.surplus().size());
    return placement;
  }

  private static Placement<SocketAddress> alone(
      final SocketAddress held, final List<SocketAddress> seeds) {
    final boolean stays = held != null && seeds.contains(held);
    final List<SocketAddress> place = new ArrayList<>();
    place.add(stays || seeds.isEmpty() ? (stays ? held : null) : seeds.getFirst());
    return new Placement<>(place, List.of());
  }

  private static List<SocketAddress> seeds(final Group group, final Name name) {
    final List<InetAddress> hosts = name == null ? literal(group.seed().host()) : name.addresses();
    return hosts.stream()
        .<SocketAddress>map(host -> new InetSocketAddress(host, group.seed().port()))
        .toList();
  }

  /** A zone that this host does not have makes an address unusable. */
  private static List<InetAddress> literal(final String ip) {
    try {
      return List.of(InetAddress.getByName(ip));
    } catch (final UnknownHostException noSuchZone) {
      return List.of();
    }
  }

  private void saySurplus(final Group group, final int surplus) {
    final Integer said = surplusSaid.put(group.title(), surplus);
    if (surplus > 0 && (said == null || said != surplus)) {
      LOG.warn(
          "{} addresses find no server among {}: raise the template's count",
          surplus,
          group.title());
    }
  }

  /** Why a server is where it is, in words. */
  String why(final Group group, final Name name) {
    if (isFilledByMembers(group)) {
      return "a member of the cluster says so";
    }
    return name == null
        ? "its cluster is asked for there"
        : "%s leads there for the next %d s".formatted(name.text(), name.ttl().toSeconds());
  }

  /** Why a server is nowhere, in words. */
  String lack(final Group group, final Name name) {
    if (isFilledByMembers(group)) {
      return "the cluster has %d members".formatted(cluster(group).known());
    }
    if (name == null) {
      return group.seed().host() + " alone is known of the cluster";
    }
    return name.trouble().isEmpty()
        ? "%s has %d".formatted(name.text(), name.addresses().size())
        : "%s (%s)".formatted(name.text(), name.trouble());
  }
}
