package io.sluice.engine.admin;

import io.netty.channel.unix.DomainSocketAddress;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.UnresolvedAddressException;

/** Says in words why an address could not be listened on. */
final class BindFailure {
  private BindFailure() {}

  static BindException of(final SocketAddress address, final Throwable cause) {
    final BindException failure =
        new BindException("cannot listen on " + name(address) + ": " + reason(cause));
    failure.initCause(cause);
    return failure;
  }

  private static String name(final SocketAddress address) {
    return switch (address) {
      case final DomainSocketAddress unix -> unix.path().replace('\0', '@');
      case final InetSocketAddress inet -> host(inet) + ":" + inet.getPort();
      default -> address.toString();
    };
  }

  private static String host(final InetSocketAddress address) {
    if (address.isUnresolved()) {
      return address.getHostString();
    }
    final String host = address.getAddress().getHostAddress();
    return host.contains(":") ? "[" + host + "]" : host;
  }

  private static String reason(final Throwable cause) {
    if (cause instanceof UnresolvedAddressException) {
      return "unknown host";
    }
    final String message = String.valueOf(cause.getMessage());
    // The native transport says: bind(..) failed with error(-98): Address already in use
    final int systemError = message.lastIndexOf("): ");
    return systemError < 0 ? message : message.substring(systemError + 3);
  }
}
