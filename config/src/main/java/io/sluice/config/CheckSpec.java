package io.sluice.config;

import io.sluice.config.KeyType.Context;
import io.sluice.config.text.Nearest;
import io.sluice.config.text.OneLine;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What one {@code check} key says, before the layers of defaults are put together.
 *
 * @param origin its place
 * @param path for messages
 * @param on whether it switches the check on; {@code off} is the only form that does not
 * @param type the probe it names; empty: that of the layer behind
 * @param options its section; empty where it is one word
 */
record CheckSpec(
    Origin origin, String path, boolean on, Optional<String> type, Optional<Section> options) {
  static final List<String> BUILT_IN =
      List.of(
          "tcp",
          "http",
          "memcached",
          "mysql",
          "galera",
          "redis",
          "pgsql",
          "amqp",
          "tls",
          "external");

  /** The names of the types, for the reference. */
  static String names() {
    return BUILT_IN.stream().map(n -> "`" + n + "`").collect(Collectors.joining(", "))
        + ", or one that was added";
  }

  /** {@code on}, {@code off}, a type, or a section. */
  static Optional<CheckSpec> read(final Node node, final Key<?> key, final Context context) {
    return switch (node.kind()) {
      case OBJECT -> {
        final Section section = Section.read(node, CheckKeys.TABLE, context);
        yield Optional.of(
            new CheckSpec(
                node.origin(),
                node.path(),
                true,
                section.get(CheckKeys.TYPE),
                Optional.of(section)));
      }
      case SCALAR -> word(node, context);
      case LIST, NULL, UNRESOLVED -> {
        KeyType.mismatch(node, "on, off, a type or a section", key, context);
        yield Optional.empty();
      }
    };
  }

  private static Optional<CheckSpec> word(final Node node, final Context context) {
    final String word = node.text().strip();
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "on", "yes", "true" -> Optional.of(word(node, true, Optional.empty()));
      case "off", "no", "false" -> Optional.of(word(node, false, Optional.empty()));
      default -> type(node, context).map(type -> word(node, true, Optional.of(type)));
    };
  }

  private static CheckSpec word(final Node node, final boolean on, final Optional<String> type) {
    return new CheckSpec(node.origin(), node.path(), on, type, Optional.empty());
  }

  /** The name of a check type that exists. */
  static Optional<String> type(final Node node, final Context context) {
    final String type = node.text().strip();
    if (type.equals("agent")) {
      context.error(
          node,
          "an agent is asked beside the check, and is no type of check",
          "write " + AgentKeys.AGENT.sample() + " beside check");
      return Optional.empty();
    }
    final Set<String> known = new LinkedHashSet<>(BUILT_IN);
    known.addAll(context.extensions().checks());
    known.remove("agent");
    if (known.contains(type)) {
      return Optional.of(type);
    }
    context.error(
        node, "there is no check type " + OneLine.quoted(type), Nearest.remedy(type, known));
    return Optional.empty();
  }
}
