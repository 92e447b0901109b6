package io.sluice.benchmarks.system.report;

import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Writes JSON: maps, lists, texts, numbers, booleans; what is no finite number is null. Stateless.
 */
final class Json {
  private Json() {}

  /** A value, indented by two blanks for each level. */
  static String text(final Object value) {
    final StringBuilder out = new StringBuilder();
    write(out, value, 0);
    return out.append('\n').toString();
  }

  private static void write(final StringBuilder out, final Object value, final int level) {
    switch (value) {
      case Map<?, ?> map -> {
        final Iterator<? extends Map.Entry<?, ?>> entries = map.entrySet().iterator();
        out.append('{');
        while (entries.hasNext()) {
          final Map.Entry<?, ?> entry = entries.next();
          indent(out, level + 1);
          quote(out, entry.getKey().toString());
          out.append(": ");
          write(out, entry.getValue(), level + 1);
          out.append(entries.hasNext() ? "," : "");
        }
        close(out, map.isEmpty(), level, '}');
      }
      case List<?> list -> {
        out.append('[');
        for (int i = 0; i < list.size(); i++) {
          indent(out, level + 1);
          write(out, list.get(i), level + 1);
          out.append(i + 1 < list.size() ? "," : "");
        }
        close(out, list.isEmpty(), level, ']');
      }
      case Double number -> out.append(Double.isFinite(number) ? number.toString() : "null");
      case Number number -> out.append(number);
      case Boolean bool -> out.append(bool);
      default -> quote(out, value.toString());
    }
  }

  private static void indent(final StringBuilder out, final int level) {
    out.append('\n').repeat("  ", level);
  }

  private static void close(
      final StringBuilder out, final boolean empty, final int level, final char bracket) {
    if (!empty) {
      indent(out, level);
    }
    out.append(bracket);
  }

  private static void quote(final StringBuilder out, final String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      final char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        out.append("\\u%04x".formatted((int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }
}
