package io.sluice.config;

import io.sluice.config.KeyType.Context;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A section that was read against its table: every key known, every value fit. */
final class Section {
  private final Node node;
  private final Map<Key<?>, Node> present = new LinkedHashMap<>();
  private final Map<Key<?>, Object> values = new LinkedHashMap<>();

  private Section(final Node node) {
    this.node = node;
  }

  /** Reads an object; keys that the table does not have are problems. */
  static Section read(final Node node, final Table table, final Context context) {
    final Section section = new Section(node);
    for (final Node member : node.members()) {
      final Optional<Key<?>> key = table.key(member.name());
      if (key.isEmpty()) {
        UnknownKey.report(member, table, context);
      } else {
        section.put(member, key.get(), context);
      }
    }
    return section;
  }

  private void put(final Node member, final Key<?> key, final Context context) {
    present.put(key, member);
    key.type().read(member, key, context).ifPresent(v -> values.put(key, v));
  }

  /** The value of a key; empty when it is not given, or does not fit. */
  @SuppressWarnings("unchecked") // put stores under a key only what the key's own type has read
  <T> Optional<T> get(final Key<T> key) {
    return Optional.ofNullable((T) values.get(key));
  }

  /** Whether the key is written, fit or not. */
  boolean has(final Key<?> key) {
    return present.containsKey(key);
  }

  /** Where the key is written, or else the section. */
  Origin origin(final Key<?> key) {
    return present.getOrDefault(key, node).origin();
  }

  Origin origin() {
    return node.origin();
  }

  String name() {
    return node.name();
  }

  String path() {
    return node.path();
  }

  /** Where the section stands among the texts. */
  List<Integer> position() {
    return node.at();
  }

  /** A type for keys whose value is a section of that table. */
  static KeyType<Section> type(final Table table) {
    return (node, key, context) -> {
      if (node.kind() != Node.Kind.OBJECT) {
        KeyType.mismatch(node, "a section", key, context);
        return Optional.empty();
      }
      return Optional.of(read(node, table, context));
    };
  }
}
