package io.sluice.engine.sample.convert;

import io.sluice.config.http.SampleType;
import io.sluice.engine.sample.Casts;
import io.sluice.engine.sample.RuleProblem;
import io.sluice.engine.sample.Sample;
import io.sluice.engine.sample.Transaction;
import io.sluice.engine.sample.VariableRef;

/**
 * When a variable is set.
 *
 * <p>Source: HAProxy configuration manual, {@code set-var} with conditions.
 */
public enum VarCondition {
  IFEXISTS,
  IFNOTEXISTS,
  IFEMPTY,
  IFNOTEMPTY,
  IFSET,
  IFNOTSET,
  IFGT,
  IFLT;

  /** The one of that name. */
  static VarCondition of(final String name) {
    for (final VarCondition condition : values()) {
      if (condition.name().equalsIgnoreCase(name)) {
        return condition;
      }
    }
    throw new RuleProblem("'" + name + "' is not a condition such as ifnotset");
  }

  boolean holds(final VariableRef variable, final Transaction txn, final Sample sample) {
    final Sample old = txn.scratch().second();
    return switch (this) {
      case IFEXISTS, IFSET -> variable.get(txn, old);
      case IFNOTEXISTS, IFNOTSET -> !variable.get(txn, old);
      case IFEMPTY -> sample.isBytes() && sample.length() == 0;
      case IFNOTEMPTY -> !sample.isBytes() || sample.length() > 0;
      case IFGT -> isNumber(variable, txn, sample) && sample.number() > old.number();
      case IFLT -> isNumber(variable, txn, sample) && sample.number() < old.number();
    };
  }

  private static boolean isNumber(
      final VariableRef variable, final Transaction txn, final Sample sample) {
    final Sample old = txn.scratch().second();
    return sample.type() == SampleType.SINT
        && variable.get(txn, old)
        && Casts.to(SampleType.SINT, txn.scratch(), old);
  }
}
