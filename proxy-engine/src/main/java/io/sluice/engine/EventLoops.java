package io.sluice.engine;

import io.netty.channel.IoEventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.sluice.config.GlobalConfig;
import io.sluice.engine.log.LogWriter;
import io.sluice.engine.proxy.Cause;
import io.sluice.engine.proxy.FrontendState;
import io.sluice.engine.transport.Worker;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that move bytes, each with its {@link Worker}, the one that checks servers, and the
 * one that resolves their names.
 *
 * <p>Everything may be called from any thread but theirs; what is posted to them runs there.
 */
final class EventLoops {
  private static final Logger LOG = LoggerFactory.getLogger(EventLoops.class);
  private static final long STOP_SECONDS = 2;
  private static final long SETTLE_SECONDS = 5;

  private final MultiThreadIoEventLoopGroup loops;
  private final MultiThreadIoEventLoopGroup checkLoops;
  private final MultiThreadIoEventLoopGroup dnsLoops;
  private final List<Worker> workers;

  private EventLoops(
      final MultiThreadIoEventLoopGroup loops,
      final MultiThreadIoEventLoopGroup checkLoops,
      final MultiThreadIoEventLoopGroup dnsLoops,
      final List<Worker> workers) {
    this.loops = loops;
    this.checkLoops = checkLoops;
    this.dnsLoops = dnsLoops;
    this.workers = workers;
  }

  /**
   * Starts as many as the configuration says: one for each processor where it does not.
   *
   * @param owner whose loops they are, for the threads' names
   */
  static EventLoops start(
      final String owner, final GlobalConfig global, final LogWriter logWriter) {
    final int threads = count(global);
    final var loops =
        new MultiThreadIoEventLoopGroup(
            threads, new DefaultThreadFactory(owner + "-loop"), EpollIoHandler.newFactory());
    final var checkLoops =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory(owner + "-checks", true), EpollIoHandler.newFactory());
    final var dnsLoops =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory(owner + "-dns", true), EpollIoHandler.newFactory());
    final int bufferBytes = global.log().bufferBytes();
    final List<Worker> workers =
        IntStream.range(0, threads)
            .mapToObj(i -> new Worker(i, loops.next(), logWriter.newSessionLog(bufferBytes)))
            .toList();
    return new EventLoops(loops, checkLoops, dnsLoops, workers);
  }

  /** How many there are, with such a configuration. */
  static int count(final GlobalConfig global) {
    return global.threads() > 0 ? global.threads() : Runtime.getRuntime().availableProcessors();
  }

  List<Worker> workers() {
    return workers;
  }

  /** The loop that checks servers. */
  IoEventLoop checks() {
    return checkLoops.next();
  }

  /** The loop that resolves names; it has a thread only once there is one to resolve. */
  IoEventLoop dns() {
    return dnsLoops.next();
  }

  /** Waits until every worker has done what was posted to it so far, for some seconds at most. */
  void awaitWorkers() {
    final CountDownLatch done = new CountDownLatch(workers.size());
    workers.forEach(worker -> worker.execute(done::countDown));
    try {
      if (!done.await(SETTLE_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("an event loop is slow: it has not taken the new configuration yet");
      }
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Runs a task, on the last worker, when every worker has done what was posted to it so far. */
  void afterWorkers(final Runnable then) {
    final AtomicInteger left = new AtomicInteger(workers.size());
    for (final Worker worker : workers) {
      worker.execute(() -> {
        if (left.decrementAndGet() == 0) {
          then.run();
        }
      });
    }
  }

  /** Lets those clients of a frontend go that only wait for their next request. */
  void drainSessions(final FrontendState state) {
    for (final Worker worker : workers) {
      worker.execute(() -> state.sessions(worker.index()).drainAll());
    }
  }

  /** Closes every session of a frontend. */
  void shutdownSessions(final FrontendState state) {
    for (final Worker worker : workers) {
      worker.execute(() -> state.sessions(worker.index()).shutdownAll(Cause.KILLED));
    }
  }

  /** Ends the threads, and returns when they have ended. */
  void stop() {
    workers.forEach(worker -> worker.execute(worker::close));
    loops.shutdownGracefully(0, STOP_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
    checkLoops.shutdownGracefully(0, STOP_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
    dnsLoops.shutdownGracefully(0, STOP_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
