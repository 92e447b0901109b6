package io.sluice.engine.rules;

import io.sluice.config.http.Action;
import io.sluice.config.http.Condition;
import io.sluice.config.http.LogFormat;
import io.sluice.config.http.Match;
import io.sluice.config.http.Reply;
import io.sluice.config.http.Rule;
import io.sluice.config.http.RuleKind;
import io.sluice.config.http.SampleExpr;
import io.sluice.config.http.SampleType;
import io.sluice.engine.http1.FieldName;
import io.sluice.engine.sample.Bytes;
import io.sluice.engine.sample.Expression;
import io.sluice.engine.sample.Format;
import io.sluice.engine.sample.LivePatterns;
import io.sluice.engine.sample.RuleProblem;
import io.sluice.engine.sample.Surroundings;
import io.sluice.engine.sample.Tracked;
import io.sluice.engine.sample.VariableRef;
import io.sluice.engine.sample.When;
import io.sluice.engine.sample.compile.ConditionCompiler;
import io.sluice.engine.sample.compile.FormatCompiler;
import io.sluice.engine.sample.compile.SampleCompiler;
import io.sluice.engine.sample.pattern.Regex;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Compiles the rules of one proxy. Confined to the thread that loads a configuration; it reads
 * files. Everything that is wrong is told to {@link Surroundings#problem}.
 */
public final class RuleCompiler {
  private final Surroundings surroundings;
  private final SampleCompiler samples;
  private final ConditionCompiler conditions;
  private final FormatCompiler formats;
  private final Replies replies;

  public RuleCompiler(final Surroundings surroundings) {
    this.surroundings = surroundings;
    samples = new SampleCompiler(surroundings);
    conditions = new ConditionCompiler(samples);
    formats = new FormatCompiler(samples);
    replies = new Replies(formats, surroundings::errorPage);
  }

  /** Compiles a list; rules that are wrong are left out, and told of. */
  public RuleList compile(final List<Rule> rules, final RuleKind kind) {
    final List<RuleList.Step> steps = new ArrayList<>();
    for (final Rule rule : rules) {
      try {
        steps.add(
            new RuleList.Step(
                rule.where(),
                conditions.compile(rule.condition()),
                new Actions(this, kind).compile(rule.action())));
      } catch (final RuleProblem e) {
        surroundings.problem(rule.where() + ": " + e.getMessage());
      }
    }
    return steps.isEmpty() ? RuleList.NONE : new RuleList(steps.toArray(RuleList.Step[]::new));
  }

  /**
   * Compiles a condition.
   *
   * @throws RuleProblem it cannot be
   */
  public When compile(final Condition condition) {
    return conditions.compile(condition);
  }

  /**
   * Compiles a sample expression.
   *
   * @throws RuleProblem it cannot be
   */
  public Expression compile(final SampleExpr expr) {
    return samples.compile(expr);
  }

  /**
   * Compiles a format for texts that may hold any byte, such as a backend's name.
   *
   * @throws RuleProblem it cannot be
   */
  public Format compile(final LogFormat format) {
    return formats.compile(format);
  }

  /**
   * Compiles a format for header fields.
   *
   * @throws RuleProblem it cannot be
   */
  public Format compileEncoded(final LogFormat format) {
    return formats.compileEncoded(format);
  }

  /**
   * Compiles an answer of our own.
   *
   * @param usual the status where it says none
   * @throws RuleProblem it cannot be
   */
  public Answering compile(final Reply reply, final int usual) {
    return replies.compile(reply, usual);
  }

  /** The page of a status. */
  public Answering page(final int status) {
    return replies.page(status);
  }

  Surroundings surroundings() {
    return surroundings;
  }

  Regex regex(final String text) {
    return Regex.of(new String(Bytes.of(text), StandardCharsets.ISO_8859_1), false);
  }

  FieldName field(final String name) {
    final String lower = name.toLowerCase(Locale.ROOT);
    if (lower.equals("content-length") || lower.equals("transfer-encoding")) {
      throw new RuleProblem(
          name + " says where a message ends, and only Sluice may change it: leave the rule out");
    }
    if (!FieldName.isToken(name)) {
      throw new RuleProblem("'" + name + "' is not the name of a header field");
    }
    return FieldName.of(name);
  }

  /** What is kept of a file, see {@link io.sluice.engine.sample.PatternFiles#live}. */
  LivePatterns live(final String file, final boolean map) {
    return surroundings.files().live(Path.of(file), map);
  }

  VariableRef variable(final io.sluice.config.http.VarName name) {
    return VariableRef.of(name, surroundings);
  }

  /**
   * A stick table for keys of an expression.
   *
   * @param table empty: the proxy's own
   * @throws RuleProblem it is not there, or its keys are of another kind
   */
  public Tracked.Place place(final String table, final SampleType key) {
    final Tracked.Place place =
        new Tracked.Place(
            surroundings
                .table(table)
                .orElseThrow(() ->
                    new RuleProblem(
                        table.isEmpty()
                            ? "this proxy has no stick table"
                            : "there is no stick table " + table)));
    if (!place.takes(key)) {
      throw new RuleProblem(
          "keys of the stick table "
              + place.table().name()
              + " cannot be made of what this gives: put a converter behind it, or give the table"
              + " another type");
    }
    return place;
  }

  /** A deletion of fields by what their names are like. */
  RuleAction delete(final Action.DelHeader action, final boolean request) {
    if (action.match() == Match.STR) {
      return new HeaderActions.Delete(request, field(action.name()));
    }
    final boolean expression = action.match() == Match.REG;
    return new HeaderActions.DeleteFitting(
        request,
        action.match(),
        expression ? new byte[0] : Bytes.of(action.name()),
        expression ? regex(action.name()) : null);
  }
}
