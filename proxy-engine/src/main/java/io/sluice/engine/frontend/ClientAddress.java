package io.sluice.engine.frontend;

import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.NativeInetAddress;
import java.net.SocketAddress;

/**
 * Reads the peer's address from the bytes that accept(2) left. Stateless.
 *
 * <p>The first byte is the length of the rest: an IPv4 or IPv6 address, its scope and its port,
 * four bytes each for the last two. Peers of unix sockets have none, and what stands there is of no
 * use.
 */
final class ClientAddress {
  /** A length byte, 16 bytes of address, 4 of scope, 4 of port. */
  static final int MAX_BYTES = 25;

  private static final SocketAddress UNIX = new DomainSocketAddress("");

  private ClientAddress() {}

  /**
   * The client's address.
   *
   * @param isUnix whether the socket that accepted it is one; the bytes say nothing then
   */
  static SocketAddress of(final byte[] peer, final boolean isUnix) {
    return isUnix ? UNIX : NativeInetAddress.address(peer, 1, peer[0]);
  }
}
