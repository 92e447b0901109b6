package io.sluice.health;

import io.sluice.config.ProbeConfig;
import java.util.Collections;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;

/** The check types there are, by name. Immutable. */
public final class Checks {
  private final Map<String, CheckFactory> factories;

  private Checks(final Map<String, CheckFactory> factories) {
    this.factories = factories;
  }

  /**
   * Those that ServiceLoader finds on the class path, the built-in ones among them.
   *
   * @throws IllegalStateException two factories have one name; the message has both classes
   */
  public static Checks load() {
    return load(Checks.class.getClassLoader());
  }

  /**
   * Those that ServiceLoader finds through a class loader.
   *
   * @throws IllegalStateException two factories have one name; the message has both classes
   */
  public static Checks load(final ClassLoader loader) {
    return of(ServiceLoader.load(CheckFactory.class, loader));
  }

  static Checks of(final Iterable<CheckFactory> factories) {
    final Map<String, CheckFactory> byType = new TreeMap<>();
    for (final CheckFactory factory : factories) {
      final CheckFactory other = byType.putIfAbsent(factory.type(), factory);
      if (other != null) {
        throw new IllegalStateException(
            "two checks are named '%s': %s and %s"
                .formatted(
                    factory.type(), other.getClass().getName(), factory.getClass().getName()));
      }
    }
    return new Checks(byType);
  }

  /** The names, in alphabetical order. */
  public Set<String> types() {
    return Collections.unmodifiableSet(factories.keySet());
  }

  /**
   * A check.
   *
   * @throws IllegalArgumentException there is no such type, or an option of it is wrong; the
   *     message says which
   */
  public HealthCheck create(final ProbeConfig config) {
    final CheckFactory factory = factories.get(config.type());
    if (factory == null) {
      throw new IllegalArgumentException(
          "unknown check '%s'; there are %s"
              .formatted(config.type(), String.join(", ", factories.keySet())));
    }
    return factory.create(config);
  }
}
