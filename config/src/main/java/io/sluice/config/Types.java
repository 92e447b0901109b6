package io.sluice.config;

import io.sluice.config.KeyType.Context;
import io.sluice.config.text.Nearest;
import io.sluice.config.text.Unfit;
import io.sluice.config.text.Units;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.regex.Pattern;

/** The types that values of keys have. */
final class Types {
  /** What proxies and servers may be called, as in HAProxy. */
  static final Pattern NAME = Pattern.compile("[A-Za-z0-9._:-]{1,128}");

  private static final Pattern INTEGER = Pattern.compile("[+-]?[0-9]{1,40}");

  private Types() {}

  static KeyType<Integer> integer(final int min, final int max) {
    return KeyType.scalar(text -> {
      if (!INTEGER.matcher(text.strip()).matches()) {
        throw new Unfit("is not a whole number", null);
      }
      final BigInteger number = new BigInteger(text.strip());
      if (number.compareTo(BigInteger.valueOf(min)) < 0
          || number.compareTo(BigInteger.valueOf(max)) > 0) {
        throw new Unfit("is out of range", "write a number from " + min + " to " + max);
      }
      return number.intValueExact();
    });
  }

  static KeyType<Boolean> bool() {
    return KeyType.scalar(text ->
        switch (text.strip().toLowerCase(Locale.ROOT)) {
          case "on", "yes", "true" -> true;
          case "off", "no", "false" -> false;
          default -> throw new Unfit("is neither on nor off", "write on or off");
        });
  }

  /** A duration within bounds. */
  static KeyType<Duration> duration(final Duration min, final Duration max) {
    return KeyType.scalar(text -> within(Units.duration(text), min, max));
  }

  /** A duration of more than 0. */
  static KeyType<Duration> period() {
    return duration(Duration.ofMillis(1), Units.MAX_DURATION);
  }

  /** A duration in whole seconds, as the kernel counts keepalives. */
  static KeyType<Duration> seconds() {
    return KeyType.scalar(text -> {
      final Duration d =
          within(Units.duration(text), Duration.ofSeconds(1), Duration.ofSeconds(32_767));
      if (!d.equals(Duration.ofSeconds(d.toSeconds()))) {
        throw new Unfit("is not a whole number of seconds", null);
      }
      return d;
    });
  }

  /** A limit that {@code infinite}, or 0 as in HAProxy, takes away. */
  static KeyType<Optional<Duration>> limit() {
    return KeyType.scalar(
        text -> text.strip().equals("infinite") ? Optional.empty() : unlessZero(text));
  }

  /** How long something is kept, 0 too; {@code infinite}: for ever. */
  static KeyType<Optional<Duration>> kept() {
    return KeyType.scalar(text ->
        text.strip().equals("infinite")
            ? Optional.empty()
            : Optional.of(within(Units.duration(text), Duration.ZERO, Units.MAX_DURATION)));
  }

  /** A duration that steps in for another one; {@code off} or 0 leaves that one alone. */
  static KeyType<Optional<Duration>> standIn(final String other) {
    return KeyType.scalar(text -> {
      if (text.strip().equals("infinite")) {
        throw new Unfit(
            "is not possible here",
            "write a long duration, up to 24d, or off so that " + other + " holds");
      }
      return text.strip().equals("off") ? Optional.empty() : unlessZero(text);
    });
  }

  private static Optional<Duration> unlessZero(final String text) throws Unfit {
    final Duration d = Units.duration(text);
    return d.isZero()
        ? Optional.empty()
        : Optional.of(within(d, Duration.ofMillis(1), Units.MAX_DURATION));
  }

  private static Duration within(final Duration d, final Duration min, final Duration max)
      throws Unfit {
    if (d.compareTo(min) < 0 || d.compareTo(max) > 0) {
      throw new Unfit(
          "is out of range", "write a duration from " + Units.text(min) + " to " + Units.text(max));
    }
    return d;
  }

  /** A number of bytes, with or without a unit. */
  static KeyType<Integer> size(final int min, final int max) {
    return KeyType.scalar(text -> {
      final long bytes = Units.bytes(text);
      if (bytes < min || bytes > max) {
        throw new Unfit("is out of range", "write a size from " + min + " to " + max + " bytes");
      }
      return (int) bytes;
    });
  }

