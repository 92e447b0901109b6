package io.sluice.engine.discovery;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The members of a Galera cluster, as one of them tells it in {@code wsrep_incoming_addresses}.
 *
 * @param addresses those that can be used, each once, in the order of the members
 * @param complaint why there are members whose address is not told; empty: all are
 */
record Members(List<InetSocketAddress> addresses, String complaint) {
  private static final Pattern AUTO = Pattern.compile("(?i)AUTO(:[0-9]*)?");

  /** What has the shape of an address; a short form such as 10.1 is none here. */
  private static final Pattern IP =
      Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

  private static final int MAX = 256;
  private static final int MAX_SHOWN = 80;

  Members {
    addresses = List.copyOf(addresses);
  }

  /**
   * Reads the entries.
   *
   * @param entries {@code HOST:PORT} or {@code HOST}; that of an arbitrator, which is no server, is
   *     empty
   * @param seedPort the port of those that name none
   */
  static Members of(final List<String> entries, final int seedPort) {
    final Set<InetSocketAddress> addresses = new LinkedHashSet<>();
    final List<String> complaints = new ArrayList<>();
    for (final String raw : entries.subList(0, Math.min(MAX, entries.size()))) {
      final String entry = raw.strip();
      if (AUTO.matcher(entry).matches()) {
        complaints.add("a member says AUTO: set wsrep_node_incoming_address on each");
      } else if (!entry.isEmpty()) {
        final InetSocketAddress address = parse(entry, seedPort);
        if (address == null) {
          complaints.add("a member says " + shown(entry) + ", which is no IP address");
        } else {
          addresses.add(address);
        }
      }
    }
    if (addresses.isEmpty() && complaints.isEmpty()) {
      complaints.add("no member says where it is");
    }
    return new Members(List.copyOf(addresses), complaints.isEmpty() ? "" : complaints.getFirst());
  }

  /** Null: it is none. */
  private static InetSocketAddress parse(final String entry, final int seedPort) {
    final boolean bracketed = entry.startsWith("[");
    final int colon = entry.lastIndexOf(':');
    final boolean hasPort =
        bracketed ? colon > entry.indexOf(']') : colon >= 0 && entry.indexOf(':') == colon;
    final String host = hasPort ? entry.substring(0, colon) : entry;
    final String bare =
        bracketed && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    try {
      final int port = hasPort ? Integer.parseInt(entry.substring(colon + 1)) : seedPort;
      return port < 1 || port > 65_535 || !IP.matcher(bare).matches()
          ? null
          : new InetSocketAddress(InetAddress.ofLiteral(bare), port);
    } catch (final IllegalArgumentException noAddress) {
      return null;
    }
  }

  private static String shown(final String entry) {
    final String cut = entry.length() > MAX_SHOWN ? entry.substring(0, MAX_SHOWN) : entry;
    return "\"" + cut.replaceAll("[^\\x20-\\x7e]", "?") + "\"";
  }
}
