package io.sluice.engine.admin;

import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.unix.PeerCredentials;
import io.sluice.config.Address;
import java.io.IOException;
import java.net.InetSocketAddress;

/**
 * Who is at the other end of an admin connection, for the log.
 *
 * @param channel the connection
 * @param bind where it came in
 */
record Caller(Channel channel, Address bind) {
  /** Such as {@code uid 0 at /run/admin.sock}, or an address; any thread. */
  String name() {
    return channel instanceof final EpollDomainSocketChannel unix
        ? user(unix) + " at " + bind
        : host();
  }

  private static String user(final EpollDomainSocketChannel unix) {
    try {
      final PeerCredentials credentials = unix.peerCredentials();
      return "uid " + credentials.uid() + " (pid " + credentials.pid() + ")";
    } catch (final IOException gone) {
      return "a client that is gone";
    }
  }

  private String host() {
    return channel.remoteAddress() instanceof final InetSocketAddress remote
        ? remote.getAddress().getHostAddress()
        : "a client that is gone";
  }
}
