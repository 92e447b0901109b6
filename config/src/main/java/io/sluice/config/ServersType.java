package io.sluice.config;

import io.sluice.config.KeyType.Context;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads {@code servers}: a section of them by name, or a list of them with {@code name}. */
final class ServersType {
  private ServersType() {}

  /**
   * One server as it is written.
   *
   * @param section what it says; empty where it is its address alone
   * @param template that it was made of; empty: it was written as it is
   */
  record Entry(
      String name,
      Origin origin,
      Address address,
      Optional<Section> section,
      Optional<ResolveConfig.Template> template) {
    Entry(
        final String name,
        final Origin origin,
        final Address address,
        final Optional<Section> section) {
      this(name, origin, address, section, Optional.empty());
    }
  }

  static Optional<List<Entry>> read(final Node node, final Key<?> key, final Context context) {
    final List<Entry> entries = new ArrayList<>();
    switch (node.kind()) {
      case OBJECT -> node.members().forEach(m -> named(m, context).ifPresent(entries::add));
      case LIST -> {
        final Set<String> names = new HashSet<>();
        KeyType.elements(node, key, context)
            .forEach(e -> listed(e, names, context).ifPresent(entries::add));
      }
      case SCALAR, NULL, UNRESOLVED -> KeyType.mismatch(node, "a section of servers", key, context);
    }
    return Optional.of(entries);
  }

  private static Optional<Entry> named(final Node node, final Context context) {
    final boolean valid = Names.check(node, "server", context);
    if (node.kind() != Node.Kind.OBJECT) {
      return ServerKeys.ADDRESS
          .type()
          .read(node, ServerKeys.ADDRESS, context)
          .filter(_ -> valid)
          .map(a -> new Entry(node.name(), node.origin(), a, Optional.empty()));
    }
    return entry(node, node.name(), ServerKeys.SERVER, context).filter(_ -> valid);
  }

  private static Optional<Entry> listed(
      final Node node, final Set<String> names, final Context context) {
    if (node.kind() != Node.Kind.OBJECT) {
      KeyType.mismatch(node, "a section with name and address", ServerKeys.SERVERS, context);
      return Optional.empty();
    }
    final Section section = Section.read(node, ServerKeys.LISTED, context);
    final Optional<String> name = section.get(ServerKeys.NAME);
    if (!section.has(ServerKeys.NAME)) {
      context.error(node, node.path() + " has no name", "write name = db1 in it");
    }
    if (name.isPresent() && !names.add(name.get())) {
      context.error(node, "there are two servers \"" + name.get() + "\"", "rename one");
      return Optional.empty();
    }
    return name.flatMap(n -> entry(node, n, section, context));
  }

  private static Optional<Entry> entry(
      final Node node, final String name, final Table table, final Context context) {
    return entry(node, name, Section.read(node, table, context), context);
  }

  private static Optional<Entry> entry(
      final Node node, final String name, final Section section, final Context context) {
    if (!section.has(ServerKeys.ADDRESS)) {
      context.error(node, node.path() + " has no address", "write address = \"HOST:PORT\" in it");
    }
    return section
        .get(ServerKeys.ADDRESS)
        .map(a -> new Entry(name, node.origin(), a, Optional.of(section)));
  }
}
