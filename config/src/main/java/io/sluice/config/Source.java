package io.sluice.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One text that a configuration is read from.
 *
 * @param id its number among the texts of one reading, from 0
 * @param name as the operator gave it, or for an included file the path from there
 * @param file where it was read; empty for text that is in no file
 * @param text its characters, with line feeds only
 * @param includedBy the text that includes it; empty for one that was asked for
 * @param includeLine the line of that include; 0 where it is not known
 */
record Source(
    int id,
    String name,
    Optional<Path> file,
    String text,
    Optional<Source> includedBy,
    int includeLine) {

  Origin at(final int line) {
    return new Origin(name, line);
  }

  /** How many includes lead here. */
  int depth() {
    return includedBy.map(s -> s.depth() + 1).orElse(0);
  }

  /** The path of numbers by which places sort in the order that a reader meets them. */
  List<Integer> position(final int line, final String key) {
    final List<Integer> position = prefix();
    position.add(line);
    position.add(column(line, key));
    return position;
  }

  /** The number of the first line that holds this, from 1; 0: none does. */
  int lineOf(final String part) {
    final int at = text.indexOf(part);
    return at < 0 ? 0 : 1 + (int) text.substring(0, at).chars().filter(c -> c == '\n').count();
  }

  private List<Integer> prefix() {
    if (includedBy.isEmpty()) {
      return new ArrayList<>(List.of(id));
    }
    final List<Integer> prefix = includedBy.get().prefix();
    prefix.add(includeLine);
    prefix.add(id);
    return prefix;
  }

  private int column(final int line, final String key) {
    int start = 0;
    for (int i = 1; i < line && start >= 0; i++) {
      start = text.indexOf('\n', start) + 1;
      if (start == 0) {
        return 0;
      }
    }
    final int end = text.indexOf('\n', start);
    final String row = end < 0 ? text.substring(start) : text.substring(start, end);
    return Math.max(0, wordIn(row, key));
  }

  private static int wordIn(final String row, final String key) {
    for (int at = row.indexOf(key); at >= 0; at = row.indexOf(key, at + 1)) {
      final int after = at + key.length();
      final boolean whole =
          (at == 0 || !isNamePart(row.charAt(at - 1)))
              && (after == row.length() || !isNamePart(row.charAt(after)));
      if (whole) {
        return at;
      }
    }
    return row.indexOf(key);
  }

  private static boolean isNamePart(final char c) {
    return Character.isLetterOrDigit(c) || c == '-' || c == '_';
  }
}
