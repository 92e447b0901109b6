package io.sluice.config;

import java.util.Set;

/**
 * The names that a configuration may use beyond the built-in ones.
 *
 * @param balancers algorithms that ServiceLoader found; built-in ones may be among them
 * @param checks check types that ServiceLoader found; built-in ones may be among them
 */
public record Extensions(Set<String> balancers, Set<String> checks) {
  /** Only what is built in. */
  public static final Extensions NONE = new Extensions(Set.of(), Set.of());

  public Extensions {
    balancers = Set.copyOf(balancers);
    checks = Set.copyOf(checks);
  }
}
