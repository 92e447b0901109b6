package io.sluice.engine.proxy;

import io.sluice.config.http.VarName;
import io.sluice.engine.sample.ProcessVariables;
import io.sluice.engine.sample.VariableIds;
import java.util.EnumMap;
import java.util.Map;

/**
 * The variables of a process: the numbers that their names have in each scope, and the values of
 * those that belong to no request. One for the life of the process; any thread.
 */
public final class Scopes {
  private final Map<VarName.Scope, VariableIds> ids = new EnumMap<>(VarName.Scope.class);
  private final ProcessVariables process = new ProcessVariables();

  public Scopes() {
    for (final VarName.Scope scope : VarName.Scope.values()) {
      ids.put(scope, new VariableIds());
    }
  }

  /** The numbers of a scope. */
  public VariableIds ids(final VarName.Scope scope) {
    return ids.get(scope);
  }

  /** The values of the scope of the process. */
  public ProcessVariables process() {
    return process;
  }
}
