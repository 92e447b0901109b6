package io.sluice.benchmarks.system.load;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.ArrayDeque;

/** One connection of {@link Callers}. Confined to their event loop. */
final class Caller extends ChannelInboundHandlerAdapter {
  private final Callers callers;
  private final ArrayDeque<Long> waiting = new ArrayDeque<>();
  private ChannelHandlerContext context;
  private ByteBuf in;
  private long sinceNanos;
  private boolean busy;

  Caller(final Callers callers) {
    this.callers = callers;
  }

  @Override
  public void handlerAdded(final ChannelHandlerContext ctx) {
    context = ctx;
    in = ctx.alloc().buffer();
  }

  @Override
  public void handlerRemoved(final ChannelHandlerContext ctx) {
    in.release();
  }

  /**
   * Sends a request now, or when the answers before it are here.
   *
   * @param nanos when it should have been sent, from which on it counts
   */
  void call(final long nanos) {
    if (busy) {
      waiting.add(nanos);
      return;
    }
    busy = true;
    sinceNanos = nanos;
    final var _ = context.writeAndFlush(callers.talk().request(), context.voidPromise());
  }

  @Override
  public void channelRead(final ChannelHandlerContext ctx, final Object message) {
    final ByteBuf bytes = (ByteBuf) message;
    in.writeBytes(bytes);
    bytes.release();
    final int length = callers.talk().answer(in);
    if (length != 0) {
      in.skipBytes(Math.abs(length));
      in.discardReadBytes();
      busy = false;
      callers.onAnswer(this, sinceNanos, length > 0);
      if (!busy && !waiting.isEmpty()) {
        call(waiting.poll());
      }
    }
  }

  /** How many requests had no answer. */
  int unanswered() {
    return waiting.size() + (busy ? 1 : 0);
  }

  @Override
  public void exceptionCaught(final ChannelHandlerContext ctx, final Throwable cause) {
    // What is not answered is counted at the end.
    final var _ = ctx.close();
  }
}
