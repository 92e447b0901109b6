package io.sluice.engine;

import io.netty.channel.unix.DomainSocketAddress;
import io.sluice.backends.Server;
import io.sluice.config.Address;
import io.sluice.config.CheckConfig;
import io.sluice.engine.proxy.BackendRuntime;
import io.sluice.engine.reload.Generation;
import io.sluice.health.CheckScheduler.Watch;
import io.sluice.health.Target;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is to be checked in a generation. Stateless. */
final class Watches {
  private Watches() {}

  /** On the control loop, which writes what it reads. */
  static List<Watch> of(final Generation generation) {
    final List<Watch> watches = new ArrayList<>();
    for (final BackendRuntime backend : generation.backends().values()) {
      for (final Server server : backend.backend().servers()) {
        if (ProxyServer.isChecked(server)) {
          final CheckConfig check = server.config().check().orElseThrow();
          final SocketAddress address = BackendRuntime.of(server).checkAddress();
          watches.add(new Watch(server, check, target(backend, server, check, address)));
        }
      }
    }
    return watches;
  }

  private static Target target(
      final BackendRuntime backend,
      final Server server,
      final CheckConfig check,
      final SocketAddress address) {
    final Optional<SocketAddress> source =
        address instanceof DomainSocketAddress
            ? Optional.empty()
            : Optional.ofNullable(backend.source());
    return new Target(address, source, host(server, check));
  }

  private static String host(final Server server, final CheckConfig check) {
    return check
        .address()
        .orElse(server.config().address() instanceof Address.Inet inet ? inet.host() : "localhost");
  }
}
