package io.sluice.engine.discovery;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Who is asked and which names are tried, as resolv.conf(5) says it.
 *
 * @param nameservers in the order in which they are asked; never empty
 * @param search domains that are put behind short names
 * @param ndots how many dots a name needs to be tried as it is first
 */
record ResolvConf(List<InetSocketAddress> nameservers, List<String> search, int ndots) {
  private static final int DNS_PORT = 53;
  private static final int MAX_NAMESERVERS = 8;
  private static final int MAX_SEARCH = 8;
  private static final int MAX_NDOTS = 15;
  private static final Pattern NDOTS = Pattern.compile("ndots:([0-9]{1,4})");

  ResolvConf {
    nameservers = List.copyOf(nameservers);
    search = List.copyOf(search);
  }

  /** What a file says; where it names no nameserver, the one of this host is asked. */
  static ResolvConf parse(final String text) {
    final List<InetSocketAddress> nameservers = new ArrayList<>();
    List<String> search = List.of();
    int ndots = 1;
    for (final String line : text.lines().toList()) {
      final String[] words = line.strip().split("\\s+", -1);
      switch (words[0]) {
        case "nameserver" -> addNameserver(words, nameservers);
        case "search", "domain" -> search = domains(words);
        case "options" -> ndots = ndots(line, ndots);
        default -> {}
      }
    }
    if (nameservers.isEmpty()) {
      nameservers.add(new InetSocketAddress(InetAddress.getLoopbackAddress(), DNS_PORT));
    }
    return new ResolvConf(nameservers, search, ndots);
  }

  private static void addNameserver(final String[] words, final List<InetSocketAddress> to) {
    if (words.length < 2 || to.size() >= MAX_NAMESERVERS) {
      return;
    }
    try {
      to.add(new InetSocketAddress(InetAddress.ofLiteral(words[1]), DNS_PORT));
    } catch (final IllegalArgumentException noAddress) {
      // As the C library does: a line that says nothing is passed over.
    }
  }

  private static List<String> domains(final String[] words) {
    return Stream.of(words)
        .skip(1)
        .map(domain -> domain.endsWith(".") ? domain.substring(0, domain.length() - 1) : domain)
        .filter(domain -> !domain.isEmpty())
        .limit(MAX_SEARCH)
        .toList();
  }

  private static int ndots(final String line, final int otherwise) {
    final Matcher matcher = NDOTS.matcher(line);
    return matcher.find() ? Math.min(MAX_NDOTS, Integer.parseInt(matcher.group(1))) : otherwise;
  }

  /** The names to try for one, in their order, each complete and without a dot at its end. */
  List<String> candidates(final String name) {
    if (name.endsWith(".")) {
      return List.of(name.substring(0, name.length() - 1));
    }
    final List<String> searched = search.stream().map(domain -> name + "." + domain).toList();
    final boolean asItIsFirst = name.chars().filter(c -> c == '.').count() >= ndots;
    final List<String> candidates = new ArrayList<>(searched);
    candidates.add(asItIsFirst ? 0 : candidates.size(), name);
    return candidates;
  }
}
