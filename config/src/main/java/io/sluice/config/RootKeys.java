package io.sluice.config;

import io.sluice.config.KeyType.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The keys of the top level. */
final class RootKeys {
  static final Key<Section> GLOBAL =
      new Key<>(
          "global",
          Section.type(GlobalKeys.TABLE),
          "as below",
          "section",
          "{ maxconn = 20000 }",
          "What holds for the process.");
  static final Key<Section> DEFAULTS =
      new Key<>(
          "defaults",
          Section.type(ProxyKeys.DEFAULTS),
          "as below",
          "section",
          "{ retries = 2 }",
          "What holds for every frontend, backend and listen section that does not say otherwise.");
  static final Key<List<Section>> FRONTENDS =
      new Key<>(
          "frontend",
          proxies(ProxyKeys.FRONTEND, "frontend"),
          "none",
          "section of NAME { }",
          "{ web { bind = \":8080\", backend = api } }",
          "Where clients come in.");
  static final Key<List<Section>> BACKENDS =
      new Key<>(
          "backend",
          proxies(ProxyKeys.BACKEND_TABLE, "backend"),
          "none",
          "section of NAME { }",
          "{ web { servers { a = \"10.0.0.11:80\" } } }",
          "Where sessions go.");
  static final Key<List<Section>> LISTENS =
      new Key<>(
          "listen",
          proxies(ProxyKeys.LISTEN, "listen"),
          "none",
          "section of NAME { }",
          "{ web { bind = \":8080\", servers { a = \"10.0.0.11:80\" } } }",
          "A frontend and a backend of one name, in one section.");

  static final Table TABLE =
      new Table(
          "",
          "the top level",
          List.of(GLOBAL, DEFAULTS, FRONTENDS, BACKENDS, LISTENS, UserlistKeys.USERLISTS));

  private RootKeys() {}

  private static KeyType<List<Section>> proxies(final Table table, final String kind) {
    return (node, key, context) -> {
      if (node.kind() != Node.Kind.OBJECT) {
        KeyType.mismatch(node, "a section of NAME { }", key, context);
        return Optional.empty();
      }
      final List<Section> sections = new ArrayList<>();
      for (final Node member : node.members()) {
        proxy(member, table, kind, key, context).ifPresent(sections::add);
      }
      if (node.members().isEmpty()) {
        context
            .problems()
            .warning(node.origin(), node.path() + " is empty", "write " + key.sample());
      }
      return Optional.of(sections);
    };
  }

  /** One section; also one whose name is unusable, so that its keys are looked at too. */
  private static Optional<Section> proxy(
      final Node node,
      final Table table,
      final String kind,
      final Key<?> key,
      final Context context) {
    final boolean named =
        Names.check(node, kind.equals("listen") ? "listen section" : kind, context);
    if (node.kind() != Node.Kind.OBJECT) {
      KeyType.mismatch(node, "a section { }", key, context);
      return Optional.empty();
    }
    return Optional.of(Section.read(node, table, context)).filter(_ -> named);
  }
}
