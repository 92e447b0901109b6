package io.sluice.engine.admin;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.sluice.engine.stats.Stats;
import java.net.BindException;
import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The admin listener: a small HTTP/1.1 server for {@code /metrics}, {@code /healthz} and {@code
 * /readyz}.
 *
 * <p>{@link #start} and {@link #close} are called by one thread. Connections live on one loop of
 * its own, and pages are rendered on virtual threads, so that neither traffic nor other connections
 * wait for a slow page. It reads nothing but GET and HEAD, and shows nothing of what a request
 * said.
 */
public final class AdminServer implements AutoCloseable {
  private static final long CLOSE_SECONDS = 2;

  private final Metrics metrics;
  private final Pages pages;
  private EventLoopGroup group;

  /** Open ones; closes at once what comes after its own close. */
  private ChannelGroup connections;

  private Channel listener;

  /**
   * Does not listen yet.
   *
   * @param stats asked once for each scrape, on a virtual thread
   * @param readiness asked for each probe, on a virtual thread
   */
  public AdminServer(final Supplier<Stats> stats, final Supplier<Readiness> readiness) {
    metrics = new Metrics(stats);
    pages = new Pages(metrics, readiness);
  }

  /**
   * Listens.
   *
   * @param bind an {@link java.net.InetSocketAddress}, which need not be an address of this host
   *     yet, or a {@link DomainSocketAddress}, whose leading NUL or {@code @} means the abstract
   *     namespace
   * @throws BindException where that is not possible, with the address and the reason
   */
  public void start(final SocketAddress bind) throws BindException {
    if (group != null) {
      throw new IllegalStateException("started before");
    }
    final SocketAddress address = prepare(bind);
    connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    group =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("sluice-admin", true), EpollIoHandler.newFactory());
    final ChannelFuture bound = bootstrap(address).bind(address).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      stop();
      throw BindFailure.of(bind, bound.cause());
    }
    listener = bound.channel();
  }

  private static SocketAddress prepare(final SocketAddress bind) throws BindException {
    if (bind instanceof final DomainSocketAddress unix) {
      final UnixPath path = new UnixPath(unix.path());
      path.check();
      return path.address();
    }
    return bind;
  }

  private ServerBootstrap bootstrap(final SocketAddress address) {
    final boolean unix = address instanceof DomainSocketAddress;
    final Class<? extends ServerChannel> type =
        unix ? EpollServerDomainSocketChannel.class : EpollServerSocketChannel.class;
    final ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(group)
            .channel(type)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childHandler(new AdminInitializer(pages, connections));
    if (!unix) {
      bootstrap.option(EpollChannelOption.SO_REUSEADDR, true);
      bootstrap.option(EpollChannelOption.IP_FREEBIND, true);
    }
    return bootstrap;
  }

  /** Where it listens, with the port that the kernel chose; null while it does not listen. */
  public SocketAddress address() {
    return listener == null ? null : listener.localAddress();
  }

  /** Stops listening and ends every connection. */
  @Override
  public void close() {
    if (group != null) {
      stop();
    }
    metrics.close();
  }

  private void stop() {
    if (listener != null) {
      // By the end of its group alone, the file of a unix socket may stay behind.
      listener.close().awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
    }
    // Nor does a loop that is told to end while it runs its tasks close what is registered with it.
    connections.close().awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
    group
        .shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS)
        .awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
    group = null;
    listener = null;
  }
}
