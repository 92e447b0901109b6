package io.sluice.config;

import io.sluice.config.KeyType.Context;
import io.sluice.config.text.Unfit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The keys of {@code global.log} that say where lines go. */
final class LogKeys {
  /** HAProxy's default for {@code len}. */
  static final int DEFAULT_BYTES = 1024;

  private static final int MIN_BYTES = 80;
  private static final int MAX_BYTES = 16_000;

  /** In the order of their numbers. */
  static final List<String> FACILITIES =
      List.of(
          "kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp", "cron",
          "auth2", "ftp", "ntp", "audit", "alert", "cron2", "local0", "local1", "local2", "local3",
          "local4", "local5", "local6", "local7");

  /** In the order of their numbers. */
  static final List<String> LEVELS =
      List.of("emerg", "alert", "crit", "err", "warning", "notice", "info", "debug");

  static final Map<String, LogTarget.Format> FORMATS = formats();

  static final Key<LogTarget.To> TO =
      new Key<>(
          "to",
          KeyType.scalar(LogTargets::to),
          "required",
          "`udp://HOST:PORT`, `tcp://HOST:PORT`, the path of a unix datagram socket, `stdout` or"
              + " `stderr`",
          "\"udp://10.0.0.1:514\"",
          "Where lines go. A name is resolved while Sluice runs, and nothing waits for that.");
  static final Key<LogTarget.Format> FORMAT =
      new Key<>(
          "format",
          Types.choice(FORMATS),
          "rfc3164; raw for `stdout` and `stderr`",
          "`rfc3164`, `rfc5424`, `local`, `priority`, `short`, `timed`, `iso` or `raw`",
          "rfc5424",
          "What stands before a line: [logging](logging.md).");
  static final Key<Integer> FACILITY =
      new Key<>(
          "facility",
          Types.choice(numbered(FACILITIES)),
          "local0",
          "name of a facility",
          "daemon",
          "What syslog sorts by.");
  static final Key<Integer> LEVEL =
      new Key<>(
          "level",
          Types.choice(numbered(LEVELS)),
          "debug",
          "level of syslog",
          "notice",
          "The least severe level that is sent (HAProxy `maxlevel`). Session lines are `info`.");
  static final Key<Integer> MIN_LEVEL =
      new Key<>(
          "minlevel",
          Types.choice(numbered(LEVELS)),
          "emerg",
          "level of syslog",
          "warning",
          "The most severe level that is shown; what is worse is sent as this.");
  static final Key<Integer> LEN =
      new Key<>(
          "len",
          Types.integer(MIN_BYTES, MAX_BYTES),
          "1024",
          "bytes",
          "8000",
          "Where longer lines are cut, with what stands before them.");
  static final Table TARGET =
      new Table(
          "global.log.targets",
          "a log target",
          List.of(TO, FORMAT, FACILITY, LEVEL, MIN_LEVEL, LEN));
  static final Key<List<LogTarget>> TARGETS =
      new Key<>(
          "targets",
          Types.oneOrMore(LogKeys::target),
          "standard output",
          "section, text in HAProxy's words, or a list of them",
          "[\"10.0.0.1:514 local0\", { to = \"tcp://10.0.0.2:601\", format = rfc5424 }]",
          "Where session lines go, and messages beside standard output (HAProxy `log`).");
  static final Key<String> TAG =
      new Key<>(
          "tag",
          Types.text(
              Pattern.compile("[!-~]{1,48}"), "is not a word of at most 48 ASCII characters"),
          LogConfig.TAG,
          "text",
          "lb1",
          "What syslog calls this program (HAProxy `log-tag`).");
  static final Key<Optional<String>> SEND_HOSTNAME =
      new Key<>(
          "send-hostname",
          KeyType.scalar(LogKeys::hostName),
          "off",
          "on, off or a name",
          "on",
          "Whether lines to syslog name this host, and how (HAProxy `log-send-hostname`).");

  private LogKeys() {}

  static Map<String, Integer> numbered(final List<String> words) {
    final Map<String, Integer> numbers = new LinkedHashMap<>();
    words.forEach(word -> numbers.put(word, numbers.size()));
    return numbers;
  }

  private static Map<String, LogTarget.Format> formats() {
    final Map<String, LogTarget.Format> formats = new LinkedHashMap<>();
    for (final LogTarget.Format format : LogTarget.Format.values()) {
      formats.put(format.name().toLowerCase(Locale.ROOT), format);
    }
    return formats;
  }

  private static Optional<String> hostName(final String text) throws Unfit {
    return switch (text.strip().toLowerCase(Locale.ROOT)) {
      case "on", "yes", "true" -> Optional.of(LogConfig.OWN_HOST_NAME);
      case "off", "no", "false" -> Optional.empty();
      default -> {
        if (!text.strip().matches("[!-~]{1,255}")) {
          throw new Unfit("is not a host's name", null);
        }
        yield Optional.of(text.strip());
      }
    };
  }

  private static Optional<LogTarget> target(final Node node, final Context context) {
    if (node.kind() != Node.Kind.OBJECT) {
      return KeyType.scalar(LogTargets::inHaproxysWords).read(node, TARGETS, context);
    }
    final Section section = Section.read(node, TARGET, context);
    if (!section.has(TO)) {
      context.error(node, node.path() + " does not say where to", "write " + TO.sample());
    }
    return section.get(TO).map(to -> target(to, section));
  }

  private static LogTarget target(final LogTarget.To to, final Section section) {
    final LogTarget.Format format =
        to instanceof LogTarget.Stream ? LogTarget.Format.RAW : LogTarget.Format.RFC3164;
    return new LogTarget(
        to,
        section.get(FORMAT).orElse(format),
        section.get(FACILITY).orElse(FACILITIES.indexOf("local0")),
        section.get(LEVEL).orElse(LEVELS.indexOf("debug")),
        section.get(MIN_LEVEL).orElse(0),
        section.get(LEN).orElse(DEFAULT_BYTES));
  }

  /** The value of {@code len}. */
  static int length(final String text) throws Unfit {
    if (!text.matches("[0-9]{1,9}")
        || Integer.parseInt(text) < MIN_BYTES
        || Integer.parseInt(text) > MAX_BYTES) {
      throw new Unfit(
          "has a len that is out of range", "write len and a number from 80 to " + MAX_BYTES);
    }
    return Integer.parseInt(text);
  }
}
