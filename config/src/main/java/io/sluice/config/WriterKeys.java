package io.sluice.config;

import io.sluice.config.WriterConfig.Agreement;
import io.sluice.config.WriterConfig.Failback;
import io.sluice.config.WriterConfig.Mode;
import io.sluice.config.text.Unfit;
import io.sluice.config.text.Units;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** The keys of a backend that say how it takes part in a cluster with one writer. */
final class WriterKeys {
  private static final Duration DEFAULT_MOVE = Duration.ofSeconds(5);
  private static final String DEFAULT_TABLE = "sluice.writer";
  private static final Pattern TABLE_NAME =
      Pattern.compile("[A-Za-z0-9_$]{1,64}\\.[A-Za-z0-9_$]{1,64}");
  private static final Pattern GROUP_NAME = Pattern.compile("[A-Za-z0-9._:-]{1,64}");

  static final Key<Mode> WRITER =
      new Key<>(
          "writer",
          Types.choice(Map.of("single", Mode.SINGLE, "none", Mode.NONE)),
          "ordinary balancing",
          "`single` or `none`",
          "single",
          "`single`: every session goes to the one writer of the cluster, and stays with it."
              + " `none`: sessions are spread over its good nodes.");
  static final Key<String> GROUP =
      new Key<>(
          "writer-group",
          Types.text(GROUP_NAME, "is not a name of 1 to 64 letters, digits and . : _ -"),
          "the backend's name",
          "name",
          "galera",
          "The cluster; backends of one cluster have the same. Needs `writer`.");
  static final Key<Failback> FAILBACK =
      new Key<>(
          "failback",
          KeyType.scalar(WriterKeys::failback),
          "none",
          "`none`, `manual` or `after DURATION`",
          "\"after 10m\"",
          "Whether the writer moves to a node that comes earlier in the order: never; only by hand,"
              + " and the admin pages say when one waits; or once that node was good for so long.");
  static final Key<Agreement> AGREEMENT =
      new Key<>(
          "agreement",
          Types.choice(Map.of("order", Agreement.ORDER, "table", Agreement.TABLE)),
          "order",
          "`order` or `table`",
          "table",
          "How load balancers name the same writer: by the order of the nodes alone, or by a row in"
              + " the cluster.");
  static final Key<String> AGREEMENT_TABLE =
      new Key<>(
          "agreement-table",
          Types.text(TABLE_NAME, "is not a DATABASE.TABLE"),
          DEFAULT_TABLE,
          "DATABASE.TABLE",
          "ops.writer",
          "The table of `agreement = table`.");
  static final Key<Duration> MOVE_WITHIN =
      new Key<>(
          "move-timeout",
          Types.duration(Duration.ZERO, Units.MAX_DURATION),
          "5s",
          "duration",
          "30s",
          "How long the sessions of a writer that is to move may take to become quiet; then they"
              + " are reset. New ones wait meanwhile.");
  static final Key<Boolean> EXCLUDE_WRITER =
      new Key<>(
          "exclude-writer",
          Types.bool(),
          "off",
          "on or off",
          "on",
          "Whether the writer serves only when no other node does; `writer = none` only.");
  static final Key<Integer> MAX_LAG =
      new Key<>(
          "max-lag",
          Types.integer(0, Integer.MAX_VALUE),
          "any number",
          "transactions",
          "100",
          "Transactions that a node has received and not applied; one with more serves only when no"
              + " other does; `writer = none` only.");

  /** What a backend may say; all but {@link #WRITER} need it. */
  static final List<Key<?>> KEYS =
      List.of(
          WRITER,
          GROUP,
          FAILBACK,
          AGREEMENT,
          AGREEMENT_TABLE,
          MOVE_WITHIN,
          EXCLUDE_WRITER,
          MAX_LAG);

  private static final List<Key<?>> OF_SINGLE =
      List.of(FAILBACK, AGREEMENT, AGREEMENT_TABLE, MOVE_WITHIN);
  private static final List<Key<?>> OF_NONE = List.of(EXCLUDE_WRITER, MAX_LAG);

  private WriterKeys() {}

  /** What a section says; empty: it is an ordinary backend. */
  static Optional<WriterConfig> config(final Section section, final Problems problems) {
    final Optional<Mode> mode = section.get(WRITER);
    refuseForeign(section, mode, problems);
    if (mode.equals(Optional.of(Mode.SINGLE)) && section.has(BalanceKeys.BALANCE)) {
      problems.warning(
          section.origin(BalanceKeys.BALANCE),
          section.path() + ".balance has no meaning with writer = single",
          "remove it");
    }
    return mode.map(m ->
        new WriterConfig(
            section.origin(WRITER),
            m,
            section.get(GROUP).orElse(section.name()),
            section.get(FAILBACK).orElse(Failback.NONE),
            section.get(AGREEMENT).orElse(Agreement.ORDER),
            section.get(AGREEMENT_TABLE).orElse(DEFAULT_TABLE),
            section.get(MOVE_WITHIN).orElse(DEFAULT_MOVE),
            section.get(EXCLUDE_WRITER).orElse(false),
            section.get(MAX_LAG).map(OptionalInt::of).orElseGet(OptionalInt::empty)));
  }

  private static void refuseForeign(
      final Section section, final Optional<Mode> mode, final Problems problems) {
    if (!section.has(WRITER)) {
      KEYS.forEach(key -> refuse(section, key, "writer", problems));
    } else if (mode.isPresent()) {
      final boolean single = mode.get() == Mode.SINGLE;
      (single ? OF_NONE : OF_SINGLE)
          .forEach(
              key -> refuse(section, key, single ? "writer = none" : "writer = single", problems));
    }
    if (section.has(AGREEMENT_TABLE)
        && section.get(AGREEMENT).filter(a -> a == Agreement.TABLE).isEmpty()
        && mode.filter(m -> m == Mode.SINGLE).isPresent()) {
      refuse(section, AGREEMENT_TABLE, "agreement = table", problems);
    }
  }

  private static void refuse(
      final Section section, final Key<?> key, final String needed, final Problems problems) {
    if (section.has(key)) {
      problems.error(
          section.origin(key),
          section.path() + "." + key.name() + " has no meaning without " + needed,
          "write " + needed + " beside it, or remove it");
    }
  }

  private static Failback failback(final String text) throws Unfit {
    final String[] words = text.strip().split("\\s+", 2);
    return switch (words[0]) {
      case "none" -> alone(words, Failback.NONE);
      case "manual" -> alone(words, Failback.MANUAL);
      case "after" -> {
        if (words.length < 2) {
          throw new Unfit("does not say after what time", "write \"after 10m\"");
        }
        yield new Failback(Optional.of(Units.duration(words[1])), false);
      }
      default -> throw new Unfit("is not known here", "write none, manual, or \"after DURATION\"");
    };
  }

  private static Failback alone(final String[] words, final Failback failback) throws Unfit {
    if (words.length > 1) {
      throw new Unfit("has a word too many", "write " + words[0] + " alone");
    }
    return failback;
  }
}
