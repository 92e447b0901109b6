package io.sluice.engine.sample.compile;

import io.sluice.config.http.AclTest;
import io.sluice.config.http.Condition;
import io.sluice.config.http.SampleType;
import io.sluice.engine.sample.Bytes;
import io.sluice.engine.sample.Casts;
import io.sluice.engine.sample.Expression;
import io.sluice.engine.sample.LivePatterns;
import io.sluice.engine.sample.PatternFiles;
import io.sluice.engine.sample.RuleProblem;
import io.sluice.engine.sample.Sample;
import io.sluice.engine.sample.Transaction;
import io.sluice.engine.sample.When;
import io.sluice.engine.sample.pattern.PatternBuilder;
import io.sluice.engine.sample.pattern.Patterns;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Compiles conditions. A named ACL is compiled once for all its uses. Confined to the thread that
 * loads a configuration.
 */
public final class ConditionCompiler {
  private final SampleCompiler samples;
  private final Map<List<AclTest>, When> acls = new HashMap<>();

  public ConditionCompiler(final SampleCompiler samples) {
    this.samples = samples;
  }

  /**
   * Compiles one.
   *
   * @throws RuleProblem it cannot be
   */
  public When compile(final Condition condition) {
    return switch (condition) {
      case Condition.Always _ -> When.ALWAYS;
      case Condition.Test test -> compile(test.test());
      case Condition.Acl acl -> acls.computeIfAbsent(acl.tests(), this::any);
      case Condition.Not not -> {
        final When inner = compile(not.condition());
        yield txn -> When.YES >> inner.test(txn);
      }
      case Condition.And and -> new All(all(and.conditions()));
      case Condition.Or or -> new Any(all(or.conditions()));
    };
  }

  private When[] all(final List<Condition> conditions) {
    return conditions.stream().map(this::compile).toArray(When[]::new);
  }

  private When any(final List<AclTest> tests) {
    final When[] lines = tests.stream().map(this::compile).toArray(When[]::new);
    return lines.length == 1 ? lines[0] : new Any(lines);
  }

  /** Every one, no further than needed. */
  private record All(List<When> conditions) implements When {
    All(final When[] conditions) {
      this(List.of(conditions));
    }

    @Override
    public int test(final Transaction txn) {
      int result = YES;
      for (int i = 0; i < conditions.size() && result != NO; i++) {
        result &= conditions.get(i).test(txn);
      }
      return result;
    }
  }

  /** At least one, no further than needed. */
  private record Any(List<When> conditions) implements When {
    Any(final When[] conditions) {
      this(List.of(conditions));
    }

    @Override
    public int test(final Transaction txn) {
      int result = NO;
      for (int i = 0; i < conditions.size() && result != YES; i++) {
        result |= conditions.get(i).test(txn);
      }
      return result;
    }
  }

  private When compile(final AclTest test) {
    final Expression expression = samples.compile(test.sample());
    return switch (test.match()) {
      case FOUND -> new Comparison(expression, SampleType.ANY, null);
      case BOOL -> new Comparison(expression, SampleType.BOOL, null);
      case INT, IP, BIN, LEN, STR, SUB, REG, BEG, END, DIR, DOM -> {
        final Patterns patterns = patterns(test);
        yield new Comparison(expression, patterns.input(), patterns);
      }
    };
  }

  private Patterns patterns(final AclTest test) {
    final PatternBuilder builder = new PatternBuilder(test.match(), test.ignoreCase());
    for (final String pattern : test.patterns()) {
      builder.add(new String(Bytes.of(pattern), StandardCharsets.ISO_8859_1));
    }
    final List<LivePatterns> live = new ArrayList<>();
    for (final AclTest.PatternFile file : test.files()) {
      final Path path = Path.of(file.path());
      live.add(samples.surroundings().files().live(path, file.map()));
      for (final PatternFiles.Line line : samples.surroundings().files().lines(path)) {
        try {
          builder.add(file.map() ? line.key() : line.text());
        } catch (final RuleProblem e) {
          samples.surroundings().problem(path + ":" + line.number() + ": " + e.getMessage());
        }
      }
    }
    return live.isEmpty() ? builder.build() : new FilePatterns(test, live, builder.build());
  }

  /**
   * A sample, every value of it, and what one must be.
   *
   * @param patterns null: a value is enough, or one that is true
   */
  private record Comparison(Expression expression, SampleType input, Patterns patterns)
      implements When {
    @Override
    public int test(final Transaction txn) {
      final Sample sample = txn.scratch().sample();
      sample.begin(true);
      do {
        if (expression.next(txn, sample) && fits(txn, sample)) {
          return YES;
        }
      } while (sample.more());
      final boolean unsure =
          sample.isAwaited() || (sample.mayChange() && !txn.scratch().isComplete());
      return unsure ? UNSURE : NO;
    }

    private boolean fits(final Transaction txn, final Sample sample) {
      if (!Casts.to(input, txn.scratch(), sample)) {
        return false;
      }
      if (patterns != null) {
        return patterns.find(sample) >= 0;
      }
      return input == SampleType.ANY || sample.number() != 0;
    }
  }
}
