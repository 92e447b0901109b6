package io.sluice.engine.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.backends.Balancer;
import io.sluice.backends.BalancerFactory;
import io.sluice.backends.Balancers;
import io.sluice.config.BalanceConfig;
import io.sluice.config.ConfigProblem;
import io.sluice.config.ProxyConfig;
import io.sluice.engine.ProxyServer;
import io.sluice.engine.log.LogWriter;
import io.sluice.engine.testkit.LiveProxy;
import io.sluice.engine.testkit.Ports;
import io.sluice.health.Checks;
import java.io.OutputStream;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A start or a reload that something else comes into: a stop, a drain, a defect. */
@Timeout(20)
class HeldReloadIT {
  private final LogWriter lines = new LogWriter(OutputStream.nullOutputStream());
  private final OddBalance balance = new OddBalance();
  private final ProxyServer server =
      new ProxyServer(lines, "test", Balancers.of(List.of(balance)), Checks.load());
  private final int port = Ports.free();

  @AfterEach
  void close() {
    balance.goOn.countDown();
    server.stop();
    lines.close();
  }

  @Test
  void shouldStopWhileAReloadWaits() throws Exception {
    assertThat(server.start(config(port))).isEmpty();
    final int next = Ports.free();
    balance.mood = Mood.WAITS;
    final CompletableFuture<List<ConfigProblem>> reload =
        CompletableFuture.supplyAsync(() -> server.reload(config(next)));
    balance.asked.await();
    // When
    server.stop();
    server.awaitStopped();
    // Then
    assertThat(reload).isNotDone();
    // When
    balance.goOn.countDown();
    // Then
    assertThat(reload.get(5, TimeUnit.SECONDS))
        .singleElement()
        .extracting(ConfigProblem::message)
        .isEqualTo("Sluice is stopping");
    assertThat(Ports.isFree(next)).isTrue();
    assertThat(server.reload(config(next))).hasSize(1);
  }

  @Test
  void shouldServeOnAfterADefect() throws Exception {
    assertThat(server.start(config(port))).isEmpty();
    final int next = Ports.free();
    balance.mood = Mood.BREAKS;
    // When
    assertThatThrownBy(() -> server.reload(config(next))).isInstanceOf(IllegalStateException.class);
    // Then
    assertThat(server.serves()).isTrue();
    assertThat(Ports.isFree(next)).isTrue();
    // When
    balance.mood = Mood.WORKS;
    // Then
    assertThat(server.reload(config(next))).isEmpty();
    server.stop();
    server.awaitStopped();
  }

  @Test
  void shouldDrainAsSoonAsItHasStartedWhenToldBefore() throws Exception {
    // When
    server.drain();
    assertThat(server.start(config(port))).isEmpty();
    // Then
    server.awaitStopped();
    assertThat(Ports.isFree(port)).isTrue();
  }

  private static ProxyConfig config(final int port) {
    return LiveProxy.config(
        """
        global.threads = 2
        listen.l { bind = "127.0.0.1:%d", servers.s = "127.0.0.1:%d" }
        """
            .formatted(port, Ports.free()));
  }

  private enum Mood {
    WORKS,
    WAITS,
    BREAKS
  }

  /** Stands for whatever a reload may wait for, or stumble over. */
  private static final class OddBalance implements BalancerFactory {
    private final BalancerFactory real =
        ServiceLoader.load(BalancerFactory.class, BalancerFactory.class.getClassLoader()).stream()
            .map(ServiceLoader.Provider::get)
            .filter(factory -> factory.name().equals("roundrobin"))
            .findFirst()
            .orElseThrow();
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private volatile Mood mood = Mood.WORKS;

    @Override
    public String name() {
      return real.name();
    }

    @Override
    public Balancer create(
        final BalanceConfig config, final List<Candidate> candidates, final Balancer previous) {
      switch (mood) {
        case WORKS -> {}
        case WAITS -> awaitGoOn();
        case BREAKS -> throw new IllegalStateException("a defect");
      }
      return real.create(config, candidates, previous);
    }

    private void awaitGoOn() {
      asked.countDown();
      try {
        goOn.await();
      } catch (final InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
