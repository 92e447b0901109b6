package io.sluice.config.http;

import io.sluice.config.text.BadText;
import io.sluice.config.text.Nearest;
import io.sluice.config.text.OneLine;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What stands behind the name of an action.
 *
 * @param args those in parentheses
 * @param words those behind
 * @param usage of the action, for remedies
 */
record ActionInput(
    RuleKind kind, List<Word> args, WordReader words, Reading reading, String usage) {
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");
  private static final Map<String, Match> HEADER_MATCHES =
      new TreeMap<>(
          Map.of(
              "str", Match.STR,
              "beg", Match.BEG,
              "end", Match.END,
              "sub", Match.SUB,
              "reg", Match.REG));

  ActionInput {
    args = List.copyOf(args);
  }

  /** The next word, which must be there. */
  Word next(final String what) throws BadText {
    if (words.isCondition()) {
      throw new BadText(
          words.offset(), "has a condition where " + what + " is missing", "write " + usage);
    }
    return words.next(what, "write " + usage);
  }

  /** The name of a header field. */
  String header() throws BadText {
    return header(next("the name of a header field"));
  }

  String header(final Word word) throws BadText {
    if (!TOKEN.matcher(word.text()).matches()) {
      throw new BadText(
          word.offset(),
          OneLine.quoted(word.text()) + " is not the name of a header field",
          "write letters, digits and -, such as X-Forwarded-Proto");
    }
    return word.text();
  }

  /** A text with parts that are filled in; not empty. */
  LogFormat format(final String what) throws BadText {
    final Word word = next(what);
    return LogFormatReader.read(word.text(), word.offset(), reading);
  }

  /** A sample expression. */
  SampleExpr expression() throws BadText {
    final Word word = next("a sample expression");
    return SampleReader.read(word.text(), word.offset(), reading);
  }

  /** A sample expression that gives something of a type, or what turns into it. */
  SampleExpr expression(final SampleType type, final Word word) throws BadText {
    final SampleExpr expr = SampleReader.read(word.text(), word.offset(), reading);
    if (!expr.type().becomes(type)) {
      throw bad(
          word,
          "gives " + expr.type().shown() + ", not " + type.shown(),
          "put a converter behind it that gives " + type.shown());
    }
    return expr;
  }

  String regex() throws BadText {
    final Word word = next("a regular expression");
    Regex.check(word.text(), word.offset());
    return word.text();
  }

  /** {@code -m METHOD}, or else {@link Match#STR}. */
  Match match() throws BadText {
    if (!words.skip("-m")) {
      return Match.STR;
    }
    final String word = words.choice("a way to compare", HEADER_MATCHES.keySet());
    return HEADER_MATCHES.getOrDefault(word, Match.STR);
  }

  /** The only argument in parentheses. */
  Word arg() throws BadText {
    return args(1).getFirst();
  }

  /** So many arguments in parentheses. */
  List<Word> args(final int count) throws BadText {
    if (args.size() != count) {
      throw new BadText(
          args.isEmpty() ? 0 : args.getFirst().offset(),
          "has " + args.size() + " arguments in parentheses, not " + count,
          "write " + usage);
    }
    return args;
  }

  /** One of some words. */
  String choice(final String what, final List<String> known) throws BadText {
    final Word word = next(what);
    final String lower = word.text().toLowerCase(Locale.ROOT);
    if (!known.contains(lower)) {
      throw new BadText(
          word.offset(),
          OneLine.quoted(word.text()) + " is not " + what,
          Nearest.remedy(word.text(), known));
    }
    return lower;
  }

  BadText bad(final Word word, final String message, final String remedy) {
    return new BadText(word.offset(), OneLine.quoted(word.text()) + " " + message, remedy);
  }
}
