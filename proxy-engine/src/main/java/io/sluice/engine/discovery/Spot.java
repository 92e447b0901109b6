package io.sluice.engine.discovery;

import io.netty.channel.unix.DomainSocketAddress;
import io.sluice.config.CheckConfig;
import io.sluice.config.ServerConfig;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Optional;

/**
 * Where a server is, as far as that is known.
 *
 * @param address where sessions go; empty: nobody knows
 * @param checkHost the host that is checked in its place, where its check names one; empty: there
 *     is none, or nobody knows its address
 */
public record Spot(Optional<SocketAddress> address, Optional<InetAddress> checkHost) {
  /** Nothing is known. */
  static final Spot NOWHERE = new Spot(Optional.empty(), Optional.empty());

  /** Of a server whose check goes to the server itself. */
  static Spot at(final SocketAddress address) {
    return new Spot(Optional.of(address), Optional.empty());
  }

  /** The same check, with another address for sessions. */
  public Spot withAddress(final Optional<SocketAddress> known) {
    return new Spot(known, checkHost);
  }

  Spot withCheckHost(final InetAddress known) {
    return new Spot(address, Optional.of(known));
  }

  /** Whether a server is to be found: by sessions, and by its check if it has one. */
  public boolean isComplete(final ServerConfig server) {
    return address.isPresent() && (server.check().isEmpty() || checkAddress(server).isPresent());
  }

  /** Where the check goes; empty: nobody knows, or there is no check. */
  public Optional<SocketAddress> checkAddress(final ServerConfig server) {
    return server.check().flatMap(this::checkAddress);
  }

  private Optional<SocketAddress> checkAddress(final CheckConfig check) {
    if (check.address().isPresent()) {
      return checkHost.map(host -> new InetSocketAddress(host, port(check)));
    }
    return address.map(known ->
        known instanceof final InetSocketAddress inet && check.port().isPresent()
            ? new InetSocketAddress(inet.getAddress(), check.port().getAsInt())
            : known);
  }

  /** A check with a host of its own has a port of its own, or that of the server. */
  private int port(final CheckConfig check) {
    return check.port().orElseGet(() -> address.map(Spot::port).orElse(0));
  }

  private static int port(final SocketAddress address) {
    return address instanceof final InetSocketAddress inet ? inet.getPort() : 0;
  }

  /** For messages. */
  static String text(final SocketAddress address) {
    return switch (address) {
      case final InetSocketAddress inet -> {
        final String host = inet.getAddress().getHostAddress();
        yield (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + inet.getPort();
      }
      case final DomainSocketAddress unix -> unix.path();
      default -> address.toString();
    };
  }
}
