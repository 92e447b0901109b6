package io.sluice.engine;

import io.sluice.config.ConfigProblem;
import io.sluice.config.Origin;
import io.sluice.config.ProxyConfig;
import java.util.Optional;

/**
 * Whether the file descriptors of the process are enough for its connections and pipes, and how
 * many of each there may be where the configuration does not say.
 *
 * @param limit descriptors that the process may have open
 * @param workers event loops
 */
record DescriptorBudget(long limit, int workers) {
  /** Used where maxconn is not said and the limit allows more. */
  static final int DEFAULT_MAXCONN = 10_000;

  /** For the JVM, logs, the admin listener and its clients. */
  private static final int RESERVE = 200;

  /** For each further admin listener and its clients. */
  private static final int ADMIN = 80;

  /** Where maxpipes is not said and the limit allows more. */
  private static final int DEFAULT_MAXPIPES = 256;

  /**
   * So much of what is there for connections is then for pipes, at most, where maxconn is not said.
   */
  private static final int PIPES_SHARE = 8;

  private static final Origin ORIGIN = new Origin("global.maxconn", 0);

  /** The limit of the process, 1 or more. */
  int maxconn(final ProxyConfig config) {
    final int said = config.global().maxconn();
    if (said > 0) {
      return said;
    }
    final long room = (limit - fixed(config)) / 2 - maxpipes(config);
    return Math.clamp(room, 1, DEFAULT_MAXCONN);
  }

  /** How many pipes the process may have open, 0 or more. */
  int maxpipes(final ProxyConfig config) {
    if (config.global().maxpipes().isPresent()) {
      return config.global().maxpipes().getAsInt();
    }
    final int said = config.global().maxconn();
    final long room = (limit - fixed(config)) / 2;
    return Math.clamp(said > 0 ? room - said : room / PIPES_SHARE, 0, DEFAULT_MAXPIPES);
  }

  /** What is wrong with the configured maxconn and maxpipes; empty: nothing. */
  Optional<ConfigProblem> problem(final ProxyConfig config) {
    final int maxconn = config.global().maxconn();
    final int maxpipes = config.global().maxpipes().orElse(0);
    final long needed = 2L * Math.max(1, maxconn) + 2L * maxpipes + fixed(config);
    if ((maxconn == 0 && maxpipes == 0) || needed <= limit) {
      return Optional.empty();
    }
    return Optional.of(
        ConfigProblem.error(
            ORIGIN,
            said(maxconn, maxpipes)
                + needed
                + " file descriptors, and the limit of open files is "
                + limit,
            "raise the limit (systemd: LimitNOFILE="
                + needed
                + ", shell: ulimit -n "
                + needed
                + "), or lower "
                + (maxconn == 0 ? "maxpipes" : "maxconn")));
  }

  private static String said(final int maxconn, final int maxpipes) {
    if (maxpipes == 0) {
      return "maxconn " + maxconn + " needs ";
    }
    return maxconn == 0
        ? "maxpipes " + maxpipes + " needs "
        : "maxconn " + maxconn + " and maxpipes " + maxpipes + " need ";
  }

  private long fixed(final ProxyConfig config) {
    final long listening =
        config.frontends().stream().mapToLong(frontend -> frontend.binds().size()).sum() * workers;
    final long checks =
        config.backends().stream().mapToLong(backend -> backend.servers().size()).sum();
    final long admins =
        config.global().admin().map(admin -> admin.binds().size() - 1L).orElse(0L) * ADMIN;
    return listening + checks + admins + RESERVE;
  }
}
