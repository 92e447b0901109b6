package io.sluice.config;

import io.sluice.config.CrossChecks.Reference;
import io.sluice.config.KeyType.Context;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads the top level: sections, variables, and how they hang together. */
final class RootReader {
  /** Those of which a frontend needs one, to have any use. */
  private static final List<Key<?>> DECIDING =
      List.of(
          ProxyKeys.BACKEND,
          HttpKeys.USE_BACKEND,
          HttpKeys.HTTP_REQUEST,
          HttpKeys.REDIRECT,
          HttpKeys.MONITOR_URI,
          HttpKeys.TCP_REQUEST_CONNECTION,
          HttpKeys.TCP_REQUEST_SESSION,
          HttpKeys.TCP_REQUEST_CONTENT);

  private final Context context;
  private final Set<String> variables;
  private final List<Section> globals = new ArrayList<>();
  private final List<Section> defaults = new ArrayList<>();
  private final List<Section> frontends = new ArrayList<>();
  private final List<Section> backends = new ArrayList<>();
  private final List<Section> listens = new ArrayList<>();
  private final List<Section> userlists = new ArrayList<>();
  private final List<Named> named = new ArrayList<>();

  /**
   * @param variables top-level keys that are no section and are used by a substitution
   */
  RootReader(final Context context, final Set<String> variables) {
    this.context = context;
    this.variables = variables;
  }

  /**
   * The model. It is whole only when no error was found.
   *
   * @param complete whether every file could be read, so that what is missing is a problem
   */
  ProxyConfig read(final Node root, final boolean complete) {
    root.members().forEach(this::member);
    final ProxyReader reader =
        new ProxyReader(defaults.stream().findFirst(), context.problems(), named);
    final ProxyConfig config =
        new ProxyConfig(
            GlobalReader.read(globals.stream().findFirst(), context.problems()),
            frontends(reader),
            Clusters.complete(
                both(backends, listens).stream().map(reader::backend).toList(), context.problems()),
            UserlistKeys.read(userlists, context.problems()));
    unique(both(frontends, listens), "frontend");
    unique(both(backends, listens), "backend");
    if (complete) {
      references(config);
    }
    new CrossChecks(config, context.problems()).run();
    if (complete) {
      new RuleChecks(config, context.problems()).run(named);
    }
    return config;
  }

  private void member(final Node node) {
    switch (node.name()) {
      case "global" -> one(RootKeys.GLOBAL, node).ifPresent(globals::add);
      case "defaults" -> one(RootKeys.DEFAULTS, node).ifPresent(defaults::add);
      case "frontend" -> one(RootKeys.FRONTENDS, node).ifPresent(frontends::addAll);
      case "backend" -> one(RootKeys.BACKENDS, node).ifPresent(backends::addAll);
      case "userlist" -> one(UserlistKeys.USERLISTS, node).ifPresent(userlists::addAll);
      case "listen" -> one(RootKeys.LISTENS, node).ifPresent(listens::addAll);
      default -> {
        if (!variables.contains(node.name())) {
          UnknownKey.report(node, RootKeys.TABLE, context);
        }
      }
    }
  }

  private <T> Optional<T> one(final Key<T> key, final Node node) {
    return key.type().read(node, key, context);
  }

  private List<FrontendConfig> frontends(final ProxyReader reader) {
    final List<FrontendConfig> configs = new ArrayList<>();
    for (final Section section : both(frontends, listens)) {
      final String backend =
          listens.contains(section) ? section.name() : defaultBackend(section).orElse("");
      if (frontends.contains(section) && !decides(section)) {
        context
            .problems()
            .warning(
                section.origin(),
                section.path() + " has no backend and no rule, and refuses all that come",
                "write backend = NAME in it");
      }
      reader.frontend(section, backend).ifPresent(configs::add);
    }
    if (frontends.isEmpty() && listens.isEmpty() && !context.problems().hasErrors()) {
      nothing();
    }
    return configs;
  }

  private Optional<String> defaultBackend(final Section frontend) {
    return Layers.of(Optional.of(frontend), defaults.stream().findFirst()).get(ProxyKeys.BACKEND);
  }

  /** Whether a frontend does anything, be it only to send clients elsewhere. */
  private boolean decides(final Section section) {
    return DECIDING.stream()
        .anyMatch(key -> section.has(key) || defaults.stream().anyMatch(d -> d.has(key)));
  }

  private void nothing() {
    context
        .problems()
        .error(
            context.problems().firstFile(),
            "there is no frontend and no listen section, so nothing would be served",
            "write " + RootKeys.LISTENS.sample());
  }

  private void unique(final List<Section> sections, final String kind) {
    final Map<String, Section> names = new HashMap<>();
    for (final Section section : sections) {
      final Section other = names.putIfAbsent(section.name(), section);
      if (other != null) {
        context
            .problems()
            .error(
                section.origin(),
                "the name "
                    + section.name()
                    + " is also that of the "
                    + kind
                    + " of "
                    + other.origin(),
                "rename one; a listen section is a frontend and a backend");
      }
    }
  }

  private void references(final ProxyConfig config) {
    final Map<String, Origin> known = new LinkedHashMap<>();
    both(backends, listens).forEach(b -> known.putIfAbsent(b.name(), b.origin()));
    final List<Reference> references = new ArrayList<>();
    for (final Section f : frontends) {
      final Section from = f.has(ProxyKeys.BACKEND) ? f : defaults.stream().findFirst().orElse(f);
      defaultBackend(f)
          .ifPresent(b -> references.add(new Reference(from.origin(ProxyKeys.BACKEND), b)));
    }
    references.addAll(RuleChecks.backends(named));
    listens.forEach(l -> references.add(new Reference(l.origin(), l.name())));
    CrossChecks.references(references, known, useful(config, known.keySet()), context.problems());
  }

  /** Backends that hold a table, and all where names are made for each request. */
  private Set<String> useful(final ProxyConfig config, final Set<String> known) {
    final boolean dynamic =
        config.frontends().stream()
            .flatMap(f -> f.http().useBackends().stream())
            .anyMatch(u -> RuleChecks.fixed(u.backend()).isEmpty());
    return dynamic
        ? known
        : backends.stream()
            .filter(b -> b.has(HttpKeys.STICK_TABLE))
            .map(Section::name)
            .collect(Collectors.toSet());
  }

  /** The sections of two kinds in the order in which they are written. */
  private static List<Section> both(final List<Section> a, final List<Section> b) {
    final List<Section> all = new ArrayList<>(a);
    all.addAll(b);
    all.sort(Comparator.comparing(Section::position, Sources::comparePositions));
    return all;
  }
}
