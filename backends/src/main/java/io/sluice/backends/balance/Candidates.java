package io.sluice.backends.balance;

import io.sluice.backends.BalancerFactory.Candidate;
import io.sluice.backends.Server;
import java.util.List;

/** Candidates as the arrays that picking goes through. */
final class Candidates {
  private Candidates() {}

  static Server[] servers(final List<Candidate> candidates) {
    return candidates.stream().map(Candidate::server).toArray(Server[]::new);
  }

  static int[] weights(final List<Candidate> candidates) {
    return candidates.stream().mapToInt(Candidate::weight).toArray();
  }

  static int[] configuredWeights(final List<Candidate> candidates) {
    return candidates.stream().mapToInt(Candidate::configuredWeight).toArray();
  }
}
