package io.sluice.engine.sample.compile;

import io.sluice.config.http.AclTest;
import io.sluice.config.http.Match;
import io.sluice.config.http.SampleType;
import io.sluice.engine.sample.Bytes;
import io.sluice.engine.sample.LivePatterns;
import io.sluice.engine.sample.RuleProblem;
import io.sluice.engine.sample.Sample;
import io.sluice.engine.sample.pattern.PatternBuilder;
import io.sluice.engine.sample.pattern.Patterns;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Patterns of which some come from files, which rules may change. Any thread. Whole texts are
 * looked up where rules change them; for the other ways to compare, all patterns are put together
 * anew by the first look-up after a change.
 */
final class FilePatterns implements Patterns {
  private final AclTest test;
  private final List<LivePatterns> files;
  private final Patterns asRead;
  private volatile Built built;

  /**
   * @param version of all files together
   */
  private record Built(long version, Patterns patterns) {}

  FilePatterns(final AclTest test, final List<LivePatterns> files, final Patterns asRead) {
    this.test = test;
    this.files = List.copyOf(files);
    this.asRead = asRead;
    this.built = new Built(0, asRead);
    this.files.forEach(file -> file.restrict((key, _) -> fits(key)));
  }

  private boolean fits(final byte[] key) {
    try {
      add(new PatternBuilder(test.match(), test.ignoreCase()), key);
      return true;
    } catch (final RuleProblem _) {
      return false;
    }
  }

  @Override
  public SampleType input() {
    return asRead.input();
  }

  /** Where a file was changed, the place is told as 0. */
  @Override
  public int find(final Sample sample) {
    long version = 0;
    for (int i = 0; i < files.size(); i++) {
      version += files.get(i).version();
    }
    Built now = built;
    if (now.version() != version) {
      now = new Built(version, put(test.match() == Match.STR && !test.ignoreCase()));
      built = now;
    }
    return now.patterns().find(sample);
  }

  private Patterns put(final boolean whole) {
    final PatternBuilder builder = new PatternBuilder(test.match(), test.ignoreCase());
    for (final String pattern : test.patterns()) {
      builder.add(new String(Bytes.of(pattern), StandardCharsets.ISO_8859_1));
    }
    if (whole) {
      return new Whole(builder.build(), files);
    }
    for (final LivePatterns file : files) {
      final long _ = file.forEach((key, _) -> add(builder, key));
    }
    return builder.build();
  }

  private static void add(final PatternBuilder builder, final byte[] key) {
    builder.add(new String(key, StandardCharsets.ISO_8859_1));
  }

  /** Whole texts, of the rule or of one of the files. */
  private record Whole(Patterns own, List<LivePatterns> files) implements Patterns {
    @Override
    public SampleType input() {
      return SampleType.STR;
    }

    @Override
    public int find(final Sample sample) {
      if (own.find(sample) >= 0) {
        return 0;
      }
      for (int i = 0; i < files.size(); i++) {
        if (files.get(i).exact(sample.bytes(), sample.offset(), sample.length()) != null) {
          return 0;
        }
      }
      return -1;
    }
  }
}
