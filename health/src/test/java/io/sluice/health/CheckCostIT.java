package io.sluice.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.internal.PlatformDependent;
import io.sluice.backends.Backend;
import io.sluice.backends.Health;
import io.sluice.backends.Server;
import io.sluice.config.CheckConfig;
import io.sluice.config.ProbeConfig;
import io.sluice.health.CheckScheduler.Watch;
import io.sluice.health.testkit.AcceptServers;
import io.sluice.health.testkit.CheckLab;
import io.sluice.health.testkit.Servers;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What it costs to check a thousand servers every second. */
class CheckCostIT {
  private static final int SERVERS = 1000;
  private static final double MOST_CPU_SHARE = 0.05;
  private static final long MOST_BYTES = 30L << 20;

  /** Twice as often as it is charged for: what is measured is the cost of one check. */
  private static final Duration INTERVAL = Duration.ofMillis(500);

  private static final int WARM_UP_CHECKS = 6 * SERVERS;
  private static final Duration MEASURED = Duration.ofSeconds(5);

  /** A machine that is busy with other things has cold caches; a second look is fair. */
  private static final int ATTEMPTS = 2;

  private final SingleThreadIoEventLoop loop =
      new SingleThreadIoEventLoop(
          null, Executors.defaultThreadFactory(), EpollIoHandler.newFactory());
  private final LongAdder passed = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private AcceptServers servers;

  /** Tests look for leaks in every buffer, which costs more than the checks themselves. */
  private final ResourceLeakDetector.Level leaks = ResourceLeakDetector.getLevel();

  @BeforeEach
  void start() throws Exception {
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.SIMPLE);
    servers = AcceptServers.start(SERVERS);
  }

  @AfterEach
  void stop() throws Exception {
    loop.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    servers.close();
    ResourceLeakDetector.setLevel(leaks);
  }

  static List<ProbeConfig> probes() {
    return List.of(
        new ProbeConfig.Tcp(),
        new ProbeConfig.Http(
            "GET",
            "/healthcheck",
            List.of(),
            List.of(new ProbeConfig.StatusRange(200, 299)),
            Optional.empty(),
            Optional.empty()));
  }

  @ParameterizedTest
  @MethodSource("probes")
  void shouldCostLittleWhenAThousandServersAreCheckedEverySecond(final ProbeConfig probe) {
    final long bytesBefore = usedBytes();
    try (CheckScheduler scheduler = new CheckScheduler(loop, Checks.load(), this::onResult, 0)) {
      // Given
      scheduler.post(watches(Servers.withInter(Servers.check(probe), INTERVAL)));
      await().atMost(Duration.ofSeconds(40)).until(() -> passed.sum() >= WARM_UP_CHECKS);
      // When
      double share = measuredShare();
      for (int i = 1; i < ATTEMPTS && share >= MOST_CPU_SHARE; i++) {
        share = measuredShare();
      }
      final long bytes = usedBytes() - bytesBefore;
      System.out.printf(
          "%s: %d servers every second: %.1f %% of one core, %.1f MB%n",
          probe.type(), SERVERS, share * 100, bytes / 1e6);
      // Then
      assertThat(failed.sum()).isZero();
      assertThat(share).as("share of one core").isLessThan(MOST_CPU_SHARE);
      assertThat(bytes).as("bytes").isLessThan(MOST_BYTES);
    }
  }

  private void onResult(final Server server, final CheckResult result, final Health health) {
    (result instanceof CheckResult.Passed ? passed : failed).increment();
  }

  private List<Watch> watches(final CheckConfig check) {
    final Backend backend =
        Servers.backend(IntStream.range(0, SERVERS).mapToObj(i -> "s" + i).toArray(String[]::new));
    final List<Watch> watches = new ArrayList<>();
    for (int i = 0; i < SERVERS; i++) {
      final Target target = CheckLab.target(servers.addresses().get(i));
      watches.add(new Watch(backend.servers().get(i), check, target));
    }
    return watches;
  }

  /** Processor time of the check loop for each second, as if all thousand were checked in it. */
  private double measuredShare() {
    final long checksBefore = passed.sum();
    final long cpuBefore = loopCpuNanos();
    await()
        .atMost(Duration.ofSeconds(40))
        .until(() -> passed.sum() - checksBefore >= MEASURED.toSeconds() * SERVERS);
    final double nanosOfOne = (loopCpuNanos() - cpuBefore) / (double) (passed.sum() - checksBefore);
    return nanosOfOne * SERVERS / TimeUnit.SECONDS.toNanos(1);
  }

  private long loopCpuNanos() {
    return loop.submit(() -> ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime())
        .syncUninterruptibly()
        .getNow();
  }

  /** On the heap after a collection, and outside it for network buffers. */
  private static long usedBytes() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed()
        + Math.max(0, PlatformDependent.usedDirectMemory());
  }
}
