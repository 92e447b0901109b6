package io.sluice.config;

import com.typesafe.config.ConfigException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Turns an exception of the HOCON library into a problem with a place and a remedy. */
final class SyntaxProblem {
  private static final Pattern PLACES = Pattern.compile("\u0001\\d+\u0001(: \\d+(-\\d+)?)?:? ?");
  private static final Pattern ADVICE =
      Pattern.compile("\\s*\\(if you (intended|want).*", Pattern.DOTALL);

  private static final Pattern CYCLE =
      Pattern.compile("(\\$\\{[^}]*\\}) was part of a cycle of substitutions");

  private SyntaxProblem() {}

  /**
   * Reports it.
   *
   * @param whole the place where the library names none
   */
  static void report(final ConfigException e, final Origin whole, final Sources sources) {
    final Origin origin = e.origin() == null ? whole : sources.origin(e.origin()).orElse(whole);
    sources.problems().error(origin, message(e), remedy(e));
  }

  private static String message(final ConfigException e) {
    final String text = e.getMessage() == null ? "cannot be read" : e.getMessage();
    final Matcher cycle = CYCLE.matcher(text);
    if (cycle.find()) {
      return "the substitution " + cycle.group(1) + " leads back to itself";
    }
    return ADVICE.matcher(PLACES.matcher(text).replaceAll("")).replaceFirst("").strip();
  }

  private static String remedy(final ConfigException e) {
    final String text = String.valueOf(e.getMessage());
    if (text.contains("quote was still open")) {
      return "close the double quote on this line";
    }
    if (text.contains("Substitution ${ was not closed")) {
      return "close the substitution with }";
    }
    if (text.contains("may not be followed by")) {
      return "write KEY = VALUE or KEY { ... }";
    }
    if (text.contains("cycle of substitutions")) {
      return "let one of them have a value of its own";
    }
    return "write values that hold any of : * @ [ ] { } = , + # $ in double quotes, such as"
        + " \"10.0.0.1:80\", and close every brace, bracket and quote";
  }
}
