package io.sluice.engine.discovery;

import io.netty.resolver.HostsFileEntriesProvider;
import java.io.IOException;
import java.io.StringReader;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The names of hosts(5).
 *
 * @param ipv4 addresses by name in small letters
 * @param ipv6 the same
 */
record HostsFile(Map<String, List<InetAddress>> ipv4, Map<String, List<InetAddress>> ipv6) {
  static HostsFile parse(final String text) {
    try {
      final var entries = HostsFileEntriesProvider.parser().parse(new StringReader(text));
      return new HostsFile(entries.ipv4Entries(), entries.ipv6Entries());
    } catch (final IOException impossible) {
      throw new IllegalStateException("a text in memory cannot be read", impossible);
    }
  }

  /** The addresses of a name, of the preferred family where there are any; empty: not here. */
  List<InetAddress> addresses(final String name, final boolean preferIpv6) {
    final String bare = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    final String key = bare.toLowerCase(Locale.ROOT);
    return (preferIpv6 ? Stream.of(ipv6, ipv4) : Stream.of(ipv4, ipv6))
            .map(family -> family.getOrDefault(key, List.of()))
            .filter(addresses -> !addresses.isEmpty())
            .findFirst()
            .orElse(List.of())
            .stream()
            .distinct()
            .toList();
  }
}
