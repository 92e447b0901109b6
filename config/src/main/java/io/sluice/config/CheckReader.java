package io.sluice.config;

import io.sluice.config.ProbeConfig.PgsqlRole;
import io.sluice.config.ProbeConfig.RedisRole;
import io.sluice.config.text.Nearest;
import io.sluice.config.text.OneLine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Puts the layers of check settings together: the server's, then its backend's, then defaults. */
final class CheckReader {
  private static final Duration INTER = Duration.ofSeconds(2);
  private static final Map<String, RedisRole> REDIS_ROLES =
      Map.of("any", RedisRole.ANY, "master", RedisRole.MASTER, "slave", RedisRole.SLAVE);
  private static final Map<String, PgsqlRole> PGSQL_ROLES =
      Map.of("any", PgsqlRole.ANY, "primary", PgsqlRole.PRIMARY, "standby", PgsqlRole.STANDBY);

  private final List<CheckSpec> specs;
  private final Layers timeouts;
  private final Problems problems;

  /**
   * @param specs the most specific first
   * @param timeouts for {@code timeout.check}
   */
  CheckReader(final List<CheckSpec> specs, final Layers timeouts, final Problems problems) {
    this.specs = specs;
    this.timeouts = timeouts;
    this.problems = problems;
  }

  /** How the server is checked; empty: not at all. */
  Optional<CheckConfig> read() {
    if (specs.isEmpty() || !specs.getFirst().on()) {
      return Optional.empty();
    }
    final Layers options = new Layers(specs.stream().flatMap(s -> s.options().stream()).toList());
    final boolean galera = type(specs).equals("galera");
    final Duration inter = options.get(CheckKeys.INTER).orElse(galera ? GaleraKeys.INTER : INTER);
    final Duration timeout = galera ? longer(inter, GaleraKeys.SHORTEST_TIMEOUT) : inter;
    return Optional.of(
        new CheckConfig(
            specs.getFirst().origin(),
            probe(),
            inter,
            options.get(CheckKeys.FASTINTER).orElse(inter),
            options.get(CheckKeys.DOWNINTER).orElse(inter),
            options
                .get(CheckKeys.TIMEOUT)
                .or(() -> timeouts.get(TimeoutKeys.CHECK))
                .orElse(timeout),
            options.get(CheckKeys.RISE).orElse(2),
            options.get(CheckKeys.FALL).orElse(3),
            options.get(CheckKeys.PORT).map(OptionalInt::of).orElseGet(OptionalInt::empty),
            options.get(CheckKeys.ADDRESS)));
  }

  private static Duration longer(final Duration one, final Duration other) {
    return one.compareTo(other) < 0 ? other : one;
  }

  private ProbeConfig probe() {
    final String type = type(specs);
    refuseForeign(type);
    final Layers options = own(type);
    final Optional<List<CheckSteps.Written>> sequence = options.get(CheckSteps.SEQUENCE);
    if (sequence.isPresent()) {
      return sequence(type.equals("http"), sequence.get(), options);
    }
    return switch (type) {
      case "tcp" -> new ProbeConfig.Tcp();
      case "memcached" -> new ProbeConfig.Memcached();
      case "http" ->
          new ProbeConfig.Http(
              options.get(CheckKeys.METHOD).orElse("GET"),
              options.get(CheckKeys.PATH).orElse("/"),
              options.get(CheckKeys.HEADERS).orElse(List.of()),
              options.get(CheckKeys.STATUS).orElse(List.of(new ProbeConfig.StatusRange(200, 399))),
              options.get(CheckKeys.BODY),
              options.get(CheckKeys.BODY_REGEX));
      case "mysql" -> mysql(options);
      case "tls" -> tls(options);
      case "galera" ->
          GaleraKeys.config(
              options,
              required(CheckKeys.USER, options, type).orElse(""),
              password(options),
              tls(options),
              problems);
      case "amqp" -> new ProbeConfig.Amqp();
      case "redis" ->
          new ProbeConfig.Redis(
              role(REDIS_ROLES, options, type).orElse(RedisRole.ANY), password(options));
      case "pgsql" ->
          new ProbeConfig.Pgsql(
              required(CheckKeys.USER, options, type).orElse(""),
              options.get(CheckKeys.DATABASE),
              role(PGSQL_ROLES, options, type),
              password(options));
      case "external" ->
          new ProbeConfig.External(
              required(ExternalKeys.COMMAND, options, type).orElse(Path.of("/")),
              options.get(ExternalKeys.ARGS).orElse(List.of()),
              options.get(ExternalKeys.SEARCH_PATH).orElse(ExternalKeys.SEARCH_PATH_DEFAULT));
      default -> new ProbeConfig.Custom(type, options.get(CheckKeys.OPTIONS).orElse(Map.of()));
    };
  }

  private ProbeConfig sequence(
      final boolean http, final List<CheckSteps.Written> written, final Layers options) {
    for (final Section section : options.sections()) {
      for (final Key<?> key : CheckKeys.OF_ONE_REQUEST) {
        if (section.has(key)) {
          problems.error(
              section.origin(key),
              section.path() + "." + key.name() + " has no meaning beside sequence",
              "write it as a step, or remove sequence");
        }
      }
    }
    return new ProbeConfig.Sequence(
        http,
        CheckSteps.read(written, http, problems),
        options.get(CheckSteps.KEEP_ALIVE).orElse(false));
  }

