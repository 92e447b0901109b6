package io.sluice.config;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Looks at the braces and keys of a HOCON text before it is parsed, so that text which would cost
 * the parser its stack or minutes is refused in one pass.
 */
final class TextScan {
  static final int MAX_DEPTH = 100;

  /** Elements of one key such as {@code a.b.c}. */
  static final int MAX_PATH = 50;

  /** Keys with a dot: each is merged into its section, which costs the section's length. */
  static final int MAX_DOTTED = 20_000;

  /** Keys and elements: the parser's time grows with the square of a section's length. */
  static final int MAX_VALUES = 100_000;

  private final String text;
  private final Deque<Open> open = new ArrayDeque<>();
  private int at;
  private int line = 1;
  private int dots;
  private int dotted;
  private int substitutions;
  private int values;
  private boolean inKey = true;

  private TextScan(final String text) {
    this.text = text;
  }

  private record Open(char bracket, int line) {}

  /** What is wrong and in which line. */
  record Fault(int line, String message, String remedy) {}

  static Optional<Fault> check(final String text) {
    return Optional.ofNullable(new TextScan(text).run());
  }

  private Fault run() {
    while (at < text.length()) {
      final Fault fault = step(text.charAt(at));
      if (fault != null) {
        return fault;
      }
    }
    final Open left = open.peek();
    return left == null
        ? null
        : new Fault(
            left.line(),
            "the " + left.bracket() + " of this line is never closed",
            "close it with " + (left.bracket() == '[' ? "]" : "}"));
  }

  private Fault step(final char c) {
    switch (c) {
      case '"' -> skipString();
      case '#' -> skipLine();
      case '/' -> {
        if (text.startsWith("//", at)) {
          skipLine();
        } else {
          at++;
        }
      }
      case '$' -> {
        return substitution();
      }
      default -> {
        at++;
        values += "{[=:,".indexOf(c) >= 0 ? 1 : 0;
        return values > MAX_VALUES
            ? new Fault(
                line,
                "the file holds more than " + MAX_VALUES + " keys and elements",
                "split it, and leave out what is not needed")
            : structure(c);
      }
    }
    return null;
  }

  private Fault structure(final char c) {
    switch (c) {
      case '{', '[' -> {
        final Fault fault = c == '{' ? endOfKey() : null;
        open.push(new Open(c, line));
        startOfKey();
        return open.size() > MAX_DEPTH
            ? new Fault(line, "sections are nested more than " + MAX_DEPTH + " deep", "unnest them")
            : fault;
      }
      case '}', ']' -> {
        open.poll();
        startOfKey();
      }
      case '=', ':' -> {
        return endOfKey();
      }
      case ',' -> startOfKey();
      case '\n' -> {
        line++;
        startOfKey();
      }
      case '.' -> dots += inKey ? 1 : 0;
      default -> {}
    }
    return null;
  }

  private void startOfKey() {
    inKey = true;
    dots = 0;
  }

  private Fault endOfKey() {
    if (!inKey || dots == 0) {
      inKey = false;
      return null;
    }
    inKey = false;
    dotted++;
    if (dots >= MAX_PATH) {
      return new Fault(line, "a key has more than " + MAX_PATH + " parts", "write sections in { }");
    }
    return dotted > MAX_DOTTED
        ? new Fault(
            line, "there are more than " + MAX_DOTTED + " keys with a dot", "write sections in { }")
        : null;
  }

  private void skipString() {
    if (text.startsWith("\"\"\"", at)) {
      final int end = text.indexOf("\"\"\"", at + 3);
      final int stop = end < 0 ? text.length() : end + 3;
      line += (int) text.substring(at, stop).chars().filter(c -> c == '\n').count();
      at = stop;
      return;
    }
    at++;
    while (at < text.length() && text.charAt(at) != '"' && text.charAt(at) != '\n') {
      at += text.charAt(at) == '\\' ? 2 : 1;
    }
    if (at < text.length() && text.charAt(at) == '"') {
      at++;
    }
  }

  private void skipLine() {
    final int end = text.indexOf('\n', at);
    at = end < 0 ? text.length() : end;
  }

  private Fault substitution() {
    if (!text.startsWith("${", at)) {
      at++;
      return null;
    }
    at += 2;
    while (at < text.length() && "}\n\"".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    if (at < text.length() && text.charAt(at) == '}') {
      at++;
    }
    substitutions++;
    return substitutions > Substitutions.MAX_COUNT
        ? new Fault(
            line,
            "there are more than " + Substitutions.MAX_COUNT + " substitutions",
            "write fewer")
        : null;
  }
}
