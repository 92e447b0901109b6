package io.sluice.config;

import io.sluice.config.KeyType.Context;
import io.sluice.config.text.BadText;
import io.sluice.config.text.Nearest;
import io.sluice.config.text.OneLine;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The {@code balance} key and its section. */
final class BalanceKeys {
  private static final Set<String> BUILT_IN =
      Set.of(
          "roundrobin",
          "static-rr",
          "leastconn",
          "source",
          "first",
          "random",
          "uri",
          "url_param",
          "hdr",
          "rdp-cookie",
          "hash");

  /** Those that find a server by a hash. */
  private static final Set<String> HASHING =
      Set.of("source", "uri", "url_param", "hdr", "rdp-cookie", "hash");

  /** Those that look at the request. */
  private static final Set<String> BALANCED_BY_REQUEST =
      Set.of("uri", "url_param", "hdr", "rdp-cookie", "hash");

  private static final int MAX_DRAWS = 100;
  private static final Pattern RANDOM = Pattern.compile("random\\(\\s*([0-9]{1,3})\\s*\\)");

  static final Key<String> ALGORITHM =
      new Key<>(
          "algorithm",
          KeyType.scalar(String::strip),
          "required",
          "name",
          "leastconn",
          "`roundrobin`, `static-rr`, `leastconn`, `source`, `first`, `random`, `uri`,"
              + " `url_param NAME`, `hdr(NAME)`, `rdp-cookie(NAME)`, `hash EXPRESSION`, with"
              + " HAProxy's words behind them, or one that was added.");
  static final Key<BalanceConfig.HashType> HASH_TYPE =
      new Key<>(
          "hash-type",
          Types.choice(
              Map.of(
                  "map-based", BalanceConfig.HashType.MAP_BASED,
                  "consistent", BalanceConfig.HashType.CONSISTENT)),
          "map-based",
          "`map-based` or `consistent`",
          "consistent",
          "How a hash finds a server; only for algorithms that make one.");
  static final Key<Integer> DRAWS =
      new Key<>(
          "draws",
          Types.integer(1, MAX_DRAWS),
          "2",
          "servers",
          "3",
          "How many servers are drawn, of which the least loaded is taken; `random` only.");
  static final Key<Map<String, String>> OPTIONS =
      new Key<>(
          "options",
          Types.texts(),
          "none",
          "section of NAME = VALUE",
          "{ zone = \"a\" }",
          "What is said to an algorithm that was added; the built-in ones have none.");

  static final Table TABLE =
      new Table("balance", "a balance section", List.of(ALGORITHM, HASH_TYPE, DRAWS, OPTIONS));
  static final Key<BalanceConfig> BALANCE =
      new Key<>(
          "balance",
          BalanceKeys::read,
          "roundrobin",
          "name or section",
          "leastconn",
          "How a server is picked.");

  private BalanceKeys() {}

  private static Optional<BalanceConfig> read(
      final Node node, final Key<?> key, final Context context) {
    return switch (node.kind()) {
      case SCALAR -> word(node, context);
      case OBJECT -> {
        final Section section = Section.read(node, TABLE, context);
        if (!section.has(ALGORITHM)) {
          context.error(node, node.path() + " names no algorithm", "write algorithm = roundrobin");
        }
        yield section.get(ALGORITHM).flatMap(a -> config(a, section, node, context));
      }
      case LIST, NULL, UNRESOLVED -> {
        KeyType.mismatch(node, "a name or a section", key, context);
        yield Optional.empty();
      }
    };
  }

  private static Optional<BalanceConfig> word(final Node node, final Context context) {
    final Matcher random = RANDOM.matcher(node.text().strip());
    if (!random.matches()) {
      return named(
          node.text().strip(), 2, BalanceConfig.HashType.MAP_BASED, Map.of(), node, context);
    }
    final int draws = Integer.parseInt(random.group(1));
    if (draws < 1 || draws > MAX_DRAWS) {
      context.error(node, node.shown() + " draws too few or too many servers", "write random(2)");
      return Optional.empty();
    }
    return Optional.of(new BalanceConfig.Random(draws));
  }

  private static Optional<BalanceConfig> config(
      final String algorithm, final Section section, final Node node, final Context context) {
    final String word = BalanceWords.algorithm(algorithm);
    refuseForeign(section, HASH_TYPE, HASHING.contains(word), algorithm, context);
    refuseForeign(section, DRAWS, algorithm.equals("random"), algorithm, context);
    refuseForeign(section, OPTIONS, !BUILT_IN.contains(word), algorithm, context);
    return named(
        algorithm,
        section.get(DRAWS).orElse(2),
        section.get(HASH_TYPE).orElse(BalanceConfig.HashType.MAP_BASED),
        section.get(OPTIONS).orElse(Map.of()),
        node,
        context);
  }

  private static void refuseForeign(
      final Section section,
      final Key<?> key,
      final boolean fits,
      final String algorithm,
      final Context context) {
    if (!fits && section.has(key)) {
      context
          .problems()
          .error(
              section.origin(key),
              section.path() + "." + key.name() + " has no meaning for " + OneLine.of(algorithm),
              "remove it, or choose the algorithm that it is for");
    }
  }

  private static Optional<BalanceConfig> named(
      final String algorithm,
      final int draws,
      final BalanceConfig.HashType hash,
      final Map<String, String> options,
      final Node node,
      final Context context) {
    return switch (algorithm) {
      case "roundrobin" -> Optional.of(new BalanceConfig.RoundRobin());
      case "static-rr" -> Optional.of(new BalanceConfig.StaticRoundRobin());
      case "leastconn" -> Optional.of(new BalanceConfig.LeastConn());
      case "source" -> Optional.of(new BalanceConfig.Source(hash));
      case "first" -> Optional.of(new BalanceConfig.First());
      case "random" -> Optional.of(new BalanceConfig.Random(draws));
      default ->
          BALANCED_BY_REQUEST.contains(BalanceWords.algorithm(algorithm))
              ? words(algorithm, hash, node, context)
              : added(algorithm, options, node, context);
    };
  }

  private static Optional<BalanceConfig> words(
      final String text,
      final BalanceConfig.HashType hash,
      final Node node,
      final Context context) {
    try {
      return Optional.of(new BalanceWords(text, hash).read());
    } catch (final BadText e) {
      context.error(node, node.path() + ": " + e.message(), e.remedy());
      return Optional.empty();
    }
  }

  private static Optional<BalanceConfig> added(
      final String algorithm,
      final Map<String, String> options,
      final Node node,
      final Context context) {
    if (context.extensions().balancers().contains(algorithm)) {
      return Optional.of(new BalanceConfig.Custom(algorithm, options));
    }
    final Set<String> known = new LinkedHashSet<>(BUILT_IN);
    known.addAll(context.extensions().balancers());
    context.error(
        node,
        "there is no balancing algorithm " + OneLine.quoted(algorithm),
        Nearest.remedy(algorithm, known));
    return Optional.empty();
  }
}
