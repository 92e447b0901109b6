package io.sluice.engine.admin;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.group.ChannelGroup;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.sluice.config.Address;
import java.util.function.Supplier;

/**
 * Builds the pipeline of an admin connection. Confined to the admin loop.
 *
 * <pre>
 *   socket - deadline - codec - aggregator - handler
 * </pre>
 *
 * <p>Nothing is read unless the handler asks: what a client sends ahead of its answers waits in the
 * kernel, but for one read.
 */
final class AdminInitializer extends ChannelInitializer<Channel> {
  /** Connections at a time; one more is closed at once. */
  static final int MAX_CONNECTIONS = 64;

  static final int MAX_LINE_BYTES = 2048;
  static final int MAX_HEADER_BYTES = 8192;
  static final int MAX_BODY_BYTES = 1024;

  private final Router router;
  private final Address bind;
  private final Supplier<Rights> rights;
  private final ChannelGroup open;
  private int connections;

  /**
   * @param bind where it listens
   * @param rights of each request, at its moment
   * @param open gets every connection, to be closed with the listener
   */
  AdminInitializer(
      final Router router,
      final Address bind,
      final Supplier<Rights> rights,
      final ChannelGroup open) {
    this.router = router;
    this.bind = bind;
    this.rights = rights;
    this.open = open;
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // A close that fails has nobody left to tell.
  protected void initChannel(final Channel channel) {
    channel.config().setAutoRead(false);
    if (connections >= MAX_CONNECTIONS) {
      channel.close();
      return;
    }
    connections++;
    open.add(channel);
    channel.closeFuture().addListener(_ -> connections--);
    final RequestDeadline deadline = new RequestDeadline();
    final ChannelPipeline pipeline = channel.pipeline();
    pipeline.addLast(deadline);
    pipeline.addLast(new HttpServerCodec(limits(), AdminHandler.MAX_WAITING));
    pipeline.addLast(new BoundedAggregator(MAX_BODY_BYTES));
    pipeline.addLast(new AdminHandler(router, rights, new Caller(channel, bind), deadline));
  }

  private static HttpDecoderConfig limits() {
    return new HttpDecoderConfig()
        .setMaxInitialLineLength(MAX_LINE_BYTES)
        .setMaxHeaderSize(MAX_HEADER_BYTES)
        .setStrictLineParsing(true);
  }
}
