package io.sluice.config.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A name and what may stand in the parentheses behind it.
 *
 * @param name of a fetch or a converter
 * @param args in order; once one may be left out, so may all behind it
 */
record Signature(String name, List<Arg> args) {
  private static final Pattern FORM = Pattern.compile("([^()\\s]+)(?:\\((.*)\\))?");

  Signature {
    args = List.copyOf(args);
  }

  /** Reads one from a table, such as {@code req.hdr(text?,int?)}. */
  static Signature of(final String text) {
    final Matcher m = FORM.matcher(text);
    if (!m.matches()) {
      throw new IllegalArgumentException(text);
    }
    final List<Arg> args = new ArrayList<>();
    if (m.group(2) != null) {
      for (final String arg : m.group(2).split(",", -1)) {
        args.add(Arg.of(arg));
      }
    }
    return new Signature(m.group(1), args);
  }

  /** How many arguments there must be. */
  int least() {
    return (int) args.stream().filter(a -> !a.optional()).count();
  }

  /** Whether nothing between the parentheses is the one argument that there must be. */
  boolean takesEmptyText() {
    return least() == 1 && args.getFirst().kind() == Arg.Kind.TEXT;
  }

  /** As the documentation shows it, such as {@code req.hdr([text],[int])}. */
  String shown() {
    final StringBuilder shown = new StringBuilder(name);
    for (int i = 0; i < args.size(); i++) {
      final Arg arg = args.get(i);
      shown.append(i == 0 ? "(" : ",");
      shown.append(arg.optional() ? "[" + arg.shown() + "]" : arg.shown());
    }
    return args.isEmpty() ? name : shown.append(')').toString();
  }

  static SampleType type(final String word) {
    return SampleType.valueOf(word.toUpperCase(Locale.ROOT));
  }
}
