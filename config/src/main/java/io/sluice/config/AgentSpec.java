package io.sluice.config;

import io.sluice.config.KeyType.Context;
import java.util.Optional;

/**
 * What one {@code agent} key says, before the layers of defaults are put together.
 *
 * @param origin its place
 * @param path for messages
 * @param options its section; empty where it says off
 */
record AgentSpec(Origin origin, String path, Optional<Section> options) {
  /** {@code off}, or a section. */
  static Optional<AgentSpec> read(final Node node, final Key<?> key, final Context context) {
    if (node.kind() == Node.Kind.OBJECT) {
      final Section section = Section.read(node, AgentKeys.TABLE, context);
      return Optional.of(new AgentSpec(node.origin(), node.path(), Optional.of(section)));
    }
    if (node.kind() == Node.Kind.SCALAR && node.text().strip().matches("(?i)off|no|false")) {
      return Optional.of(new AgentSpec(node.origin(), node.path(), Optional.empty()));
    }
    KeyType.mismatch(node, "off or a section", key, context);
    return Optional.empty();
  }
}
