package io.sluice.engine.sample;

import io.sluice.config.http.SampleType;
import java.util.List;

/**
 * When a variable is set: {@code ifgt}, if it is greater than what it is to be, and {@code iflt},
 * if it is less.
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
  public static VarCondition of(final String name) {
    for (final VarCondition condition : values()) {
      if (condition.name().equalsIgnoreCase(name)) {
        return condition;
      }
    }
    throw new RuleProblem("'" + name + "' is not a condition such as ifnotset");
  }

  private boolean holds(final VariableRef variable, final Transaction txn, final Sample sample) {
    final Sample old = txn.scratch().second();
    return switch (this) {
      case IFEXISTS, IFSET -> variable.get(txn, old);
      case IFNOTEXISTS, IFNOTSET -> !variable.get(txn, old);
      case IFEMPTY -> sample.isBytes() && sample.length() == 0;
      case IFNOTEMPTY -> !sample.isBytes() || sample.length() > 0;
      case IFGT -> !areNumbers(variable, txn, sample) || old.number() > sample.number();
      case IFLT -> !areNumbers(variable, txn, sample) || old.number() < sample.number();
    };
  }

  /**
   * Those of some names.
   *
   * @throws RuleProblem one is none
   */
  public static VarCondition[] all(final List<String> names) {
    return names.stream().map(VarCondition::of).toArray(VarCondition[]::new);
  }

  /** Whether all hold, for a variable that is to have the value of the sample. */
  public static boolean hold(
      final VarCondition[] conditions,
      final VariableRef variable,
      final Transaction txn,
      final Sample sample) {
    for (final VarCondition condition : conditions) {
      if (!condition.holds(variable, txn, sample)) {
        return false;
      }
    }
    return true;
  }

  /** Whether there is something to compare: what is no integer, or not set, is set anyway. */
  private static boolean areNumbers(
      final VariableRef variable, final Transaction txn, final Sample sample) {
    final Sample old = txn.scratch().second();
    return sample.type() == SampleType.SINT
        && variable.get(txn, old)
        && old.type() == SampleType.SINT;
  }
}
