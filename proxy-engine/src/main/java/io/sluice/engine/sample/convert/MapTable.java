package io.sluice.engine.sample.convert;

import io.sluice.config.http.Match;
import io.sluice.config.http.SampleType;
import io.sluice.engine.sample.Converter;
import io.sluice.engine.sample.LivePatterns;
import io.sluice.engine.sample.RuleProblem;
import io.sluice.engine.sample.Sample;
import io.sluice.engine.sample.Transaction;
import io.sluice.engine.sample.pattern.PatternBuilder;
import io.sluice.engine.sample.pattern.Patterns;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A map. Any thread. As long as no rule changes it, a look-up is one in tables that were made when
 * the file was read. Then one by the whole key is made where rules change it; for the other ways to
 * compare, tables are made anew by the first look-up after a change, which takes the longer, the
 * more lines there are.
 */
final class MapTable implements Converter {
  private final LivePatterns live;
  private final Match match;
  private final SampleType output;
  private final Sample without;
  private volatile Built built;

  /** What is searched, as of a version of the lines. */
  @SuppressWarnings("ArrayRecordComponent") // It is never compared.
  record Built(long version, Patterns keys, Sample[] values) {}

  /**
   * @param without the value where no key fits; null: none
   */
  MapTable(
      final LivePatterns live,
      final Match match,
      final SampleType output,
      final Sample without,
      final Built built) {
    this.live = live;
    this.match = match;
    this.output = output;
    this.without = without;
    this.built = built;
    live.restrict(this::fits);
  }

  private boolean fits(final byte[] key, final byte[] value) {
    try {
      final Sample _ = Maps.value(output, value);
      new PatternBuilder(match, false).add(new String(key, StandardCharsets.ISO_8859_1));
      return true;
    } catch (final RuleProblem _) {
      return false;
    }
  }

  @Override
  public boolean convert(final Transaction txn, final Sample sample) {
    final long version = live.version();
    if (version != 0 && match == Match.STR) {
      return exact(sample);
    }
    Built now = built;
    if (now.version() != version) {
      now = rebuild();
      built = now;
    }
    final int found = now.keys().find(sample);
    return take(found < 0 ? without : now.values()[found], sample);
  }

  private static boolean take(final Sample value, final Sample sample) {
    if (value == null) {
      return false;
    }
    sample.set(value);
    return true;
  }

  private boolean exact(final Sample sample) {
    final byte[] value = live.exact(sample.bytes(), sample.offset(), sample.length());
    if (value == null) {
      return take(without, sample);
    }
    return take(Maps.value(output, value), sample);
  }

  private Built rebuild() {
    final PatternBuilder keys = new PatternBuilder(match, false);
    final List<Sample> values = new ArrayList<>();
    final long version =
        live.forEach((key, text) -> {
          keys.add(new String(key, StandardCharsets.ISO_8859_1));
          values.add(Maps.value(output, text));
        });
    return new Built(version, keys.build(), values.toArray(Sample[]::new));
  }
}
