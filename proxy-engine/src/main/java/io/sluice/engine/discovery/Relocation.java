package io.sluice.engine.discovery;

import io.sluice.backends.Server;
import io.sluice.engine.proxy.BackendRuntime;
import io.sluice.engine.proxy.ServerRuntime;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a server to where it is: the data path, its check, its state, one line in the log.
 * Confined to the control loop.
 */
final class Relocation {
  private static final Logger LOG = LoggerFactory.getLogger(Discovery.class);

  private final LongSupplier nanoClock;
  private final Discovery.Listener listener;

  Relocation(final LongSupplier nanoClock, final Discovery.Listener listener) {
    this.nanoClock = nanoClock;
    this.listener = listener;
  }

  /** Where a server is, as it runs. */
  static Spot spotOf(final Server server) {
    final ServerRuntime runtime = BackendRuntime.of(server);
    final boolean isResolved = server.state().resolved();
    final Spot spot =
        isResolved || !Group.isByName(server.config()) ? Spot.at(runtime.address()) : Spot.NOWHERE;
    return isResolved && runtime.checkAddress() instanceof final InetSocketAddress check
        ? spot.withCheckHost(check.getAddress())
        : spot;
  }

  /**
   * It is there. A server of a template, or of a cluster with one writer, that was elsewhere is
   * another machine, which nobody has checked; one that stands alone keeps its verdict.
   *
   * @param next complete
   */
  void to(final BackendRuntime backend, final Server server, final Spot next, final String why) {
    final long now = nanoClock.getAsLong();
    final ServerRuntime runtime = BackendRuntime.of(server);
    final boolean wasThere = server.state().resolved();
    final SocketAddress from = runtime.address();
    final SocketAddress to = next.address().orElseThrow();
    if (wasThere && !to.equals(from) && isAnotherMachine(backend, server)) {
      backend.backend().setResolved(server, false, "it moves to another address", now);
    }
    runtime.setAddress(to);
    runtime.setCheckAddress(next.checkAddress(server.config()).orElse(null));
    if (backend.backend().setResolved(server, true, "", now)) {
      listener.onState(backend, server);
    }
    say(backend, server, wasThere ? from : null, to, why);
  }

  private static boolean isAnotherMachine(final BackendRuntime backend, final Server server) {
    return server.config().resolve().template().isPresent()
        || backend.config().writer().isPresent();
  }

  private static void say(
      final BackendRuntime backend,
      final Server server,
      final SocketAddress from,
      final SocketAddress to,
      final String why) {
    if (from == null) {
      LOG.info("server {}/{} is at {}: {}", backend.name(), server.name(), Spot.text(to), why);
    } else if (from.equals(to)) {
      LOG.info("server {}/{} is checked elsewhere: {}", backend.name(), server.name(), why);
    } else {
      LOG.info(
          "server {}/{} is at {} instead of {}: {}",
          backend.name(),
          server.name(),
          Spot.text(to),
          Spot.text(from),
          why);
    }
  }

  /**
   * Nobody knows where it is. Its sessions go on.
   *
   * @param lack what is wanting, in words
   * @return whether it was known before
   */
  boolean toNowhere(final BackendRuntime backend, final Server server, final String lack) {
    final SocketAddress from = BackendRuntime.of(server).address();
    final String reason = (from == null ? "no address yet: " : "no address: ") + lack;
    if (!backend.backend().setResolved(server, false, reason, nanoClock.getAsLong())) {
      return false;
    }
    LOG.warn(
        "server {}/{} has {}; it was at {}, {} sessions on it",
        backend.name(),
        server.name(),
        reason,
        Spot.text(from),
        server.served());
    if (backend.backend().servers().stream().noneMatch(s -> s.state().takesSessions())) {
      LOG.error("backend {} has no server left", backend.name());
    }
    listener.onState(backend, server);
    return true;
  }
}
