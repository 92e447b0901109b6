package io.sluice.engine.admin;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.sluice.config.Address;
import io.sluice.config.AdminBind;
import io.sluice.engine.frontend.BindFailure;
import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * An admin listener: a small HTTP/1.1 server for the pages and the commands of one bind.
 *
 * <pre>
 *   open ──start──► serving ──close──► closed
 *     └─────────────close──────────────►
 * </pre>
 *
 * <p>{@link #open}, {@link #start}, {@link #setBind} and {@link #close} are called by one thread.
 * Connections live on one loop of its own, and answers are made on virtual threads, so that neither
 * traffic nor other connections wait for a slow page, and those who fill one bind do not keep the
 * operator off another. It shows nothing of what a request said.
 */
public final class AdminServer implements AutoCloseable {
  private static final long CLOSE_SECONDS = 2;

  private final AdminSocket socket;
  private final Metrics metrics;
  private final Router router;
  private volatile AdminBind bind;
  private EventLoopGroup group;

  /** Open ones; closes at once what comes after its own close. */
  private ChannelGroup connections;

  private Channel listener;

  private AdminServer(final AdminBind bind, final AdminSocket socket, final Operations operations) {
    this.bind = bind;
    this.socket = socket;
    metrics = new Metrics(operations::stats);
    router =
        new Router(
            new Pages(metrics, operations), new Commands(operations), new Tables(operations));
  }

  /**
   * Opens the socket, which clients may wait at until {@link #start}.
   *
   * @param address of the bind, resolved; it need not be an address of this host yet
   * @param ours whether this process listens on the same path already, and is to be replaced
   * @param operations what is shown and done
   * @throws BindFailure where that is not possible, with the address and the reason
   */
  public static AdminServer open(
      final AdminBind bind,
      final SocketAddress address,
      final boolean ours,
      final Operations operations)
      throws BindFailure {
    return new AdminServer(bind, AdminSocket.open(bind, address, ours), operations);
  }

  /** Serves. */
  public void start() {
    connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    group =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("sluice-admin", true), EpollIoHandler.newFactory());
    listener =
        new ServerBootstrap()
            .group(group)
            .channelFactory(this::channel)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childHandler(
                new AdminInitializer(router, bind.address(), () -> Rights.of(bind), connections))
            .register()
            .syncUninterruptibly()
            .channel();
    socket.publish();
  }

  private ServerChannel channel() {
    final int descriptor = socket.socket().intValue();
    return bind.address() instanceof Address.Unix
        ? new EpollServerDomainSocketChannel(descriptor, true)
        : new EpollServerSocketChannel(descriptor);
  }

  /** Changes what may be done there, from the next request on; the address must be the same. */
  public void setBind(final AdminBind changed) {
    bind = changed;
  }

  /** Where it listens as the configuration says it, and what may be done there. */
  public AdminBind bind() {
    return bind;
  }

  /** Where it listens, with the port that the kernel chose. */
  public SocketAddress address() {
    return socket.address();
  }

  /** Stops listening and ends every connection. */
  @Override
  public void close() {
    if (group == null) {
      socket.abandon();
    } else {
      stop();
    }
    metrics.close();
  }

  private void stop() {
    socket.remove();
    listener.close().awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
    // A loop that is told to end while it runs its tasks does not close what is registered with it.
    connections.close().awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
    group
        .shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS)
        .awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
  }
}
