package io.sluice.config;

import io.sluice.config.KeyType.Context;
import io.sluice.config.ResolveConfig.Discover;
import io.sluice.config.ResolveConfig.Template;
import io.sluice.config.ServersType.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads {@code server-template}: each makes servers that differ in their number only. */
final class TemplatesType {
  private TemplatesType() {}

  static Optional<List<Entry>> read(final Node node, final Key<?> key, final Context context) {
    final List<Entry> entries = new ArrayList<>();
    if (node.kind() == Node.Kind.OBJECT) {
      node.members().forEach(member -> entries.addAll(servers(member, key, context)));
    } else {
      KeyType.mismatch(node, "a section of NAME { }", key, context);
    }
    return Optional.of(entries);
  }

  private static List<Entry> servers(final Node node, final Key<?> key, final Context context) {
    final boolean valid = Names.check(node, "server template", context);
    if (node.kind() != Node.Kind.OBJECT) {
      KeyType.mismatch(node, "a section with address and count", key, context);
      return List.of();
    }
    final Section section = Section.read(node, ServerKeys.TEMPLATE, context);
    require(section, ServerKeys.ADDRESS, "write address = \"HOST:PORT\" in it", context);
    require(section, ServerKeys.COUNT, "write count = 5 in it", context);
    final Optional<Address> address =
        section.get(ServerKeys.ADDRESS).filter(a -> isFillable(section, a, context));
    final Optional<Integer> count = section.get(ServerKeys.COUNT);
    return valid && address.isPresent() && count.isPresent()
        ? numbered(section, address.get(), count.get())
        : List.of();
  }

  private static void require(
      final Section section, final Key<?> key, final String remedy, final Context context) {
    if (!section.has(key)) {
      context.problems().error(section.origin(), section.path() + " has no " + key.name(), remedy);
    }
  }

  /** One address fills one server for ever, unless it leads to more. */
  private static boolean isFillable(
      final Section section, final Address address, final Context context) {
    final boolean leadsOn = section.get(ServerKeys.DISCOVER).orElse(Discover.DNS) != Discover.DNS;
    if (address instanceof final Address.Inet inet && (inet.isName() || leadsOn)) {
      return true;
    }
    context
        .problems()
        .error(
            section.origin(ServerKeys.ADDRESS),
            section.path() + ".address is " + address + ", which is no name",
            "write a name that has the servers' addresses, or a server instead of the template");
    return false;
  }

  private static List<Entry> numbered(
      final Section section, final Address address, final int count) {
    final Template template =
        new Template(section.name(), count, section.get(ServerKeys.DISCOVER).orElse(Discover.DNS));
    final List<Entry> entries = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      entries.add(
          new Entry(
              section.name() + i,
              section.origin(),
              address,
              Optional.of(section),
              Optional.of(template)));
    }
    return entries;
  }
}
