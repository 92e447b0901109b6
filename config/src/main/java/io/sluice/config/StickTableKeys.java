package io.sluice.config;

import io.sluice.config.http.SampleType;
import io.sluice.config.http.StickTableConfig;
import io.sluice.config.http.StoredReader;
import io.sluice.config.text.BadText;
import io.sluice.config.text.Unfit;
import io.sluice.config.text.Units;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The keys of {@code stick-table}. */
final class StickTableKeys {
  private static final int MAX_KEY = 16_384;
  private static final long MAX_SIZE = 100L << 20;

  static final Key<SampleType> TYPE =
      new Key<>(
          "type",
          Types.choice(
              Map.of(
                  "ip", SampleType.IPV4,
                  "ipv6", SampleType.IPV6,
                  "integer", SampleType.SINT,
                  "string", SampleType.STR,
                  "binary", SampleType.BIN)),
          "required",
          "`ip`, `ipv6`, `integer`, `string` or `binary`",
          "ipv6",
          "What entries are found by. `ipv6` takes addresses of both families.");
  static final Key<Integer> LENGTH =
      new Key<>(
          "length",
          Types.integer(1, MAX_KEY),
          "32",
          "bytes",
          "64",
          "How many bytes of a `string` or `binary` count.");
  static final Key<Long> SIZE =
      new Key<>(
          "size",
          KeyType.scalar(StickTableKeys::size),
          "required",
          "entries, with k or m for 1024 or 1024 times that",
          "200k",
          "How many entries there may be; the oldest makes room for a new one.");
  static final Key<Boolean> NOPURGE =
      new Key<>(
          "nopurge",
          Types.bool(),
          "off",
          "on or off",
          "on",
          "Whether a full table takes nothing new.");
  static final Key<Duration> EXPIRE =
      new Key<>(
          "expire",
          Types.period(),
          "never",
          "duration",
          "30m",
          "How long an entry stays that nothing touches.");
  static final Key<List<RuleText>> STORE =
      new Key<>(
          "store",
          RuleText.listed(),
          "none",
          "words, or a list of them",
          "\"gpc0,http_req_rate(10s)\"",
          "What is counted beside each entry, in HAProxy's words.");

  static final Table TABLE =
      new Table(
          "stick-table",
          "a stick-table section",
          List.of(TYPE, LENGTH, SIZE, NOPURGE, EXPIRE, STORE));
  static final Key<Section> SECTION =
      new Key<>(
          "stick-table",
          Section.type(TABLE),
          "none",
          "section",
          "{ type = ip, size = 100k, expire = 10m, store = \"http_req_rate(10s)\" }",
          "A table of this section's name, for `stick`, `track-sc0` and counters.");

  private StickTableKeys() {}

  /** The table of a proxy; empty where it has none or it is not whole. */
  static Optional<StickTableConfig> config(final Section proxy, final Problems problems) {
    return proxy.get(SECTION).flatMap(section -> config(proxy.name(), section, problems));
  }

  private static Optional<StickTableConfig> config(
      final String name, final Section section, final Problems problems) {
    require(section, TYPE, problems);
    require(section, SIZE, problems);
    final Optional<SampleType> type = section.get(TYPE);
    final Optional<Long> size = section.get(SIZE);
    final List<StickTableConfig.Stored> stored =
        stored(section.get(STORE).orElse(List.of()), problems);
    if (type.isEmpty() || size.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new StickTableConfig(
            name,
            type.get(),
            keyBytes(type.get(), section, problems),
            size.get(),
            section.get(NOPURGE).orElse(false),
            section.get(EXPIRE),
            stored));
  }

  private static void require(final Section section, final Key<?> key, final Problems problems) {
    if (!section.has(key)) {
      problems.error(
          section.origin(),
          section.path() + " has no " + key.name(),
          "write " + key.sample() + " in it");
    }
  }

  private static int keyBytes(
      final SampleType type, final Section section, final Problems problems) {
    if (type != SampleType.STR && type != SampleType.BIN && section.has(LENGTH)) {
      problems.error(
          section.origin(LENGTH),
          section.path() + ".length has no meaning for this type",
          "remove it, or write type = string or binary");
    }
    return switch (type) {
      case IPV4, SINT -> 4;
      case IPV6 -> 16;
      case BOOL, ADDR, STR, BIN, METH, ANY -> section.get(LENGTH).orElse(32);
    };
  }

  private static List<StickTableConfig.Stored> stored(
      final List<RuleText> texts, final Problems problems) {
    final List<StickTableConfig.Stored> all = new ArrayList<>();
    final Set<StickTableConfig.Data> seen = new HashSet<>();
    for (final RuleText text : texts) {
      try {
        for (final StickTableConfig.Stored stored : StoredReader.read(text.text())) {
          if (!seen.add(stored.data())) {
            problems.error(text.origin(), text.path() + " stores something twice", "write it once");
          }
          all.add(stored);
        }
      } catch (final BadText e) {
        text.report(e, problems);
      }
    }
    return all;
  }

  private static long size(final String text) throws Unfit {
    final long size = Units.bytes(text);
    if (size < 1 || size > MAX_SIZE) {
      throw new Unfit("is out of range", "write a number of entries from 1 to 100m");
    }
    return size;
  }
}
