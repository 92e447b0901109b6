package io.sluice.health.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.IoEventLoop;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.channel.epoll.EpollIoHandler;
import io.sluice.config.ProbeConfig;
import io.sluice.health.CheckLoop;
import io.sluice.health.CheckResult;
import io.sluice.health.Checks;
import io.sluice.health.Probe;
import io.sluice.health.Target;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A check loop with real sockets, and runs of single probes on it. */
public final class CheckLab implements AutoCloseable {
  private final CountingLoop eventLoop = new CountingLoop();
  private final CheckLoop loop = new CheckLoop(eventLoop);
  private final Checks checks = Checks.load();
  private final List<Probe> probes = new ArrayList<>();

  public IoEventLoop eventLoop() {
    return eventLoop;
  }

  public static Target target(final SocketAddress address) {
    return new Target(address, Optional.empty(), "check.test");
  }

  public Probe open(final ProbeConfig config, final Target target) {
    return track(checks.create(config).open(target, loop));
  }

  /** Sees to it that the probe is closed with this. */
  public <P extends Probe> P track(final P probe) {
    probes.add(probe);
    return probe;
  }

  /** Runs a new probe once, with ten seconds for it. */
  public CheckResult run(final ProbeConfig config, final SocketAddress address) {
    return run(open(config, target(address)), Duration.ofSeconds(10));
  }

  /** Runs a new probe once. */
  public CheckResult run(
      final ProbeConfig config, final SocketAddress address, final Duration timeout) {
    return run(open(config, target(address)), timeout);
  }

  public CheckResult run(final Probe probe, final Duration timeout) {
    return start(probe, timeout).orTimeout(30, TimeUnit.SECONDS).join();
  }

  /** Starts a run; a second outcome of it makes the future fail. */
  public CompletableFuture<CheckResult> start(final Probe probe, final Duration timeout) {
    final CompletableFuture<CheckResult> outcome = new CompletableFuture<>();
    eventLoop.execute(() ->
        probe.run(
            timeout.toNanos(),
            result -> {
              if (!outcome.complete(result)) {
                outcome.obtrudeException(new AssertionError("a second outcome: " + result));
              }
            }));
    return outcome;
  }

  /** Lets the loop do what it has to do by now. */
  public void settle() {
    eventLoop.submit(() -> {}).syncUninterruptibly();
  }

  /** Sockets that are open now. */
  public int openChannels() {
    return eventLoop.count();
  }

  /** Closes every probe; none may leave a socket behind. */
  @Override
  public void close() {
    eventLoop.submit(() -> probes.forEach(Probe::close)).syncUninterruptibly();
    settle();
    final int left = openChannels();
    eventLoop.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    assertThat(left).as("sockets of closed probes").isZero();
  }

  /** An epoll loop that tells how many channels it has. */
  private static final class CountingLoop extends SingleThreadIoEventLoop {
    CountingLoop() {
      super(null, Executors.defaultThreadFactory(), EpollIoHandler.newFactory());
    }

    int count() {
      return submit(this::getNumOfRegisteredChannels).syncUninterruptibly().getNow();
    }
  }
}
