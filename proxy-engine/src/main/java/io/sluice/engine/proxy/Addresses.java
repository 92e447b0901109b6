package io.sluice.engine.proxy;

import io.netty.channel.unix.DomainSocketAddress;
import io.sluice.config.Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;

/**
 * Turns configured addresses into those that sockets take. Blocks on names: not to be called on a
 * worker.
 */
public final class Addresses {
  private static final String ANY_IPV4 = "0.0.0.0";

  private Addresses() {}

  /**
   * Resolves.
   *
   * @throws UnknownHostException there is no such name, or it cannot be asked for now
   */
  public static SocketAddress resolve(final Address address) throws UnknownHostException {
    return switch (address) {
      case Address.Inet inet -> resolve(inet.host(), inet.port());
      case Address.Unix unix ->
          new DomainSocketAddress(
              unix.path().startsWith("@") ? "\0" + unix.path().substring(1) : unix.path());
      case Address.Inherited inherited ->
          throw new IllegalArgumentException(inherited + " is no address to go to");
    };
  }

  /** The same for a host and a port. */
  public static InetSocketAddress resolve(final String host, final int port)
      throws UnknownHostException {
    return new InetSocketAddress(InetAddress.getByName(host.equals("*") ? ANY_IPV4 : host), port);
  }
}
