package io.sluice.engine.admin;

import io.sluice.config.Address;
import io.sluice.config.AdminBind;
import io.sluice.config.Origin;
import io.sluice.engine.frontend.BindFailure;
import io.sluice.engine.proxy.Addresses;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.OptionalInt;

/** Admin listeners at hand. */
final class Binds {
  private static final Origin ORIGIN = new Origin("test", 1);

  private Binds() {}

  /** A TCP bind that only shows pages. */
  static AdminBind tcp(final String host, final int port) {
    return new AdminBind(ORIGIN, new Address.Inet(host, port), OptionalInt.empty(), false, false);
  }

  /** A bind of the kernel's choice of port on the loopback. */
  static AdminBind loopback(final boolean commands, final boolean push) {
    return new AdminBind(
        ORIGIN, new Address.Inet("127.0.0.1", 0), OptionalInt.empty(), commands, push);
  }

  /** The file of a unix socket, with all rights. */
  static AdminBind unix(final Path path) {
    return new AdminBind(
        ORIGIN, new Address.Unix(path.toString()), OptionalInt.of(0600), true, true);
  }

  /** A name in the abstract namespace. */
  static AdminBind unnamed(final String name) {
    return new AdminBind(ORIGIN, new Address.Unix(name), OptionalInt.empty(), false, false);
  }

  /** Opens and starts. */
  static AdminServer start(final AdminBind bind, final Operations operations)
      throws BindFailure, UnknownHostException {
    final AdminServer server =
        AdminServer.open(bind, Addresses.resolve(bind.address()), false, operations);
    server.start();
    return server;
  }
}
