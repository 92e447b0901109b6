package io.sluice.config;

import io.sluice.config.http.FrontendHttp;
import io.sluice.config.http.LogFormat;
import io.sluice.config.http.Reference;
import io.sluice.config.http.Userlist;
import io.sluice.config.text.BadText;
import io.sluice.config.text.Nearest;
import io.sluice.config.text.OneLine;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What rules name must be there. */
final class RuleChecks {
  private final ProxyConfig config;
  private final Problems problems;
  private final Map<String, BackendConfig> backends = new LinkedHashMap<>();
  private final Map<String, FrontendConfig> frontends = new LinkedHashMap<>();
  private final TableChecks tables;

  RuleChecks(final ProxyConfig config, final Problems problems) {
    this.config = config;
    this.problems = problems;
    config.backends().forEach(b -> backends.put(b.name(), b));
    config.frontends().forEach(f -> frontends.put(f.name(), f));
    tables = new TableChecks(config, problems);
  }

  void run(final List<Named> named) {
    named.forEach(this::check);
    tablesOfOneName();
    config.frontends().forEach(this::modes);
  }

  private void check(final Named named) {
    final String name = named.reference().name();
    final String own = name.isEmpty() ? named.proxy() : name;
    switch (named.reference().kind()) {
      case TABLE -> {
        require(named, "stick table", own, tables.names(), "write stick-table in it");
        tables.key(named, own);
      }
      case STORED -> tables.stored(named, own);
      case COUNTED -> tables.counted(named);
      case BACKEND -> ownBackend(named);
      case FRONTEND -> require(named, "frontend", own, frontends.keySet(), "name one");
      case USERLIST ->
          require(
              named,
              "userlist",
              name,
              config.userlists().stream().map(Userlist::name).toList(),
              "name one");
      case SERVER -> server(named);
      case REQUEST_CAPTURE -> slot(named, true);
      case RESPONSE_CAPTURE -> slot(named, false);
      case FILE -> file(named);
    }
  }

  /** Those with a name are looked for among all sections, whole or not, by CrossChecks. */
  private void ownBackend(final Named named) {
    if (named.reference().name().isEmpty()) {
      require(named, "backend", named.proxy(), backends.keySet(), "name one");
    }
  }

  private void require(
      final Named named,
      final String kind,
      final String name,
      final Collection<String> known,
      final String ownRemedy) {
    if (known.contains(name)) {
      return;
    }
    final boolean own = named.reference().name().isEmpty();
    error(
        named,
        own
            ? named.proxy() + " has no " + kind + " of its own"
            : "there is no " + kind + " " + OneLine.quoted(name),
        own ? ownRemedy + ", or name another in the rule" : Nearest.remedy(name, known));
  }

  private void server(final Named named) {
    final String name = named.reference().name();
    final int slash = name.indexOf('/');
    final String backend = slash < 0 ? named.proxy() : name.substring(0, slash);
    final BackendConfig config = backends.get(backend);
    if (config == null) {
      error(
          named,
          "there is no backend " + OneLine.quoted(backend),
          "write BACKEND/SERVER with one of " + String.join(", ", backends.keySet()));
      return;
    }
    final List<String> servers = config.servers().stream().map(ServerConfig::name).toList();
    final String server = name.substring(slash + 1);
    if (!servers.contains(server)) {
      error(
          named,
          "backend " + backend + " has no server " + OneLine.quoted(server),
          Nearest.remedy(server, servers));
    }
  }

  /** Slots are a frontend's; a backend's rule may be for any of them. */
  private void slot(final Named named, final boolean request) {
    final int slots =
        config.frontends().stream()
            .filter(f -> !named.frontend() || f.name().equals(named.proxy()))
            .map(FrontendConfig::http)
            .mapToInt(h -> slots(h, request))
            .max()
            .orElse(0);
    final String number = named.reference().name();
    if (!number.matches("[0-9]{1,9}") || Integer.parseInt(number) >= slots) {
      error(
          named,
          "there is no captured field " + OneLine.of(number),
          slots == 0
              ? "write capture { " + (request ? "request" : "response") + " = \"Host 64\" }"
              : "write a number from 0 to " + (slots - 1));
    }
  }

  private static int slots(final FrontendHttp http, final boolean request) {
    return request ? http.captureRequest().size() : http.captureResponse().size();
  }

  private void file(final Named named) {
    try {
      LocalFiles.requireReadable(named.reference().name(), named.reference().offset());
    } catch (final BadText e) {
      named.at().report(e, problems);
    }
  }

  /** A table has its proxy's name, and a frontend and a backend may share one. */
  private void tablesOfOneName() {
    for (final FrontendConfig frontend : config.frontends()) {
      final BackendConfig backend = backends.get(frontend.name());
      if (backend != null
          && frontend.http().table().isPresent()
          && backend.http().table().isPresent()) {
        problems.error(
            frontend.origin(),
            "frontend and backend " + frontend.name() + " both have a stick table of that name",
            "rename one of them");
      }
    }
  }

  private void modes(final FrontendConfig frontend) {
    modes(frontend, frontend.defaultBackend());
    for (final FrontendHttp.UseBackend use : frontend.http().useBackends()) {
      fixed(use.backend()).ifPresent(name -> modes(frontend, name));
    }
  }

  private void modes(final FrontendConfig frontend, final String name) {
    final BackendConfig backend = backends.get(name);
    if (backend != null && backend.mode() != frontend.mode()) {
      problems.error(
          frontend.origin(),
          "frontend "
              + frontend.name()
              + " is in mode "
              + word(frontend.mode())
              + " and its backend "
              + backend.name()
              + " in mode "
              + word(backend.mode()),
          "write mode = " + word(frontend.mode()) + " in both, or in defaults");
    }
  }

  /** The name that a format always gives; empty: it is made each time. */
  static Optional<String> fixed(final LogFormat name) {
    return name.pieces().size() == 1
            && name.pieces().getFirst() instanceof final LogFormat.Text text
        ? Optional.of(text.text())
        : Optional.empty();
  }

  private static String word(final Mode mode) {
    return mode == Mode.HTTP ? "http" : "tcp";
  }

  private void error(final Named named, final String message, final String remedy) {
    named.at().report(new BadText(0, message, remedy), problems);
  }

  /** The backends that rules name. */
  static List<CrossChecks.Reference> backends(final List<Named> named) {
    return named.stream()
        .filter(n -> n.reference().kind() == Reference.Kind.BACKEND)
        .map(n -> new CrossChecks.Reference(n.at().origin(), n.reference().name()))
        .filter(r -> !r.name().isEmpty())
        .toList();
  }
}
