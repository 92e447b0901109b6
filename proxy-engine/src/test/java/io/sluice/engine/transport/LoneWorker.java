package io.sluice.engine.transport;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.sluice.engine.log.LogWriter;
import java.io.ByteArrayOutputStream;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** One worker without a proxy around it, and its event loop. For one test thread. */
final class LoneWorker implements AutoCloseable {
  private final MultiThreadIoEventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  private final LogWriter log = new LogWriter(new ByteArrayOutputStream());
  private final Worker worker = new Worker(0, loops.next(), log.newSessionLog(1 << 16));

  /** Confined to its loop. */
  Worker worker() {
    return worker;
  }

  /** What comes of some work on its loop, within 30 s. */
  <T> T onLoop(final Callable<T> work) throws Exception {
    return loops.submit(work).get(30, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    worker.execute(worker::close);
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    log.close();
  }
}
