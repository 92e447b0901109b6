package io.sluice.config;

import io.sluice.config.http.BackendHttp;
import io.sluice.config.http.BackendHttp.RetryOn;
import io.sluice.config.http.ChoiceReader;
import io.sluice.config.http.ConditionReader;
import io.sluice.config.http.FrontendHttp;
import io.sluice.config.http.HttpOptions;
import io.sluice.config.http.LogFormat;
import io.sluice.config.http.LogFormatReader;
import io.sluice.config.http.Reading;
import io.sluice.config.http.Rule;
import io.sluice.config.http.RuleKind;
import io.sluice.config.http.RuleLists;
import io.sluice.config.http.Stage;
import io.sluice.config.text.BadText;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes what one section says of rules and of HTTP. */
final class HttpReader {
  private final Section section;
  private final Layers layers;
  private final Layers timeouts;
  private final boolean http;
  private final boolean frontend;
  private final boolean backend;
  private final Problems problems;
  private final RuleSource own;

  /** What {@code defaults} say; empty: nothing for this proxy. */
  private final Optional<RuleSource> inherited;

  /**
   * @param layers the section, and {@code defaults} behind it
   * @param named what rules name is added here
   */
  HttpReader(
      final Section section,
      final Layers layers,
      final Layers timeouts,
      final Problems problems,
      final List<Named> named) {
    this.section = section;
    this.layers = layers;
    this.timeouts = timeouts;
    this.http = layers.get(ProxyKeys.MODE).orElse(Mode.TCP) == Mode.HTTP;
    this.frontend = section.has(BindKeys.BIND) || section.path().startsWith("frontend");
    this.backend = !section.path().startsWith("frontend");
    this.problems = problems;
    final RuleSource.Proxy proxy = new RuleSource.Proxy(section.name(), http, frontend, backend);
    own = new RuleSource(section, proxy, problems, named);
    inherited =
        layers.sections().stream()
            .skip(1)
            .filter(defaults -> frontend || defaults.has(HttpKeys.TCP_RESPONSE_CONTENT))
            .map(defaults -> new RuleSource(defaults, proxy, problems, named))
            .findFirst();
  }

  /** What a frontend, or a listen section as one, does. */
  FrontendHttp frontend() {
    refuseHttpKeys();
    final Optional<Section> capture = section.get(HttpKeys.CAPTURE);
    return new FrontendHttp(
        options(),
        rules(kind -> kind != RuleKind.TCP_RESPONSE_CONTENT),
        own.read(section.get(HttpKeys.USE_BACKEND), Stage.USE_BACKEND, ChoiceReader::backend),
        timeouts.get(TimeoutKeys.HTTP_REQUEST).flatMap(t -> t),
        timeouts.get(TimeoutKeys.HTTP_KEEP_ALIVE).flatMap(t -> t),
        timeouts.get(TimeoutKeys.TARPIT).flatMap(t -> t),
        layers.get(HttpKeys.MONITOR_URI),
        own.read(section.get(HttpKeys.MONITOR_FAIL), Stage.REQUEST, ConditionReader::read),
        CaptureKeys.read(texts(capture, CaptureKeys.REQUEST), problems),
        CaptureKeys.read(texts(capture, CaptureKeys.RESPONSE), problems),
        capture.flatMap(c -> c.get(CaptureKeys.COOKIE)).flatMap(t -> CaptureKeys.one(t, problems)),
        layers
            .get(HttpKeys.UNIQUE_ID_FORMAT)
            .filter(_ -> http)
            .flatMap(t -> format(t, Stage.REQUEST)),
        layers.get(HttpKeys.UNIQUE_ID_HEADER),
        logFormat(),
        backend ? Optional.empty() : StickTableKeys.config(section, problems));
  }

  /** What a backend does. A listen section's rules run once, as its frontend's. */
  BackendHttp backend() {
    if (!frontend) {
      refuseHttpKeys();
    }
    return new BackendHttp(
        options(),
        rules(kind -> !frontend || kind == RuleKind.TCP_RESPONSE_CONTENT),
        own.read(section.get(HttpKeys.USE_SERVER), Stage.USE_SERVER, ChoiceReader::server),
        layers.get(HttpKeys.HTTP_REUSE).orElse(BackendHttp.Reuse.SAFE),
        retryOn(),
        timeouts.get(TimeoutKeys.HTTP_REQUEST).flatMap(t -> t),
        timeouts.get(TimeoutKeys.TARPIT).flatMap(t -> t),
        layers.get(HttpKeys.COOKIE).flatMap(c -> c).filter(_ -> http),
        layers.get(HttpKeys.PERSIST).orElse(false),
        persistRules(),
        own.read(section.get(HttpKeys.STICK), Stage.USE_SERVER, this::stick),
        StickTableKeys.config(section, problems));
  }

