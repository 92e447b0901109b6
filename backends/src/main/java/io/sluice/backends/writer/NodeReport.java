package io.sluice.backends.writer;

import java.util.Optional;

/**
 * What a check that understands its server's place in a cluster found.
 *
 * @param verdict what the node is good for, as far as it can be told from itself alone
 * @param galera what a Galera node says; empty: it is no such node, or said nothing
 * @param row the row that load balancers agree by
 */
public record NodeReport(Verdict verdict, Optional<GaleraStatus> galera, AgreedRow row) {
  /** Of a server that is no Galera node. */
  public static NodeReport of(final Verdict verdict) {
    return new NodeReport(verdict, Optional.empty(), AgreedRow.NOT_READ);
  }
}
