package io.sluice.engine.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.backends.Balancers;
import io.sluice.config.Address;
import io.sluice.config.ConfigProblem;
import io.sluice.config.Extensions;
import io.sluice.config.HoconReader;
import io.sluice.config.ProxyConfig;
import io.sluice.config.ReadResult;
import io.sluice.engine.ProxyServer;
import io.sluice.engine.log.LogWriter;
import io.sluice.engine.reload.Generation;
import io.sluice.engine.stats.Stats;
import io.sluice.health.Checks;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A whole Sluice in the test's own JVM, from HOCON text, with its session lines kept in memory.
 *
 * <p>Binds may have port 0; {@link #port} tells what the kernel chose.
 */
public final class LiveProxy implements AutoCloseable {
  private static final Balancers BALANCERS = Balancers.load();
  private static final Checks CHECKS = Checks.load();

  private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
  private final LogWriter logWriter = new LogWriter(lines);
  private final ProxyServer server = new ProxyServer(logWriter, "test", BALANCERS, CHECKS);

  private LiveProxy() {}

  /** Starts, and fails the test where the text is no valid configuration or cannot be served. */
  public static LiveProxy start(final String hocon) {
    final LiveProxy proxy = new LiveProxy();
    final List<ConfigProblem> problems = proxy.server.start(config(hocon));
    assertThat(problems).isEmpty();
    return proxy;
  }

  /** The model of a text that must be valid. */
  public static ProxyConfig config(final String hocon) {
    final ReadResult result =
        HoconReader.readText("test", hocon, new Extensions(BALANCERS.names(), CHECKS.types()));
    return switch (result) {
      case ReadResult.Valid valid -> valid.config();
      case ReadResult.Invalid invalid -> throw new AssertionError(invalid.problems().toString());
    };
  }

  /** Reloads; returns what stood in the way. */
  public List<ConfigProblem> reload(final String hocon) {
    return server.reload(config(hocon));
  }

  /** The port of a frontend's first TCP bind. */
  public int port(final String frontend) {
    final Generation running = server.running();
    return running.frontends().get(frontend).config().binds().stream()
        .filter(bind -> bind.address() instanceof Address.Inet)
        .map(bind -> (InetSocketAddress) running.bindings().get(bind).localAddress())
        .findFirst()
        .orElseThrow()
        .getPort();
  }

  public ProxyServer server() {
    return server;
  }

  public Stats stats() {
    return server.stats();
  }

  /** The counters of one frontend. */
  public Stats.Totals frontend(final String name) {
    return stats().frontends().stream()
        .filter(frontend -> frontend.name().equals(name))
        .findFirst()
        .orElseThrow()
        .totals();
  }

  /** What is known of one backend. */
  public Stats.BackendStats backend(final String name) {
    return stats().backends().stream()
        .filter(backend -> backend.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** What is known of one server. */
  public Stats.ServerStats server(final String backend, final String name) {
    return backend(backend).servers().stream()
        .filter(server -> server.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** The session lines that were written so far. */
  public List<String> sessionLines() {
    return lines.toString(StandardCharsets.UTF_8).lines().toList();
  }

  /** Stops at once. */
  @Override
  public void close() {
    server.stop();
    try {
      server.awaitStopped();
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    logWriter.close();
  }
}