  private List<BackendHttp.PersistRule> persistRules() {
    final List<BackendHttp.PersistRule> all = new ArrayList<>();
    own.read(section.get(HttpKeys.FORCE_PERSIST), Stage.USE_SERVER, ConditionReader::read)
        .forEach(condition -> all.add(new BackendHttp.PersistRule(true, condition)));
    own.read(section.get(HttpKeys.IGNORE_PERSIST), Stage.USE_SERVER, ConditionReader::read)
        .forEach(condition -> all.add(new BackendHttp.PersistRule(false, condition)));
    return all;
  }

  private io.sluice.config.http.StickRule stick(final String text, final Reading reading)
      throws BadText {
    return ChoiceReader.stick(text, reading, reading.at(Stage.STORE_RESPONSE));
  }

  private Set<RetryOn> retryOn() {
    final Optional<List<List<RetryOn>>> said = layers.get(HttpKeys.RETRY_ON);
    if (said.isEmpty()) {
      return BackendHttp.DEFAULT.retryOn();
    }
    final Set<RetryOn> all = java.util.EnumSet.noneOf(RetryOn.class);
    said.get().forEach(all::addAll);
    return all;
  }

  private HttpOptions options() {
    final Optional<ForwardForKeys.Choice> forwarded = layers.get(HttpKeys.FORWARDED);
    return new HttpOptions(
        layers.get(HttpKeys.CONNECTION).orElse(HttpOptions.Connection.KEEP_ALIVE),
        layers.get(HttpKeys.BUFFER_REQUEST).orElse(false),
        layers.get(HttpKeys.DONTLOGNULL).orElse(false),
        layers.get(HttpKeys.DONTLOG_NORMAL).orElse(false),
        layers.get(HttpKeys.ABORTONCLOSE).orElse(false),
        layers.get(HttpKeys.ALLOW_CONNECT).orElse(false),
        layers.get(HttpKeys.FORWARDFOR).flatMap(ForwardForKeys.Choice::told),
        forwarded.flatMap(ForwardForKeys.Choice::told).isPresent(),
        forwarded
            .flatMap(ForwardForKeys.Choice::told)
            .map(io.sluice.config.http.ForwardFor::except)
            .orElse(List.of()),
        http ? ErrorPages.all(layers, own) : Map.of(),
        layers.get(HttpKeys.COMPRESSION).flatMap(CompressionKeys.Choice::config));
  }

  /**
   * Those of {@code defaults} come first. What is done with requests is done once, where clients
   * come in, so that backends inherit none of it.
   */
  private RuleLists rules(final java.util.function.Predicate<RuleKind> wanted) {
    final Map<RuleKind, List<Rule>> lists = new EnumMap<>(RuleKind.class);
    for (final RuleKind kind : HttpKeys.LISTS.keySet()) {
      final List<Rule> rules = new ArrayList<>();
      if (wanted.test(kind)) {
        inherited
            .filter(_ -> frontend || kind == RuleKind.TCP_RESPONSE_CONTENT)
            .ifPresent(defaults -> rules.addAll(defaults.rules(kind)));
        rules.addAll(own.rules(kind));
        if (kind == RuleKind.HTTP_REQUEST) {
          rules.addAll(own.rules(kind, section.get(HttpKeys.REDIRECT), "redirect "));
        }
      }
      if (!rules.isEmpty()) {
        lists.put(kind, rules);
      }
    }
    return new RuleLists(lists, layers.get(HttpKeys.INSPECT_DELAY));
  }

  private Optional<LogFormat> logFormat() {
    final Optional<RuleText> own = section.get(HttpKeys.LOG_FORMAT);
    if (own.isPresent()) {
      return own.filter(text -> !LogLinesReader.isWord(text)).flatMap(t -> format(t, Stage.LOG));
    }
    return layers
        .get(HttpKeys.LOG_FORMAT)
        .filter(text -> !LogLinesReader.isWord(text))
        .filter(text -> http || fitsTcp(text))
        .flatMap(text -> format(text, Stage.LOG));
  }

  /** A format of defaults that speaks of HTTP is not for a tcp proxy, and no mistake. */
  private boolean fitsTcp(final RuleText text) {
    try {
      LogFormatReader.read(text.text(), 0, own.reading(Stage.LOG));
      return true;
    } catch (final BadText e) {
      return !e.message().contains("in mode tcp") && !e.message().contains("mode tcp does not");
    }
  }

  private Optional<LogFormat> format(final RuleText text, final Stage stage) {
    return own.one(text, stage, LogFormatReader::line);
  }

  private static List<RuleText> texts(
      final Optional<Section> section, final Key<List<RuleText>> key) {
    return section.flatMap(s -> s.get(key)).orElse(List.of());
  }

  private void refuseHttpKeys() {
    for (final Key<?> key : HttpKeys.HTTP_ONLY) {
      if (!http && section.has(key)) {
        problems.error(
            section.origin(key),
            section.path() + "." + key.name() + " is of HTTP, which mode = tcp does not read",
            "write mode = http in it, or remove the key");
      }
    }
  }
}
