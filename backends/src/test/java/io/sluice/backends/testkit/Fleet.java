package io.sluice.backends.testkit;

import io.sluice.backends.Assignment;
import io.sluice.backends.Backend;
import io.sluice.backends.Balancer;
import io.sluice.backends.BalancerFactory;
import io.sluice.backends.BalancerFactory.Candidate;
import io.sluice.backends.Balancers;
import io.sluice.backends.Server;
import io.sluice.config.BalanceConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Real servers for a balancer under test, and the slots that are taken of them. */
public final class Fleet {
  private final Backend backend;

  public Fleet(final Configs.Line... lines) {
    this.backend =
        new Backend(Configs.backend(new BalanceConfig.First(), lines), Balancers.load(), 0);
  }

  public Server get(final String name) {
    return backend.servers().stream().filter(s -> s.name().equals(name)).findFirst().orElseThrow();
  }

  /** Those of these names, in this order, at full weight; all, where none is named. */
  public List<Candidate> candidates(final String... names) {
    return backend.servers().stream()
        .filter(s -> names.length == 0 || Arrays.asList(names).contains(s.name()))
        .map(s -> candidate(s.name(), s.config().weight() * Candidate.WEIGHT_SCALE))
        .toList();
  }

  /** One with another weight than the configured, as in a slow start. */
  public Candidate candidate(final String name, final int sixteenths) {
    final Server server = get(name);
    return new Candidate(server, sixteenths, server.config().weight());
  }

  public Balancer balancer(final BalancerFactory factory, final BalanceConfig config) {
    return factory.create(config, candidates(), null);
  }

  public void take(final String name) {
    if (backend.assignTo(new Asker(), get(name)) != Assignment.GRANTED) {
      throw new AssertionError(name + " has no slot");
    }
  }

  public void take(final String name, final int slots) {
    for (int i = 0; i < slots; i++) {
      take(name);
    }
  }

  public void release(final String name) {
    backend.release(get(name));
  }

  /** The names that so many picks give, with a space between. */
  public static String picks(final Balancer balancer, final int picks) {
    final List<String> names = new ArrayList<>();
    for (int i = 0; i < picks; i++) {
      names.add(balancer.pick(0, null).name());
    }
    return String.join(" ", names);
  }

  /** How often each is picked when the keys are 0, 1, 2 and so on. */
  public static Map<String, Integer> counts(final Balancer balancer, final int picks) {
    final Map<String, Integer> counts = new TreeMap<>();
    for (int key = 0; key < picks; key++) {
      counts.merge(balancer.pick(key, null).name(), 1, Integer::sum);
    }
    return counts;
  }
}
