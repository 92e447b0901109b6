package io.sluice.health;

import java.net.SocketAddress;
import java.util.Optional;

/**
 * Where a probe goes.
 *
 * @param address resolved: an InetSocketAddress, or Netty's DomainSocketAddress
 * @param source the local address it comes from; empty: the kernel's choice
 * @param host the name for protocols that send one, such as HTTP's Host
 */
public record Target(SocketAddress address, Optional<SocketAddress> source, String host) {}
