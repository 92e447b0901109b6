package io.sluice.health.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.function.BooleanSupplier;

/**
 * Bounds what comes before the head of the final answer is complete: empty lines and interim
 * answers, which the decoder would take without end. Confined to the check loop.
 */
final class HeadLimit extends ChannelInboundHandlerAdapter {
  static final int MAX_HEAD_BYTES = 32_768;

  private final BooleanSupplier headIn;
  private final Runnable onExceeded;
  private int bytes;

  HeadLimit(final BooleanSupplier headIn, final Runnable onExceeded) {
    this.headIn = headIn;
    this.onExceeded = onExceeded;
  }

  @Override
  public void channelRead(final ChannelHandlerContext ctx, final Object message) {
    final int read = ((ByteBuf) message).readableBytes();
    ctx.fireChannelRead(message);
    // One read may hold the head and much of a body, so the decoder has the first word.
    if (!headIn.getAsBoolean()) {
      bytes += read;
      if (bytes > MAX_HEAD_BYTES) {
        onExceeded.run();
      }
    }
  }
}
