package io.sluice.config;

import io.sluice.config.http.AclReader;
import io.sluice.config.http.AclTest;
import io.sluice.config.http.BackendHttp;
import io.sluice.config.http.BackendHttp.RetryOn;
import io.sluice.config.http.ChoiceReader;
import io.sluice.config.http.ConditionReader;
import io.sluice.config.http.FrontendHttp;
import io.sluice.config.http.HttpOptions;
import io.sluice.config.http.LogFormat;
import io.sluice.config.http.LogFormatReader;
import io.sluice.config.http.Place;
import io.sluice.config.http.Reading;
import io.sluice.config.http.Rule;
import io.sluice.config.http.RuleKind;
import io.sluice.config.http.RuleLists;
import io.sluice.config.http.RuleReader;
import io.sluice.config.http.Stage;
import io.sluice.config.text.BadText;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Makes what one section says of rules and of HTTP. */
final class HttpReader {
  private static final Pattern ACL_NAME = Pattern.compile("[A-Za-z0-9_.:-]{1,128}");

  /** How a text is read. */
  @FunctionalInterface
  private interface Read<T> {
    T read(String text, Reading reading) throws BadText;
  }

  private final Section section;
  private final Layers layers;
  private final Layers timeouts;
  private final boolean http;
  private final boolean frontend;
  private final boolean backend;
  private final Problems problems;
  private final List<Named> named;
  private final Map<String, List<AclTest>> acls = new LinkedHashMap<>();

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
    this.named = named;
    acls();
  }

  /** What a frontend, or a listen section as one, does. */
  FrontendHttp frontend() {
    refuseHttpKeys();
    final Optional<Section> capture = section.get(HttpKeys.CAPTURE);
    return new FrontendHttp(
        options(),
        rules(kind -> kind != RuleKind.TCP_RESPONSE_CONTENT),
        read(section.get(HttpKeys.USE_BACKEND), Stage.USE_BACKEND, ChoiceReader::backend),
        timeouts.get(TimeoutKeys.HTTP_REQUEST).flatMap(t -> t),
        timeouts.get(TimeoutKeys.HTTP_KEEP_ALIVE).flatMap(t -> t),
        timeouts.get(TimeoutKeys.TARPIT).flatMap(t -> t),
        layers.get(HttpKeys.MONITOR_URI),
        read(section.get(HttpKeys.MONITOR_FAIL), Stage.REQUEST, ConditionReader::read),
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
        read(section.get(HttpKeys.USE_SERVER), Stage.USE_SERVER, ChoiceReader::server),
        layers.get(HttpKeys.HTTP_REUSE).orElse(BackendHttp.Reuse.SAFE),
        retryOn(),
        timeouts.get(TimeoutKeys.HTTP_REQUEST).flatMap(t -> t),
        timeouts.get(TimeoutKeys.TARPIT).flatMap(t -> t),
        section.get(HttpKeys.COOKIE),
        read(section.get(HttpKeys.STICK), Stage.USE_SERVER, this::stick),
        StickTableKeys.config(section, problems));
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
        http ? ErrorPages.all(layers, reading(Stage.REQUEST), problems) : Map.of(),
        layers.get(HttpKeys.COMPRESSION).flatMap(CompressionKeys.Choice::config));
  }

  private RuleLists rules(final java.util.function.Predicate<RuleKind> wanted) {
    final Map<RuleKind, List<Rule>> lists = new EnumMap<>(RuleKind.class);
    HttpKeys.LISTS.forEach((kind, key) -> {
      if (wanted.test(kind)) {
        final List<Rule> rules = new ArrayList<>(rules(kind, section.get(key), ""));
        if (kind == RuleKind.HTTP_REQUEST) {
          rules.addAll(rules(kind, section.get(HttpKeys.REDIRECT), "redirect "));
        }
        if (!rules.isEmpty()) {
          lists.put(kind, rules);
        }
      }
    });
    return new RuleLists(lists, section.get(HttpKeys.INSPECT_DELAY));
  }

  private List<Rule> rules(
      final RuleKind kind, final Optional<List<RuleText>> texts, final String before) {
    final List<Rule> rules = new ArrayList<>();
    if (!http && kind.shown().startsWith("http")) {
      return rules;
    }
    for (final RuleText text : texts.orElse(List.of())) {
      one(
              text,
              kind.stage(),
              (words, reading) ->
                  RuleReader.read(kind, before + words, text.origin().toString(), reading))
          .ifPresent(rules::add);
    }
    return rules;
  }

  private void acls() {
    section
        .get(HttpKeys.ACL)
        .orElse(Map.of())
        .forEach((name, texts) -> {
          if (!ACL_NAME.matcher(name).matches()) {
            problems.error(
                texts.getFirst().origin(),
                texts.getFirst().path() + " has a name that no ACL can have",
                "write letters, digits and . : _ -");
          }
          final List<AclTest> tests = new ArrayList<>();
          read(Optional.of(texts), Stage.REQUEST, AclReader::read).forEach(tests::addAll);
          acls.put(name, List.copyOf(tests));
        });
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
      LogFormatReader.read(text.text(), 0, reading(Stage.LOG));
      return true;
    } catch (final BadText e) {
      return !e.message().contains("in mode tcp") && !e.message().contains("mode tcp does not");
    }
  }

  private Optional<LogFormat> format(final RuleText text, final Stage stage) {
    return one(text, stage, LogFormatReader::line);
  }

  private static List<RuleText> texts(
      final Optional<Section> section, final Key<List<RuleText>> key) {
    return section.flatMap(s -> s.get(key)).orElse(List.of());
  }

  private <T> List<T> read(
      final Optional<List<RuleText>> texts, final Stage stage, final Read<T> reader) {
    final List<T> all = new ArrayList<>();
    for (final RuleText text : texts.orElse(List.of())) {
      one(text, stage, reader).ifPresent(all::add);
    }
    return all;
  }

  private <T> Optional<T> one(final RuleText text, final Stage stage, final Read<T> reader) {
    final Reading reading = reading(stage);
    try {
      final T value = reader.read(text.text(), reading);
      reading.references().forEach(r -> named.add(new Named(r, text, section.name(), frontend)));
      return Optional.of(value);
    } catch (final BadText e) {
      text.report(e, problems);
      return Optional.empty();
    }
  }

  private Reading reading(final Stage stage) {
    return new Reading(new Place(stage, http, backend), acls, LocalFiles.REPLIES);
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
