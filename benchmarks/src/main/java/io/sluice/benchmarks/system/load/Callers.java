package io.sluice.benchmarks.system.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.sluice.benchmarks.system.scene.Way;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * A client of our own, on one event loop, for what no program at hand can do: a steady rate, or a
 * protocol. Epoll waits in nanoseconds there.
 *
 * <p>At a fixed rate, requests are due at equal distances, on the connections in turn, and each
 * counts from when it was due, also when its connection was not free then: what waits behind a slow
 * answer is not left out.
 */
final class Callers {
  private static final int LATENCIES_AT_FIRST = 1 << 16;
  private static final long LAST_ANSWERS_MILLIS = 500;
  private static final double NANOS = 1e9;

  private final Talk talk;
  private final int perSecond;
  private final List<Caller> callers = new ArrayList<>();
  private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private EventLoop loop;
  private long[] nanos = new long[LATENCIES_AT_FIRST];
  private int good;
  private long bad;
  private long beginNanos;
  private long endNanos;
  private long due;

  /**
   * For one run.
   *
   * @param perSecond requests of all connections together; 0: as many as go
   */
  Callers(final Talk talk, final int perSecond) {
    this.talk = talk;
    this.perSecond = perSecond;
  }

  Talk talk() {
    return talk;
  }

  /** Connects, loads for some seconds, and disconnects. */
  Load.Outcome run(final Way way, final int connections, final int seconds)
      throws InterruptedException {
    final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    try {
      loop = group.next();
      connect(group, way, connections);
      loop.submit(() -> begin(seconds)).sync();
      TimeUnit.NANOSECONDS.sleep(endNanos - System.nanoTime());
      if (perSecond > 0) {
        Thread.sleep(LAST_ANSWERS_MILLIS);
      }
      return loop.submit(() -> outcome(seconds)).get();
    } catch (final ExecutionException e) {
      throw new IllegalStateException(e);
    } finally {
      channels.close().sync();
      group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    }
  }

  private void connect(final EventLoopGroup group, final Way way, final int connections)
      throws InterruptedException {
    final Bootstrap bootstrap =
        new Bootstrap()
            .group(group)
            .channel(EpollSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .handler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(final SocketChannel channel) {
                    final Caller caller = new Caller(Callers.this);
                    callers.add(caller);
                    channel.pipeline().addLast(caller);
                  }
                });
    for (int i = 0; i < connections; i++) {
      channels.add(bootstrap.connect("127.0.0.1", way.port()).sync().channel());
    }
  }

  private void begin(final int seconds) {
    beginNanos = System.nanoTime();
    endNanos = beginNanos + TimeUnit.SECONDS.toNanos(seconds);
    if (perSecond > 0) {
      tick();
    } else {
      callers.forEach(caller -> caller.call(System.nanoTime()));
    }
  }

  /** Sends what is due, and comes again for the next one. */
  private void tick() {
    final long now = System.nanoTime();
    long next = dueNanos();
    while (next <= now && next < endNanos) {
      callers.get((int) (due % callers.size())).call(next);
      due++;
      next = dueNanos();
    }
    if (next < endNanos) {
      final var _ = loop.schedule(this::tick, next - System.nanoTime(), TimeUnit.NANOSECONDS);
    }
  }

  private long dueNanos() {
    return beginNanos + (long) (due * NANOS / perSecond);
  }

  void onAnswer(final Caller caller, final long sinceNanos, final boolean isGood) {
    final long now = System.nanoTime();
    if (isGood) {
      if (good == nanos.length) {
        nanos = Arrays.copyOf(nanos, good * 2);
      }
      nanos[good++] = now - sinceNanos;
    } else {
      bad++;
    }
    if (perSecond == 0 && now < endNanos) {
      caller.call(now);
    }
  }

  private Load.Outcome outcome(final int seconds) {
    final long silent = perSecond == 0 ? 0 : callers.stream().mapToLong(Caller::unanswered).sum();
    return new Load.Outcome(
        good, (double) good / seconds, bad + silent, Latency.ofNanos(nanos, good));
  }
}
