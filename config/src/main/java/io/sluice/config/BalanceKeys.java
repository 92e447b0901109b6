package io.sluice.config;

import io.sluice.config.BalanceConfig.Hashing;
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
  private static final int MAX_FACTOR = 65_535;
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
  static final Key<Hashing> HASH_TYPE =
      new Key<>(
          "hash-type",
          KeyType.scalar(HashTypes::read),
          "map-based sdbm",
          "`map-based` or `consistent`, then `sdbm`, `djb2`, `wt6` or `crc32`, then `avalanche`",
          "consistent",
          "How a hash finds a server, how it is made, and whether it is mixed once more;"
              + " `consistent` alone is `consistent sdbm avalanche`. Of `source` the first word"
              + " alone acts. Only for algorithms that make a hash.");
  static final Key<Integer> HASH_BALANCE_FACTOR =
      new Key<>(
          "hash-balance-factor",
          Types.integer(0, MAX_FACTOR),
          "0",
          "percent",
          "150",
          "How many sessions a server may have, in percent of its share of all, above 100; a"
              + " client whose server has more goes to the next in its order. 0: as many as come."
              + " `hash-type = consistent` only.");
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
      new Table(
          "balance",
          "a balance section",
          List.of(ALGORITHM, HASH_TYPE, HASH_BALANCE_FACTOR, DRAWS, OPTIONS));
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
          node.text().strip(),
          2,
          Hashing.of(BalanceConfig.HashType.MAP_BASED),
          Map.of(),
          node,
          context);
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
    refuseForeign(section, HASH_BALANCE_FACTOR, HASHING.contains(word), algorithm, context);
    refuseForeign(section, DRAWS, algorithm.equals("random"), algorithm, context);
    refuseForeign(section, OPTIONS, !BUILT_IN.contains(word), algorithm, context);
    return named(
        algorithm,
        section.get(DRAWS).orElse(2),
        hashing(section, context),
        section.get(OPTIONS).orElse(Map.of()),
        node,
        context);
  }

  private static Hashing hashing(final Section section, final Context context) {
    final Hashing type =
        section.get(HASH_TYPE).orElse(Hashing.of(BalanceConfig.HashType.MAP_BASED));
    final int factor = section.get(HASH_BALANCE_FACTOR).orElse(0);
    if (factor > 0 && (factor <= 100 || type.type() != BalanceConfig.HashType.CONSISTENT)) {
      context
          .problems()
          .error(
              section.origin(HASH_BALANCE_FACTOR),
              section.path()
                  + ".hash-balance-factor "
                  + (factor <= 100 ? "is not above 100" : "has no meaning for map-based hashes"),
              factor <= 100
                  ? "write hash-balance-factor = 150, or 0 for none"
                  : "remove it, or write hash-type = consistent");
    }
    return type.withBalanceFactor(factor);
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
      final Hashing hash,
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
      final String text, final Hashing hash, final Node node, final Context context) {
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
