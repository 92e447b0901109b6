package io.sluice.backends;

import io.sluice.config.BalanceConfig;
import java.util.List;

/**
 * Makes balancers of one algorithm. Found by ServiceLoader: a public class with a public
 * constructor without parameters, named in {@code
 * META-INF/services/io.sluice.backends.BalancerFactory}.
 *
 * <p>Called on the control loop, or before it runs, whenever the servers that take sessions or
 * their weights change; and once more for trial, with a result that is thrown away, when a
 * configuration is taken.
 */
public interface BalancerFactory {
  /** The algorithm's name in a configuration, such as {@code roundrobin}. */
  String name();

  /**
   * A balancer over these candidates.
   *
   * @param config what the configuration says of it; its name is {@link #name()}
   * @param candidates servers that take sessions, at least one, in the order of the file
   * @param previous the balancer that this one replaces, to go on where it was; null: none, or one
   *     of another algorithm. Event loops may still ask it for a moment
   * @throws IllegalArgumentException the options say something that cannot be; the message says
   *     what may be written instead
   */
  Balancer create(BalanceConfig config, List<Candidate> candidates, Balancer previous);

  /**
   * A server that takes sessions.
   *
   * @param weight its share now, slow start included, 1 to 256 times {@link #WEIGHT_SCALE}
   * @param configuredWeight its share as the file says, 1 to 256
   */
  record Candidate(Server server, int weight, int configuredWeight) {
    /** Effective weights are in sixteenths, so that a server of weight 1 can start slowly too. */
    public static final int WEIGHT_SCALE = 16;
  }
}
