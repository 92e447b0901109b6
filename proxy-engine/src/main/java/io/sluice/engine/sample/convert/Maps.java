package io.sluice.engine.sample.convert;

import io.sluice.config.http.Match;
import io.sluice.config.http.SampleType;
import io.sluice.engine.sample.Bytes;
import io.sluice.engine.sample.Converter;
import io.sluice.engine.sample.Ip;
import io.sluice.engine.sample.PatternFiles;
import io.sluice.engine.sample.RuleProblem;
import io.sluice.engine.sample.Sample;
import io.sluice.engine.sample.Surroundings;
import io.sluice.engine.sample.pattern.PatternBuilder;
import io.sluice.engine.sample.pattern.Regex;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Maps from files: {@code map_<match>_<type>(file[,default])}. Immutable; shared by all workers.
 *
 * <p>Source: HAProxy configuration manual, converter {@code map}: a key, blanks, and the value to
 * the end of the line.
 */
final class Maps {
  private Maps() {}

  static ConverterKind.Factory factory(final Match match, final SampleType output) {
    return (args, surroundings) -> make(match, output, args, surroundings);
  }

  private static Converter make(
      final Match match,
      final SampleType output,
      final List<String> args,
      final Surroundings surroundings) {
    final Path file = Path.of(Args.text(args, 0));
    final PatternBuilder keys = new PatternBuilder(match, false);
    final List<Sample> values = new ArrayList<>();
    for (final PatternFiles.Line line : surroundings.files().lines(file)) {
      try {
        final Sample value = value(output, Bytes.latin(line.value()));
        keys.add(line.key());
        values.add(value);
      } catch (final RuleProblem e) {
        surroundings.problem(file + ":" + line.number() + ": " + e.getMessage());
      }
    }
    return new MapTable(
        surroundings.files().live(file, true),
        match,
        output,
        args.size() > 1 ? value(output, Bytes.of(args.get(1))) : null,
        new MapTable.Built(0, keys.build(), values.toArray(Sample[]::new)));
  }

  /**
   * A map's value.
   *
   * @throws RuleProblem it is none of its type
   */
  static Sample value(final SampleType output, final byte[] text) {
    final Sample value = new Sample();
    switch (output) {
      case SINT -> value.setSint(number(text));
      case ADDR -> {
        if (!Ip.parse(text, 0, text.length, value)) {
          throw new RuleProblem("'" + latin(text) + "' is not an IP address");
        }
      }
      default -> value.setStr(text);
    }
    return value;
  }

  private static String latin(final byte[] text) {
    return new String(text, StandardCharsets.ISO_8859_1);
  }

  private static long number(final byte[] text) {
    try {
      return Long.parseLong(latin(text));
    } catch (final NumberFormatException e) {
      throw new RuleProblem("'" + latin(text) + "' is not an integer", e);
    }
  }

  /** {@code map_regm}: the value's {@code \1} stand for groups of the key. */
  static Converter regm(final List<String> args, final Surroundings surroundings) {
    final Path file = Path.of(Args.text(args, 0));
    final List<Regex> keys = new ArrayList<>();
    final List<byte[]> values = new ArrayList<>();
    for (final PatternFiles.Line line : surroundings.files().lines(file)) {
      try {
        keys.add(Regex.of(line.key(), false));
        values.add(Bytes.latin(line.value()));
      } catch (final RuleProblem e) {
        surroundings.problem(file + ":" + line.number() + ": " + e.getMessage());
      }
    }
    return new TemplateMap(
        surroundings.files().live(file, true),
        args.size() > 1 ? Bytes.of(args.get(1)) : null,
        new TemplateMap.Built(0, keys.toArray(Regex[]::new), values.toArray(byte[][]::new)));
  }
}
