package io.sluice.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A value of the library's rendering of an unresolved tree: JSON with {@code ${path}} in it, in
 * which a key stands once for each time it was written, and values that follow each other without a
 * comma are joined.
 */
final class Rendered {
  /** Characters of this value, without its members and elements. */
  private long chars;

  private final List<String> references = new ArrayList<>();
  private final Map<String, List<Rendered>> members = new LinkedHashMap<>();
  private final List<Rendered> elements = new ArrayList<>();

  private Rendered() {}

  static Rendered parse(final String text) {
    return new Parser(text).value();
  }

  long chars() {
    return chars;
  }

  /** Paths of the substitutions that this value is made of. */
  List<String> references() {
    return references;
  }

  /** Members by name; one name has a value for each time it was written, in order. */
  Map<String, List<Rendered>> members() {
    return members;
  }

  List<Rendered> elements() {
    return elements;
  }

  private static final class Parser {
    private final String text;
    private int at;

    Parser(final String text) {
      this.text = text;
    }

    Rendered value() {
      final Rendered value = new Rendered();
      while (at < text.length()) {
        final int start = at;
        switch (text.charAt(at)) {
          case ',', '}', ']' -> {
            return value;
          }
          case '{' -> object(value);
          case '[' -> array(value);
          case '"' -> value.chars += string().length();
          case '$' -> value.references.add(reference());
          default -> at++;
        }
        value.chars += text.charAt(start) == '$' ? 0 : 1;
      }
      return value;
    }

    private void object(final Rendered into) {
      at++;
      while (at < text.length() && text.charAt(at) != '}') {
        if (text.charAt(at) != '"') {
          at++;
          continue;
        }
        final String quoted = string();
        at++;
        into.members
            .computeIfAbsent(quoted.substring(1, quoted.length() - 1), _ -> new ArrayList<>())
            .add(value());
      }
      at++;
    }

    private void array(final Rendered into) {
      at++;
      while (at < text.length() && text.charAt(at) != ']') {
        if (text.charAt(at) == ',') {
          at++;
        } else {
          into.elements.add(value());
        }
      }
      at++;
    }

    private String string() {
      final int start = at++;
      while (text.charAt(at) != '"') {
        at += text.charAt(at) == '\\' ? 2 : 1;
      }
      at++;
      return text.substring(start, at);
    }

    private String reference() {
      at += text.startsWith("${?", at) ? 3 : 2;
      final int start = at;
      while (text.charAt(at) != '}') {
        if (text.charAt(at) == '"') {
          string();
        } else {
          at++;
        }
      }
      return text.substring(start, at++);
    }
  }
}
