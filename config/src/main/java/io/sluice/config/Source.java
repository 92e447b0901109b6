package io.sluice.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** One text that a configuration is read from. Immutable. */
final class Source {
  /** Keys further to the right in a line are not told apart, so that long lines cost little. */
  private static final int MAX_COLUMN = 2_048;

  private final int id;
  private final String name;
  private final Optional<Path> file;
  private final String text;
  private final Optional<Source> includedBy;
  private final int[] lineStarts;
  private final List<Integer> prefix;

  /**
   * A text.
   *
   * @param id its number among the texts of one reading, from 0
   * @param name as the operator gave it, or for an included file the path from there
   * @param file where it was read; empty for text that is in no file
   * @param text its characters, with line feeds only
   * @param includedBy the text that includes it; empty for one that was asked for
   * @param includeLine the line of that include; 0 where it is not known
   */
  Source(
      final int id,
      final String name,
      final Optional<Path> file,
      final String text,
      final Optional<Source> includedBy,
      final int includeLine) {
    this.id = id;
    this.name = name;
    this.file = file;
    this.text = text;
    this.includedBy = includedBy;
    this.lineStarts =
        IntStream.concat(
                IntStream.of(0),
                IntStream.range(0, text.length())
                    .filter(i -> text.charAt(i) == '\n')
                    .map(i -> i + 1))
            .toArray();
    final List<Integer> path = new ArrayList<>();
    includedBy.ifPresent(s -> {
      path.addAll(s.prefix);
      path.add(includeLine);
    });
    path.add(id);
    this.prefix = List.copyOf(path);
  }

  int id() {
    return id;
  }

  String text() {
    return text;
  }

  Optional<Path> file() {
    return file;
  }

  Optional<Source> includedBy() {
    return includedBy;
  }

  Origin at(final int line) {
    return new Origin(name, line);
  }

  /** How many includes lead here. */
  int depth() {
    return includedBy.map(s -> s.depth() + 1).orElse(0);
  }

  /**
   * The numbers by which places sort in the order that a reader meets them: of the text, the line,
   * the column.
   *
   * @param key what stands there; empty: any place in the line
   * @param parent the position of the section it is in, behind which it stands
   */
  List<Integer> position(final int line, final String key, final List<Integer> parent) {
    final List<Integer> position = new ArrayList<>(prefix);
    position.add(line);
    final boolean sameLine =
        parent.size() == position.size() + 1 && parent.subList(0, position.size()).equals(position);
    position.add(column(line, key, sameLine ? parent.getLast() + 1 : 0));
    return position;
  }

  /** The number of the first line that holds this, from 1; 0: none does. */
  int lineOf(final String part) {
    final int at = text.indexOf(part);
    return at < 0 ? 0 : (int) IntStream.of(lineStarts).takeWhile(start -> start <= at).count();
  }

  private int column(final int line, final String key, final int from) {
    if (line < 1 || line > lineStarts.length || key.isEmpty()) {
      return 0;
    }
    final int start = lineStarts[line - 1];
    final int end = line < lineStarts.length ? lineStarts[line] : text.length();
    final String row = text.substring(start, Math.min(end, start + MAX_COLUMN));
    for (int at = row.indexOf(key, from); at >= 0; at = row.indexOf(key, at + 1)) {
      if (isKey(row, at, at + key.length())) {
        return at;
      }
    }
    return MAX_COLUMN;
  }

  /** Whether a word stands where a key can: before a dot, a brace, or a sign of assignment. */
  private static boolean isKey(final String row, final int start, final int end) {
    if (start > 0 && isNamePart(row.charAt(start - 1))) {
      return false;
    }
    int after = end;
    while (after < row.length() && " \t\"".indexOf(row.charAt(after)) >= 0) {
      after++;
    }
    return after < row.length() && ".{=:+".indexOf(row.charAt(after)) >= 0;
  }

  private static boolean isNamePart(final char c) {
    return Character.isLetterOrDigit(c) || c == '-' || c == '_';
  }
}
