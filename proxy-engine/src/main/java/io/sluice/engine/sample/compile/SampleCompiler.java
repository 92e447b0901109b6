package io.sluice.engine.sample.compile;

import io.sluice.config.http.Call;
import io.sluice.config.http.SampleExpr;
import io.sluice.config.http.SampleType;
import io.sluice.engine.sample.Converter;
import io.sluice.engine.sample.Expression;
import io.sluice.engine.sample.RuleProblem;
import io.sluice.engine.sample.Surroundings;
import io.sluice.engine.sample.convert.ConverterKind;
import io.sluice.engine.sample.convert.Converters;
import io.sluice.engine.sample.convert.StickConverters;
import io.sluice.engine.sample.fetch.FetchFactory;
import io.sluice.engine.sample.fetch.Fetches;
import java.util.List;

/** Compiles sample expressions. Confined to the thread that loads a configuration. */
public final class SampleCompiler {
  private final Surroundings surroundings;

  public SampleCompiler(final Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /** What it compiles for. */
  public Surroundings surroundings() {
    return surroundings;
  }

  /**
   * Compiles one.
   *
   * @throws RuleProblem it cannot be
   */
  public Expression compile(final SampleExpr expr) {
    final FetchFactory fetch = Fetches.all().get(expr.fetch().name());
    if (fetch == null) {
      throw new RuleProblem("the sample fetch " + expr.fetch().name() + " is not there");
    }
    final List<Call> calls = expr.converters();
    final Converter[] converters = new Converter[calls.size()];
    final SampleType[] inputs = new SampleType[calls.size()];
    for (int i = 0; i < converters.length; i++) {
      final Call call = calls.get(i);
      final ConverterKind kind = kind(call.name());
      converters[i] = kind.factory().make(call.args(), surroundings);
      inputs[i] = kind.input();
    }
    return new Expression(
        fetch.make(expr.fetch().args(), surroundings), converters, inputs, expr.type());
  }

  private static ConverterKind kind(final String name) {
    ConverterKind kind = Converters.all().get(name);
    if (kind == null) {
      kind = StickConverters.ALL.get(name);
    }
    if (kind == null) {
      throw new RuleProblem("the converter " + name + " is not there");
    }
    return kind;
  }
}