  /** A power of two of bytes. */
  static KeyType<Integer> powerOfTwo(final int min, final int max) {
    return KeyType.scalar(text -> {
      final long bytes = Units.bytes(text);
      if (bytes < min || bytes > max) {
        throw new Unfit("is out of range", "write a size from " + min + " to " + max + " bytes");
      }
      if (Long.bitCount(bytes) != 1) {
        throw new Unfit(
            "is not a power of two",
            "write " + Long.highestOneBit(bytes) + " or " + (Long.highestOneBit(bytes) << 1));
      }
      return (int) bytes;
    });
  }

  /** Any text that is not empty and matches. */
  static KeyType<String> text(final Pattern pattern, final String otherwise) {
    return KeyType.scalar(text -> {
      if (!pattern.matcher(text).matches()) {
        throw new Unfit(otherwise, null);
      }
      return text;
    });
  }

  /** The absolute path of a file; whether it is there is not looked at. */
  static KeyType<Path> file() {
    return KeyType.scalar(text -> {
      if (!text.startsWith("/") || text.indexOf('\0') >= 0) {
        throw new Unfit("is not the absolute path of a file", null);
      }
      return Path.of(text);
    });
  }

  static KeyType<String> name() {
    return text(NAME, "is not a name of letters, digits and . : _ -");
  }

  /** One of some words. */
  static <E> KeyType<E> choice(final Map<String, E> words) {
    return KeyType.scalar(text -> {
      final E value = words.get(text.strip());
      if (value == null) {
        throw new Unfit("is not known here", Nearest.remedy(text, words.keySet()));
      }
      return value;
    });
  }

  /** One scalar, or a list of them; text is also split at commas. */
  static <T> KeyType<List<T>> listed(final KeyType.Parser<T> parser) {
    final KeyType<List<T>> one =
        KeyType.scalar(text -> {
          final List<T> parts = new ArrayList<>();
          for (final String part : text.split(",", -1)) {
            parts.add(parser.parse(part.strip()));
          }
          return parts;
        });
    return (node, key, context) -> {
      if (node.kind() != Node.Kind.LIST) {
        return one.read(node, key, context);
      }
      final List<T> all = new ArrayList<>();
      KeyType.elements(node, key, context)
          .forEach(e -> one.read(e, key, context).ifPresent(all::addAll));
      return all.isEmpty() ? Optional.empty() : Optional.of(all);
    };
  }

  /** A scalar or a section, or a list of them. */
  static <T> KeyType<List<T>> oneOrMore(final BiFunction<Node, Context, Optional<T>> one) {
    return (node, key, context) -> {
      final List<T> all = new ArrayList<>();
      switch (node.kind()) {
        case LIST ->
            KeyType.elements(node, key, context)
                .forEach(e -> one.apply(e, context).ifPresent(all::add));
        case SCALAR, OBJECT -> one.apply(node, context).ifPresent(all::add);
        case NULL, UNRESOLVED -> {}
      }
      return all.isEmpty() ? Optional.empty() : Optional.of(all);
    };
  }

  /** A section whose keys are free and whose values are text, in the order of the file. */
  static KeyType<Map<String, String>> texts() {
    return (node, key, context) -> {
      if (node.kind() != Node.Kind.OBJECT) {
        KeyType.mismatch(node, "a section", key, context);
        return Optional.empty();
      }
      final Map<String, String> texts = new LinkedHashMap<>();
      node.members().forEach(m -> addText(m, "", texts, context));
      return Optional.of(texts);
    };
  }

  /** A key with dots and a section mean the same in HOCON, so both give the key with dots. */
  private static void addText(
      final Node node, final String prefix, final Map<String, String> to, final Context context) {
    switch (node.kind()) {
      case SCALAR -> to.put(prefix + node.name(), node.text());
      case OBJECT ->
          node.members().forEach(m -> addText(m, prefix + node.name() + ".", to, context));
      case LIST -> context.error(node, node.path() + " is a list", "write one text");
      case NULL, UNRESOLVED -> {}
    }
  }
}
