package io.sluice.engine.sample;

import io.sluice.config.http.VarName;

/**
 * A variable that a rule names. Immutable; shared by all workers.
 *
 * <p>Source: HAProxy configuration manual, {@code set-var}.
 */
public final class VariableRef {
  private final VarName.Scope scope;
  private final int id;
  private final ProcessVariables process;

  private VariableRef(final VarName.Scope scope, final int id, final ProcessVariables process) {
    this.scope = scope;
    this.id = id;
    this.process = process;
  }

  /** The variable of that name. */
  public static VariableRef of(final VarName name, final Surroundings surroundings) {
    return new VariableRef(
        name.scope(),
        surroundings.variableIds(name.scope()).of(name.name()),
        surroundings.processVariables());
  }

  /**
   * The variable that is written {@code scope.name}.
   *
   * @throws RuleProblem it is none
   */
  public static VariableRef of(final String text, final Surroundings surroundings) {
    final int dot = text.indexOf('.');
    final String scope = dot < 0 ? "" : text.substring(0, dot);
    for (final VarName.Scope known : VarName.Scope.values()) {
      if (known.name().equalsIgnoreCase(scope) && dot + 1 < text.length()) {
        return of(new VarName(known, text.substring(dot + 1)), surroundings);
      }
    }
    throw new RuleProblem("'" + text + "' is not a variable such as txn.name");
  }

  /**
   * Points a sample at its value.
   *
   * @return false: it is not set
   */
  public boolean get(final Transaction txn, final Sample sample) {
    if (scope == VarName.Scope.PROC) {
      return process.get(id, sample);
    }
    final Variables variables = txn.variables(scope);
    return variables != null && variables.get(id, sample);
  }

  /**
   * Gives it a value.
   *
   * @return false: there is no room, or no such scope now
   */
  public boolean set(final Transaction txn, final Sample sample) {
    if (scope == VarName.Scope.PROC) {
      return process.set(id, sample);
    }
    final Variables variables = txn.variables(scope);
    return variables != null && variables.set(id, sample);
  }

  /** Forgets its value. */
  public void unset(final Transaction txn) {
    if (scope == VarName.Scope.PROC) {
      process.unset(id);
      return;
    }
    final Variables variables = txn.variables(scope);
    if (variables != null) {
      variables.unset(id);
    }
  }
}
