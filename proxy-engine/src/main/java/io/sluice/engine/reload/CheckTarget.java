package io.sluice.engine.reload;

import io.sluice.config.Address;
import io.sluice.config.CheckConfig;
import io.sluice.config.ServerConfig;

/**
 * Where a server is checked: its own address, unless the check has a port or an address of its own.
 * Stateless.
 */
final class CheckTarget {
  private CheckTarget() {}

  static Address of(final ServerConfig server, final CheckConfig check) {
    if (server.address() instanceof Address.Inet inet) {
      return new Address.Inet(
          check.address().orElse(inet.host()), check.port().orElse(inet.port()));
    }
    if (check.address().isPresent() && check.port().isPresent()) {
      return new Address.Inet(check.address().get(), check.port().getAsInt());
    }
    return server.address();
  }
}
