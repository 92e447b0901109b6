package io.sluice.engine.sample.convert;

import io.sluice.engine.sample.Converter;
import io.sluice.engine.sample.LivePatterns;
import io.sluice.engine.sample.Output;
import io.sluice.engine.sample.RuleProblem;
import io.sluice.engine.sample.Sample;
import io.sluice.engine.sample.Transaction;
import io.sluice.engine.sample.pattern.Regex;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A map of expressions whose values have places for groups ({@code map_regm}). Any thread. Where
 * rules change it, it is made anew by the first look-up after that.
 */
final class TemplateMap implements Converter {
  private final LivePatterns live;
  private final byte[] without;
  private volatile Built built;

  /** What is searched, as of a version of the lines. */
  @SuppressWarnings("ArrayRecordComponent") // It is never compared.
  record Built(long version, Regex[] expressions, byte[][] templates) {}

  /**
   * @param without the value where no key fits; null: none
   */
  TemplateMap(final LivePatterns live, final byte[] without, final Built built) {
    this.live = live;
    this.without = without;
    this.built = built;
    live.restrict((key, _) -> fits(key));
  }

  private static boolean fits(final byte[] key) {
    try {
      final Regex _ = expression(key);
      return true;
    } catch (final RuleProblem _) {
      return false;
    }
  }

  private static Regex expression(final byte[] key) {
    return Regex.of(new String(key, StandardCharsets.ISO_8859_1), false);
  }

  @Override
  public boolean convert(final Transaction txn, final Sample sample) {
    Built now = built;
    if (now.version() != live.version()) {
      now = rebuild();
      built = now;
    }
    final Regex[] expressions = now.expressions();
    for (int i = 0; i < expressions.length; i++) {
      if (expressions[i].find(sample.bytes(), sample.offset(), sample.length())) {
        final byte[] template = now.templates()[i];
        final Output into = txn.scratch().value(sample);
        expressions[i].replace(template, 0, template.length, into);
        sample.setStr(into.bytes(), 0, into.length());
        return !into.isOverflown();
      }
    }
    if (without == null) {
      return false;
    }
    sample.setStr(without);
    return true;
  }

  private Built rebuild() {
    final List<Regex> keys = new ArrayList<>();
    final List<byte[]> values = new ArrayList<>();
    final long version =
        live.forEach((key, value) -> {
          keys.add(expression(key));
          values.add(value);
        });
    return new Built(version, keys.toArray(Regex[]::new), values.toArray(byte[][]::new));
  }
}