  private ProbeConfig mysql(final Layers options) {
    final Optional<Secret> password = password(options);
    final boolean named = options.sections().stream().anyMatch(s -> s.has(CheckKeys.USER));
    if (password.isPresent() && !named) {
      problems.error(
          specs.getFirst().origin(),
          specs.getFirst().path() + " has a password, and nobody who logs in",
          "write user beside it, or remove it");
    }
    return new ProbeConfig.MySql(options.get(CheckKeys.USER), password);
  }

  private ProbeConfig.Tls tls(final Layers options) {
    final boolean verify =
        options
            .get(CheckKeys.VERIFY)
            .orElse(options.sections().stream().anyMatch(s -> s.has(CheckKeys.CA_FILE)));
    for (final Section section : options.sections()) {
      if (section.has(CheckKeys.CA_FILE) && !section.get(CheckKeys.VERIFY).orElse(true)) {
        problems.error(
            section.origin(CheckKeys.CA_FILE),
            section.path() + ".ca-file has no meaning where nothing is verified",
            "write verify = required beside it, or remove it");
      }
    }
    return new ProbeConfig.Tls(
        options.get(CheckKeys.SNI), verify, options.get(CheckKeys.CA_FILE).orElse(List.of()));
  }

  private <T> Optional<T> required(final Key<T> key, final Layers options, final String type) {
    if (options.sections().stream().noneMatch(s -> s.has(key))) {
      problems.error(
          specs.getFirst().origin(),
          specs.getFirst().path()
              + " is "
              + article(type)
              + type
              + " check without a "
              + key.name(),
          "write " + key.sample() + " in it");
    }
    return options.get(key);
  }

  private static String article(final String type) {
    return "aeiou".indexOf(type.charAt(0)) < 0 ? "a " : "an ";
  }

  /** What the server must be: one of the words that the type has. */
  private <R> Optional<R> role(
      final Map<String, R> roles, final Layers options, final String type) {
    for (final Section section : options.sections()) {
      section
          .get(CheckKeys.ROLE)
          .filter(word -> !roles.containsKey(word))
          .ifPresent(word ->
              problems.error(
                  section.origin(CheckKeys.ROLE),
                  section.path()
                      + ".role: "
                      + article(type)
                      + type
                      + " check knows no "
                      + OneLine.quoted(word),
                  Nearest.remedy(word, roles.keySet())));
    }
    return options.get(CheckKeys.ROLE).map(roles::get);
  }

  /** Of the most specific layer that names one. */
  private Optional<Secret> password(final Layers options) {
    return options.sections().stream().map(this::password).flatMap(Optional::stream).findFirst();
  }

  private Optional<Secret> password(final Section section) {
    if (section.has(CheckKeys.PASSWORD_FILE) && section.has(CheckKeys.PASSWORD_ENV)) {
      problems.error(
          section.origin(CheckKeys.PASSWORD_ENV),
          section.path() + " names two places for one password",
          "write password-file or password-env, not both");
    }
    return section.get(CheckKeys.PASSWORD_FILE).or(() -> section.get(CheckKeys.PASSWORD_ENV));
  }

  /** Settings down to the layer that names the type must be settings of that type. */
  private void refuseForeign(final String type) {
    for (final CheckSpec spec : specs) {
      spec.options().ifPresent(section -> refuseForeign(type, section));
      if (spec.type().isPresent()) {
        return;
      }
    }
  }

  private void refuseForeign(final String type, final Section section) {
    for (final Key<?> key : CheckKeys.TABLE.keys()) {
      final List<String> owners = CheckKeys.owners(key);
      if (section.has(key) && !owners.isEmpty() && !owners.contains(type)) {
        problems.error(
            section.origin(key),
            section.path()
                + "."
                + key.name()
                + " has no meaning for "
                + article(type)
                + type
                + " check",
            "write type = " + String.join(" or ", owners) + " beside it, or remove it");
      }
    }
    if (section.has(CheckKeys.OPTIONS) && CheckSpec.BUILT_IN.contains(type)) {
      problems.error(
          section.origin(CheckKeys.OPTIONS),
          section.path() + ".options has no meaning for " + article(type) + type + " check",
          "write the settings beside type, or remove options");
    }
  }

  /** The type that holds where the most specific of these layers stands. */
  private static String type(final List<CheckSpec> layers) {
    return layers.stream().map(CheckSpec::type).flatMap(Optional::stream).findFirst().orElse("tcp");
  }

  /**
   * The sections that speak of checks of this type. What a layer behind says to another type is not
   * for this one, least of all a password.
   */
  private Layers own(final String type) {
    final List<Section> own = new ArrayList<>();
    for (int i = 0; i < specs.size(); i++) {
      if (type(specs.subList(i, specs.size())).equals(type)) {
        specs.get(i).options().ifPresent(own::add);
      }
    }
    return new Layers(own);
  }
}
