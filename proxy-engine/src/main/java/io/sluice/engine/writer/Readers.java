package io.sluice.engine.writer;

import io.sluice.backends.Choice;
import io.sluice.backends.Server;
import io.sluice.backends.writer.GaleraStatus;
import io.sluice.backends.writer.NodeReport;
import io.sluice.backends.writer.Verdict;
import io.sluice.config.WriterConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which nodes of a cluster are for those who read: first the good ones, then those that lag, then
 * the writer where it is to be spared. Stateless.
 */
final class Readers {
  private static final int GOOD = 0;
  private static final int LAGGING = 1;
  private static final int SPARED = 2;
  private static final int TIERS = 3;

  /** A node that its operator takes down in good order. */
  private static final String NO_MAINTENANCE = "DISABLED";

  private Readers() {}

  /**
   * The choice for a backend.
   *
   * @param reports what the servers said last, those of which nothing is known left out
   * @param writer the name of the writer; empty: there is none
   */
  static Choice of(
      final WriterConfig config,
      final List<Server> servers,
      final Map<Server, NodeReport> reports,
      final String writer) {
    final List<List<Server>> tiers = new ArrayList<>();
    for (int tier = 0; tier < TIERS; tier++) {
      final int wanted = tier;
      tiers.add(
          servers.stream()
              .filter(server ->
                  tier(config, Optional.ofNullable(reports.get(server)))
                      .map(found -> spared(config, server, writer) ? SPARED : found)
                      .filter(found -> found == wanted)
                      .isPresent())
              .toList());
    }
    return new Choice.Tiers(tiers);
  }

  private static boolean spared(
      final WriterConfig config, final Server server, final String writer) {
    return config.excludeWriter() && server.name().equals(writer);
  }

  /** Empty: it is not for readers. */
  private static Optional<Integer> tier(
      final WriterConfig config, final Optional<NodeReport> report) {
    final Verdict verdict = report.map(NodeReport::verdict).orElse(Verdict.OK);
    final Optional<GaleraStatus> galera = report.flatMap(NodeReport::galera);
    return switch (verdict) {
      case OK, UNKNOWN -> Optional.of(lags(config, galera) ? LAGGING : GOOD);
      case DEGRADED -> Optional.of(LAGGING);
      case DRAIN -> drained(config, galera);
      case BAD, DEAD -> Optional.empty();
    };
  }

  private static Optional<Integer> drained(
      final WriterConfig config, final Optional<GaleraStatus> galera) {
    if (galera.isEmpty() || !galera.get().maintMode().equals(NO_MAINTENANCE)) {
      return Optional.empty();
    }
    // Whoever reads does not mind that writes are refused.
    final boolean synced = galera.get().localState() == GaleraStatus.SYNCED;
    return Optional.of(synced && !lags(config, galera) ? GOOD : LAGGING);
  }

  private static boolean lags(final WriterConfig config, final Optional<GaleraStatus> galera) {
    return config.maxLag().isPresent()
        && galera.filter(g -> g.recvQueue() > config.maxLag().getAsInt()).isPresent();
  }
}
