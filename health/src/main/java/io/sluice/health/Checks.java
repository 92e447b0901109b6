package io.sluice.health;

import io.sluice.config.ProbeConfig;
import java.util.Set;

/** The check types there are, by name. Immutable. */
public final class Checks {
  /** Those that ServiceLoader finds on the class path, the built-in ones among them. */
  public static Checks load() {
    throw new UnsupportedOperationException();
  }

  public Set<String> types() {
    throw new UnsupportedOperationException();
  }

  public HealthCheck create(final ProbeConfig config) {
    throw new UnsupportedOperationException();
  }
}
