package io.sluice.engine.sample;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Files of patterns and maps. Each is read once for a generation. Confined to the thread that loads
 * a configuration; it blocks.
 *
 * <p>Source: HAProxy configuration manual, ACL flag {@code -f} and converter {@code map}: one
 * pattern in each line; blanks before it do not count, empty lines and lines that begin with {@code
 * #} are passed over.
 */
public final class PatternFiles {
  private final Map<Path, List<Line>> read = new HashMap<>();
  private final Map<View, LivePatterns> live = new HashMap<>();

  private record View(Path file, boolean map) {}

  /**
   * One line.
   *
   * @param number from 1
   * @param text without blanks at its ends, one character for each byte
   */
  public record Line(int number, String text) {
    /** The first word. */
    public String key() {
      for (int i = 0; i < text.length(); i++) {
        if (isBlank(text.charAt(i))) {
          return text.substring(0, i);
        }
      }
      return text;
    }

    /** What is behind the first word. */
    public String value() {
      return text.substring(key().length()).strip();
    }
  }

  /**
   * The lines that say something.
   *
   * @throws RuleProblem the file cannot be read
   */
  public List<Line> lines(final Path file) {
    final List<Line> known = read.get(file);
    if (known != null) {
      return known;
    }
    final List<Line> lines = new ArrayList<>();
    try {
      final String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
      int number = 0;
      int start = 0;
      while (start < text.length()) {
        int end = text.indexOf('\n', start);
        if (end < 0) {
          end = text.length();
        }
        number++;
        add(lines, number, text, start, end);
        start = end + 1;
      }
    } catch (final IOException e) {
      throw new RuleProblem("cannot read " + file + ": " + reason(e), e);
    }
    read.put(file, lines);
    return lines;
  }

  /**
   * What rules may change of a file; one for all that look at it the same way.
   *
   * @param map whether the first word of each line is its key; else all of it is
   * @throws RuleProblem the file cannot be read
   */
  public LivePatterns live(final Path file, final boolean map) {
    final List<Line> lines = lines(file);
    return live.computeIfAbsent(new View(file, map), _ -> new LivePatterns(lines, map));
  }

  private static void add(
      final List<Line> lines, final int number, final String text, final int from, final int to) {
    int start = from;
    int end = to;
    while (start < end && isBlank(text.charAt(start))) {
      start++;
    }
    while (end > start && (isBlank(text.charAt(end - 1)) || text.charAt(end - 1) == '\r')) {
      end--;
    }
    if (start < end && text.charAt(start) != '#') {
      lines.add(new Line(number, text.substring(start, end)));
    }
  }

  private static boolean isBlank(final char c) {
    return c == ' ' || c == '\t';
  }

  private static String reason(final IOException e) {
    return e instanceof java.nio.file.NoSuchFileException ? "there is no such file" : e.toString();
  }
}
