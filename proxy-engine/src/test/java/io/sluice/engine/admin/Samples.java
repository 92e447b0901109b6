package io.sluice.engine.admin;

import io.sluice.backends.AdminState;
import io.sluice.backends.Health;
import io.sluice.backends.ServerState;
import io.sluice.backends.writer.AgreedRow;
import io.sluice.backends.writer.GaleraStatus;
import io.sluice.backends.writer.NodeReport;
import io.sluice.backends.writer.Switch;
import io.sluice.backends.writer.Verdict;
import io.sluice.backends.writer.WriterSnapshot;
import io.sluice.engine.stats.Stats;
import io.sluice.engine.stats.Stats.AgentStats;
import io.sluice.engine.stats.Stats.BackendStats;
import io.sluice.engine.stats.Stats.FrontendStats;
import io.sluice.engine.stats.Stats.HttpTotals;
import io.sluice.engine.stats.Stats.ProcessStats;
import io.sluice.engine.stats.Stats.Responses;
import io.sluice.engine.stats.Stats.ServerStats;
import io.sluice.engine.stats.Stats.SwitchStats;
import io.sluice.engine.stats.Stats.Totals;
import io.sluice.engine.stats.Stats.WriterStats;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Stats to show. */
final class Samples {
  /** Every number differs from every other. */
  private static final Totals TOTALS =
      new Totals(
          101,
          2,
          1003,
          1004,
          5,
          6,
          7,
          8,
          9,
          10,
          11,
          12,
          Optional.of(
              new HttpTotals(
                  201, new Responses(202, 203, 204, 205, 206, 207), 208, 209, 210, 211, 212, 213)));

  private Samples() {}

  /** One frontend, and one backend with these servers. */
  static Stats stats(final ServerStats... servers) {
    return new Stats(
        new ProcessStats("0.1.0", 12.5, 4, 2000, 21, 22, 23, 24, 25, 26, false),
        List.of(new FrontendStats("api", 300, TOTALS)),
        List.of(new BackendStats("app", "", 31, TOTALS, List.of(servers))),
        List.of());
  }

  /** A server with a limit and a check. */
  static ServerStats server(final String name, final Health health, final AdminState admin) {
    return server(name, health, admin, false, 10);
  }

  static ServerStats server(
      final String name,
      final Health health,
      final AdminState admin,
      final boolean backup,
      final int weight) {
    return new ServerStats(
        name,
        "192.0.2.1:80",
        backup,
        weight,
        41,
        new ServerState(health, admin, "", 0),
        42,
        TOTALS,
        health == Health.PENDING || health == Health.UNCHECKED ? "" : "L7OK",
        0.25,
        43,
        44,
        45,
        46,
        "tcp",
        Optional.empty(),
        46.5,
        Optional.of(new AgentStats("L7STS", 0.75)));
  }

  /** A cluster of three: db1 is the writer, db2 is another node, db3 does not answer. */
  static Stats cluster() {
    final List<ServerStats> nodes =
        List.of(
            node("db1", Health.UP, Optional.of(report(Verdict.OK, 1))),
            node("db2", Health.UP, Optional.of(report(Verdict.DEGRADED, 0))),
            node("db3", Health.DOWN, Optional.empty()));
    return new Stats(
        stats().process(),
        List.of(),
        List.of(
            new BackendStats("write", "galera", 31, TOTALS, nodes),
            new BackendStats("read", "galera", 31, TOTALS, nodes),
            new BackendStats("alone", "", 31, TOTALS, nodes)),
        List.of(writers(true, 5, "")));
  }

  static WriterStats writers(final boolean agreed, final long epoch, final String unreadable) {
    return new WriterStats(
        new WriterSnapshot(
            "galera",
            "SETTLED",
            "db1",
            agreed,
            epoch,
            unreadable,
            "db2",
            List.of(
                new WriterSnapshot.Node("db1", Verdict.OK, "Synced", Optional.empty()),
                new WriterSnapshot.Node("db2", Verdict.DRAIN, "wanted out", Optional.empty()),
                new WriterSnapshot.Node("db3", Verdict.DEAD, "refused", Optional.empty()))),
        List.of(
            new SwitchStats(
                Instant.now().minusSeconds(60),
                new Switch("db3", "db1", Switch.Kind.FORCED, "refused", "OK", 1, 250_000_000)),
            new SwitchStats(
                Instant.EPOCH, new Switch("", "db3", Switch.Kind.FIRST, "start", "OK", 1, 0))),
        2);
  }

  private static ServerStats node(
      final String name, final Health health, final Optional<NodeReport> report) {
    return new ServerStats(
        name,
        "192.0.2.1:3306",
        false,
        1,
        0,
        new ServerState(health, AdminState.READY, "a \"reason\"\n\u0001\u2028é\ud83d\ude00", 0),
        0,
        TOTALS.withoutHttp(),
        health == Health.UP ? "L7OK" : "L4CON",
        0.25,
        43,
        44,
        45,
        46,
        "galera",
        report,
        46.5,
        Optional.empty());
  }

  private static NodeReport report(final Verdict verdict, final long index) {
    return new NodeReport(
        verdict,
        Optional.of(
            new GaleraStatus(
                4,
                "Synced",
                true,
                true,
                true,
                true,
                false,
                0,
                "NONE",
                false,
                "rsync",
                false,
                "DISABLED",
                index,
                "uuid",
                7,
                3,
                "gcomm",
                "node",
                List.of(),
                51,
                true,
                1_500_000_000L,
                61,
                71,
                81,
                91)),
        AgreedRow.NOT_READ);
  }
}
