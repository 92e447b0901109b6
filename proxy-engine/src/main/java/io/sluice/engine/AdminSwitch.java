package io.sluice.engine;

import io.sluice.config.AdminConfig;
import io.sluice.config.ConfigProblem;
import io.sluice.config.ProxyConfig;
import io.sluice.engine.admin.AdminServer;
import io.sluice.engine.proxy.Addresses;
import io.sluice.engine.reload.Generation;
import java.net.BindException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;

/** Opens the admin listener that a configuration wants, where it is not open already. Stateless. */
final class AdminSwitch {
  private AdminSwitch() {}

  /**
   * Opens.
   *
   * @param problems gets what stands in the way
   * @return empty: none is wanted, or the one that runs is the one that is wanted, or there is a
   *     problem
   */
  static Optional<AdminServer> open(
      final ProxyServer server,
      final Generation running,
      final ProxyConfig next,
      final List<ConfigProblem> problems) {
    final Optional<AdminConfig> wanted = next.global().admin();
    if (wanted.isEmpty() || wanted.equals(running.config().global().admin())) {
      return Optional.empty();
    }
    final AdminConfig config = wanted.get();
    final AdminServer admin = new AdminServer(server::stats, server::readiness);
    try {
      admin.start(Addresses.resolve(config.bind()));
      return Optional.of(admin);
    } catch (final UnknownHostException e) {
      problems.add(
          ConfigProblem.error(
              config.origin(), "no address is known for " + config.bind(), "write an address"));
    } catch (final BindException e) {
      problems.add(
          ConfigProblem.error(
              config.origin(),
              "the admin listener: " + e.getMessage(),
              "take another port, or stop the process that holds it"));
    }
    admin.close();
    return Optional.empty();
  }
}
