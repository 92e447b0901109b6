package io.sluice.health;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.sluice.health.ConnectFailure.LocalFailure;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** Sockets of probes. Stateless; to be called on the check loop. */
final class ProbeChannels {
  private ProbeChannels() {}

  /**
   * A registered channel, bound to the target's source address, not connected.
   *
   * @throws LocalFailure it cannot be made or bound
   */
  static Channel open(final Target target, final EventLoop loop, final Exchange exchange) {
    final Channel channel = create(target.address());
    try {
      // How long it takes is the probe's to watch.
      channel.config().setConnectTimeoutMillis(0);
      // A failed write must not hide an answer that was sent before the server closed.
      channel.config().setOption(ChannelOption.AUTO_CLOSE, false);
      exchange.addCodecs(channel.pipeline());
      channel.pipeline().addLast(exchange);
      check("cannot watch a socket", loop.register(channel));
      target
          .source()
          .filter(source -> source.getClass() == target.address().getClass())
          .ifPresent(source -> check("cannot bind to " + source, channel.bind(source)));
      return channel;
    } catch (RuntimeException e) {
      close(channel);
      throw e;
    }
  }

  private static void close(final Channel channel) {
    if (channel.isRegistered()) {
      final var _ = channel.close();
    } else {
      channel.unsafe().closeForcibly();
    }
  }

  /** These are done when they return, since this is the loop. */
  private static void check(final String failure, final ChannelFuture done) {
    if (done.cause() != null) {
      throw new LocalFailure(failure + ": " + ConnectFailure.errorWords(done.cause()));
    }
  }

  private static Channel create(final SocketAddress address) {
    try {
      return switch (address) {
        case InetSocketAddress inet when inet.isUnresolved() ->
            throw new LocalFailure("no address for " + inet.getHostString());
        case InetSocketAddress _ -> inet(new EpollSocketChannel());
        case DomainSocketAddress _ -> new EpollDomainSocketChannel();
        default -> throw new LocalFailure("no way to connect to a " + address.getClass().getName());
      };
    } catch (ChannelException e) {
      throw new LocalFailure("no socket: " + ConnectFailure.errorWords(e));
    }
  }

  private static Channel inet(final EpollSocketChannel channel) {
    // Closing resets the connection: no TIME_WAIT stays behind.
    channel.config().setOption(ChannelOption.SO_LINGER, 0);
    channel.config().setOption(EpollChannelOption.IP_BIND_ADDRESS_NO_PORT, true);
    return channel;
  }
}
