package io.sluice.engine.frontend;

import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.NativeInetAddress;
import java.net.SocketAddress;

/**
 * Reads the peer's address from the bytes that accept(2) left. Stateless.
 *
 * <p>The first byte is the length of the rest: an IPv4 or IPv6 address, its scope and its port,
 * four bytes each for the last two. Peers of unix sockets have none.
 */
final class ClientAddress {
  /** A length byte, 16 bytes of address, 4 of scope, 4 of port. */
  static final int MAX_BYTES = 25;

  private static final SocketAddress UNIX = new DomainSocketAddress("");

  private ClientAddress() {}

  static SocketAddress of(final byte[] peer) {
    final int length = peer[0];
    return length > 0 ? NativeInetAddress.address(peer, 1, length) : UNIX;
  }
}
