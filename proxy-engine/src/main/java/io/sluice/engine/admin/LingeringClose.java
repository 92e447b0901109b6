package io.sluice.engine.admin;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;

/**
 * Ends a connection after its last answer, so that the answer arrives: a close while the client
 * still sends would be a reset, which may overtake it. Put first into the pipeline; sends a FIN,
 * throws away what comes, and closes when the client does or after a second. Confined to the admin
 * loop.
 *
 * <p>Source: RFC 9112, section 9.6.
 */
@SuppressWarnings("FutureReturnValueIgnored") // A close that fails has nobody left to tell.
final class LingeringClose extends ChannelInboundHandlerAdapter {
  private static final long LINGER_SECONDS = 1;

  @Override
  public void handlerAdded(final ChannelHandlerContext ctx) {
    if (ctx.channel() instanceof final DuplexChannel channel && !channel.isInputShutdown()) {
      channel.shutdownOutput();
      ctx.executor().schedule(() -> close(ctx), LINGER_SECONDS, TimeUnit.SECONDS);
      ctx.read();
    } else {
      ctx.close();
    }
  }

  private static void close(final ChannelHandlerContext ctx) {
    ctx.close();
  }

  @Override
  public void userEventTriggered(final ChannelHandlerContext ctx, final Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      ctx.close();
    }
  }

  @Override
  public void channelRead(final ChannelHandlerContext ctx, final Object message) {
    ReferenceCountUtil.release(message);
  }

  @Override
  public void channelReadComplete(final ChannelHandlerContext ctx) {
    ctx.read();
  }
}
