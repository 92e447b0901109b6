package io.sluice.health;

import io.sluice.backends.Server;
import java.net.SocketAddress;
import java.util.Optional;

/**
 * Where a probe goes.
 *
 * @param address resolved: an InetSocketAddress, or Netty's DomainSocketAddress
 * @param source the local address it comes from; empty: the kernel's choice
 * @param host the name for protocols that send one, such as HTTP's Host
 * @param subject whom it is for, where the check names that to others; such a probe is shared with
 *     no other server
 */
public record Target(
    SocketAddress address, Optional<SocketAddress> source, String host, Optional<Subject> subject) {
  /** A target whose probe may be shared. */
  public Target(
      final SocketAddress address, final Optional<SocketAddress> source, final String host) {
    this(address, source, host, Optional.empty());
  }

  /**
   * The server that a probe is for.
   *
   * @param server the server; what is read of it is as it is at that moment
   * @param proxy the name of its backend
   * @param proxyAddress the first address that its listen section binds; empty: it is a backend
   * @param proxyPort the port there; empty: there is none
   */
  public record Subject(
      Server server, String proxy, Optional<String> proxyAddress, Optional<String> proxyPort) {}
}
