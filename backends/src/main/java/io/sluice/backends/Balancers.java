package io.sluice.backends;

import io.sluice.config.BackendConfig;
import io.sluice.config.BalanceConfig;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;

/** The balancing algorithms there are, by name. Immutable. */
public final class Balancers {
  private final Map<String, BalancerFactory> byName;

  private Balancers(final Map<String, BalancerFactory> byName) {
    this.byName = Collections.unmodifiableMap(byName);
  }

  /**
   * Those that ServiceLoader finds on the class path, the built-in ones among them.
   *
   * @throws IllegalStateException two have one name, or one has none
   * @throws java.util.ServiceConfigurationError one that is listed cannot be made
   */
  public static Balancers load() {
    return of(ServiceLoader.load(BalancerFactory.class, BalancerFactory.class.getClassLoader()));
  }

  /**
   * Just these.
   *
   * @throws IllegalStateException two have one name, or one has none
   */
  public static Balancers of(final Iterable<BalancerFactory> factories) {
    final Map<String, BalancerFactory> byName = new TreeMap<>();
    for (final BalancerFactory factory : factories) {
      final String name = factory.name();
      if (name == null || name.isBlank()) {
        throw new IllegalStateException(
            "balancing algorithm without a name: " + factory.getClass().getName());
      }
      final BalancerFactory other = byName.putIfAbsent(name, factory);
      if (other != null) {
        throw new IllegalStateException(
            "balancing algorithm %s is there twice: %s and %s; remove one from the class path"
                .formatted(name, other.getClass().getName(), factory.getClass().getName()));
      }
    }
    return new Balancers(byName);
  }

  /** The names that a configuration may use, sorted. */
  public Set<String> names() {
    return byName.keySet();
  }

  /**
   * A balancer as configured.
   *
   * @throws IllegalArgumentException no algorithm has that name, or it refuses its options
   */
  Balancer create(
      final BalanceConfig config,
      final List<BalancerFactory.Candidate> candidates,
      final Balancer previous) {
    return factory(config.name()).create(config, candidates, previous);
  }

  /**
   * Tries the algorithm of a backend over all its servers, up or not, and throws the result away: a
   * mistake is told when the configuration is taken, and not when the first server comes up. {@link
   * Backend} does so itself; a reload that must not fail halfway does it before it begins.
   *
   * @throws IllegalArgumentException no algorithm has that name, or it refuses its options
   */
  public void verify(final BackendConfig config) {
    final BalancerFactory factory = factory(config.balance().name());
    final List<BalancerFactory.Candidate> candidates =
        config.servers().stream()
            .filter(line -> line.weight() > 0)
            .map(line -> ServerList.candidate(new Server(-1, line, 0)))
            .toList();
    if (!candidates.isEmpty()) {
      factory.create(config.balance(), candidates, null);
    }
  }

  private BalancerFactory factory(final String name) {
    final BalancerFactory factory = byName.get(name);
    if (factory == null) {
      throw new IllegalArgumentException(
          "unknown balancing algorithm %s; there are %s"
              .formatted(name, String.join(", ", byName.keySet())));
    }
    return factory;
  }
}
