package io.sluice.engine.sample.pattern;

import io.sluice.config.http.Match;
import io.sluice.config.http.SampleType;
import io.sluice.engine.sample.RuleProblem;
import java.util.ArrayList;
import java.util.List;

/** Puts patterns together, on the thread that loads a configuration. */
public final class PatternBuilder {
  private static final boolean[] DIR = delimiters("/?");
  private static final boolean[] DOM = delimiters("/?.:");

  private final Match match;
  private final boolean ignoreCase;
  private final List<byte[]> texts = new ArrayList<>();
  private final List<Regex> expressions = new ArrayList<>();
  private final List<IntRange> ranges = new ArrayList<>();
  private final Networks.Builder networks = new Networks.Builder();
  private int count;

  /**
   * @param match how they are compared; neither FOUND nor BOOL, which have no patterns
   */
  public PatternBuilder(final Match match, final boolean ignoreCase) {
    this.match = match;
    this.ignoreCase = ignoreCase;
  }

  /** How many there are. */
  public int count() {
    return count;
  }

  /**
   * Adds one behind the others.
   *
   * @param text one character for each byte
   * @throws RuleProblem it is none of its kind
   */
  public void add(final String text) {
    final byte[] bytes = io.sluice.engine.sample.Bytes.latin(text);
    switch (match) {
      case STR, SUB, BEG, END -> texts.add(bytes);
      case DIR -> texts.add(stripped(bytes, DIR));
      case DOM -> texts.add(stripped(bytes, DOM));
      case BIN -> texts.add(fromHex(text));
      case REG -> expressions.add(Regex.of(text, ignoreCase));
      case INT, LEN -> ranges.add(IntRange.of(text));
      case IP -> networks.add(text, count);
      case FOUND, BOOL -> throw new RuleProblem("this comparison has no patterns");
    }
    count++;
  }

  /** All that were added. */
  public Patterns build() {
    return switch (match) {
      case STR -> new StrPatterns(new ByteTable(texts, ignoreCase, false), SampleType.STR);
      case BIN -> new StrPatterns(new ByteTable(texts, false, false), SampleType.BIN);
      case BEG -> new BegPatterns(new ByteTable(texts, ignoreCase, false));
      case END -> new EndPatterns(new ByteTable(texts, ignoreCase, true));
      case SUB -> new SubPatterns(new ByteTable(texts, ignoreCase, false));
      case DIR -> new WordPatterns(new ByteTable(texts, ignoreCase, false), DIR);
      case DOM -> new WordPatterns(new ByteTable(texts, ignoreCase, false), DOM);
      case REG -> new RegPatterns(expressions.toArray(Regex[]::new));
      case INT -> new IntPatterns(ranges.toArray(IntRange[]::new), false);
      case LEN -> new IntPatterns(ranges.toArray(IntRange[]::new), true);
      case IP -> networks.build();
      case FOUND, BOOL -> throw new IllegalStateException("no patterns");
    };
  }

  private static boolean[] delimiters(final String text) {
    final boolean[] set = new boolean[256];
    for (int i = 0; i < text.length(); i++) {
      set[text.charAt(i)] = true;
    }
    return set;
  }

  private static byte[] stripped(final byte[] text, final boolean[] delimiters) {
    int from = 0;
    int to = text.length;
    while (from < to && delimiters[text[from] & 255]) {
      from++;
    }
    while (to > from && delimiters[text[to - 1] & 255]) {
      to--;
    }
    return java.util.Arrays.copyOfRange(text, from, to);
  }

  private static byte[] fromHex(final String text) {
    try {
      return java.util.HexFormat.of().parseHex(text);
    } catch (final IllegalArgumentException e) {
      throw new RuleProblem("'" + text + "' is not an even number of hexadecimal digits", e);
    }
  }
}
