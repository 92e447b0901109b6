package io.sluice.config;

import io.sluice.config.text.Nearest;
import io.sluice.config.text.OneLine;
import io.sluice.config.text.Unfit;
import java.util.List;
import java.util.Map;

/** Reads where log lines go. */
final class LogTargets {
  private static final int SYSLOG_PORT = 514;
  private static final String WORDS =
      "ADDRESS [len BYTES] [format FORMAT] FACILITY [LEVEL [MINLEVEL]]";

  private LogTargets() {}

  static LogTarget.To to(final String text) throws Unfit {
    final String s = text.strip();
    return switch (s) {
      case "stdout" -> LogTarget.Stream.STDOUT;
      case "stderr" -> LogTarget.Stream.STDERR;
      default -> {
        if (s.startsWith("unix://")) {
          yield unix(s.substring(7));
        }
        if (s.startsWith("/") || s.startsWith("unix@") || s.startsWith("abns@")) {
          yield unix(s);
        }
        yield inet(s);
      }
    };
  }

  private static LogTarget.To unix(final String path) throws Unfit {
    return Addresses.bind(path) instanceof final Address.Unix unix
        ? new LogTarget.Datagram(unix)
        : unknown();
  }

  private static LogTarget.To unknown() throws Unfit {
    throw new Unfit(
        "is not a place for a log",
        "write udp://HOST:PORT, tcp://HOST:PORT, the path of a socket, stdout or stderr");
  }

  private static LogTarget.To inet(final String s) throws Unfit {
    if (s.startsWith("tcp://") || s.startsWith("tcp@")) {
      return new LogTarget.Tcp(Addresses.syslog(afterMark(s), SYSLOG_PORT));
    }
    final boolean udp = s.startsWith("udp://") || s.startsWith("udp@");
    if (!udp && (s.contains("://") || s.indexOf('@') >= 0)) {
      return unknown();
    }
    return new LogTarget.Udp(Addresses.syslog(udp ? afterMark(s) : s, SYSLOG_PORT));
  }

  private static String afterMark(final String s) {
    return s.charAt(3) == '@' ? s.substring(4) : s.substring(6);
  }

  /** As it stands behind {@code log} in HAProxy's configuration. */
  static LogTarget inHaproxysWords(final String text) throws Unfit {
    final List<String> words = List.of(text.strip().split("\\s+", -1));
    final LogTarget.To to = to(words.getFirst());
    int length = LogKeys.DEFAULT_BYTES;
    LogTarget.Format format = LogTarget.Format.RFC3164;
    int at = 1;
    while (at + 1 < words.size() && words.get(at).matches("len|format")) {
      if (words.get(at).equals("len")) {
        length = LogKeys.length(words.get(at + 1));
      } else {
        format = word(LogKeys.FORMATS, words.get(at + 1), "format");
      }
      at += 2;
    }
    final Map<String, Integer> levels = LogKeys.numbered(LogKeys.LEVELS);
    if (at >= words.size()) {
      throw new Unfit("has no facility", "write " + WORDS + ", such as \"10.0.0.1:514 local0\"");
    }
    final int facility = word(LogKeys.numbered(LogKeys.FACILITIES), words.get(at), "facility");
    final int level =
        at + 1 < words.size() ? word(levels, words.get(at + 1), "level") : levels.size() - 1;
    final int minLevel = at + 2 < words.size() ? word(levels, words.get(at + 2), "level") : 0;
    if (at + 3 < words.size()) {
      throw new Unfit("has too many words", "write " + WORDS);
    }
    return new LogTarget(to, format, facility, level, minLevel, length);
  }

  private static <E> E word(final Map<String, E> known, final String text, final String what)
      throws Unfit {
    final E value = known.get(text);
    if (value == null) {
      throw new Unfit(
          "has no " + what + " where there is \"" + OneLine.of(text) + "\"",
          Nearest.remedy(text, known.keySet()));
    }
    return value;
  }
}
