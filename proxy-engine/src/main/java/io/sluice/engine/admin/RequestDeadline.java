package io.sluice.engine.admin;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Bounds how long a connection may take for each step of a request; a connection that takes longer
 * is closed. Confined to the admin loop.
 *
 * <pre>
 *   opened ------------------------+--> READ_SECONDS for the whole request --> answer
 *   answered -- IDLE_SECONDS until its first byte                                |
 *      ^                                                                        |
 *      +--------- ANSWER_SECONDS to render it and for the client to take it <---+
 * </pre>
 *
 * <p>The time runs from the first byte of a request to its last, whatever comes between: a client
 * that sends a byte each second gains nothing by it.
 */
final class RequestDeadline extends ChannelInboundHandlerAdapter {
  static final long READ_SECONDS = 5;
  static final long IDLE_SECONDS = 30;
  static final long ANSWER_SECONDS = 10;

  private ChannelHandlerContext context;
  private Future<?> timer;
  private boolean idle;

  @Override
  public void handlerAdded(final ChannelHandlerContext ctx) {
    context = ctx;
  }

  @Override
  public void channelActive(final ChannelHandlerContext ctx) {
    set(READ_SECONDS);
    ctx.fireChannelActive();
  }

  @Override
  public void channelRead(final ChannelHandlerContext ctx, final Object message) {
    if (idle) {
      idle = false;
      set(READ_SECONDS);
    }
    ctx.fireChannelRead(message);
  }

  @Override
  public void channelInactive(final ChannelHandlerContext ctx) {
    cancel();
    ctx.fireChannelInactive();
  }

  /** A request is complete. */
  void onRequest() {
    idle = false;
    set(ANSWER_SECONDS);
  }

  /** Its answer is sent. */
  void onAnswered() {
    idle = true;
    set(IDLE_SECONDS);
  }

  private void set(final long seconds) {
    cancel();
    if (context.channel().isActive()) {
      timer = context.executor().schedule(this::onTimeout, seconds, TimeUnit.SECONDS);
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // A close that fails has nobody left to tell.
  private void onTimeout() {
    context.close();
  }

  private void cancel() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }
}
