package io.sluice.engine;

import io.sluice.config.ConfigProblem;
import io.sluice.config.Origin;
import io.sluice.config.ProxyConfig;
import java.util.Optional;

/**
 * Whether the file descriptors of the process are enough for its connections, and how many
 * connections there may be where the configuration does not say.
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

  private static final Origin ORIGIN = new Origin("global.maxconn", 0);

  /** The limit of the process, 1 or more. */
  int maxconn(final ProxyConfig config) {
    final int said = config.global().maxconn();
    if (said > 0) {
      return said;
    }
    final long room = (limit - fixed(config)) / 2;
    return Math.clamp(room, 1, DEFAULT_MAXCONN);
  }

  /** What is wrong with the configured maxconn; empty: nothing. */
  Optional<ConfigProblem> problem(final ProxyConfig config) {
    final long needed = 2L * config.global().maxconn() + fixed(config);
    if (config.global().maxconn() == 0 || needed <= limit) {
      return Optional.empty();
    }
    return Optional.of(
        ConfigProblem.error(
            ORIGIN,
            "maxconn "
                + config.global().maxconn()
                + " needs "
                + needed
                + " file descriptors, and the limit of open files is "
                + limit,
            "raise the limit (systemd: LimitNOFILE="
                + needed
                + ", shell: ulimit -n "
                + needed
                + "), or lower maxconn"));
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
