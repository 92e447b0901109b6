package io.sluice.engine.admin;

import io.sluice.backends.AdminState;
import io.sluice.backends.Health;
import io.sluice.backends.ServerState;
import io.sluice.engine.stats.Stats;
import io.sluice.engine.stats.Stats.BackendStats;
import io.sluice.engine.stats.Stats.FrontendStats;
import io.sluice.engine.stats.Stats.ProcessStats;
import io.sluice.engine.stats.Stats.ServerStats;
import io.sluice.engine.stats.Stats.Totals;
import java.util.List;

/** Stats to show. */
final class Samples {
  /** Every number differs from every other. */
  private static final Totals TOTALS = new Totals(101, 2, 1003, 1004, 5, 6, 7, 8, 9, 10, 11, 12);

  private Samples() {}

  /** One frontend, and one backend with these servers. */
  static Stats stats(final ServerStats... servers) {
    return new Stats(
        new ProcessStats("0.1.0", 12.5, 4, 2000, 21, 22, 23, 24, 25, 26, false),
        List.of(new FrontendStats("api", 300, TOTALS)),
        List.of(new BackendStats("app", 31, TOTALS, List.of(servers))));
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
        46);
  }
}
