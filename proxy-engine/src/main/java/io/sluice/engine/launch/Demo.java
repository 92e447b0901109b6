package io.sluice.engine.launch;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The demonstration: {@code conf/demo.conf} with three HTTP servers in this process, one of which
 * fails and recovers on purpose, every ten seconds or as {@code -Dsluice.demo.mood=SECONDS} says.
 */
final class Demo {
  private static final String[] NAMES = {"a", "b", "c"};
  private static final int FRONTEND_PORT = 8080;
  private static final int ADMIN_PORT = 9901;
  private static final Duration MOOD =
      Duration.ofSeconds(Integer.getInteger("sluice.demo.mood", 10));
  private static final String HOME = "sluice.home";

  private Demo() {}

  static int run() throws InterruptedException {
    final Path config = Path.of(System.getProperty(HOME, "."), "conf", "demo.conf");
    if (!Files.isRegularFile(config)) {
      System.err.println(
          "sluice: " + config + " is not there; run ./sluice, or name a configuration with -f");
      return Main.UNUSABLE;
    }
    final Map<String, String> addresses = new LinkedHashMap<>();
    final ScheduledExecutorService mood =
        Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon(true).factory());
    for (final String name : NAMES) {
      final DemoServer server = DemoServer.start(name);
      addresses.put("demo.servers." + name, text(server.address()));
      if (name.equals(NAMES[NAMES.length - 1])) {
        final var _ =
            mood.scheduleAtFixedRate(
                server::changeMood, MOOD.toSeconds(), MOOD.toSeconds(), TimeUnit.SECONDS);
      }
    }
    final String frontend = "127.0.0.1:" + freePort(FRONTEND_PORT);
    final String admin = "127.0.0.1:" + freePort(ADMIN_PORT);
    addresses.put("demo.frontend", frontend);
    addresses.put("demo.admin", admin);
    return new Launcher(new ConfigSource(List.of(config), addresses))
        .run(() -> welcome(frontend, admin, config));
  }

  private static void welcome(final String frontend, final String admin, final Path config) {
    System.out.println(
        """

        Sluice runs a demonstration of %s.

          http://%s/          three HTTP servers, a, b and c, each in turn
          http://%s/metrics   what it counts; also /healthz and /readyz

        Try:
          curl http://%s/                          # again and again: a b c a b c
          curl -s http://%s/metrics | grep server_status

        Server c fails its checks for %d s, then passes them for %d s, and so on: watch the log below.
        Ctrl-C stops.
        """
            .formatted(
                config, frontend, admin, frontend, admin, MOOD.toSeconds(), MOOD.toSeconds()));
  }

  private static String text(final InetSocketAddress address) {
    return address.getAddress().getHostAddress() + ':' + address.getPort();
  }

  /** The wanted port where it is free, else another. */
  private static int freePort(final int wanted) {
    try (ServerSocket probe = new ServerSocket(wanted, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    } catch (final IOException taken) {
      return anyFreePort();
    }
  }

  private static int anyFreePort() {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One of the servers. Its handlers run on virtual threads. */
  private static final class DemoServer {
    private final String name;
    private final HttpServer http;
    private volatile boolean failing;

    private DemoServer(final String name, final HttpServer http) {
      this.name = name;
      this.http = http;
    }

    static DemoServer start(final String name) {
      try {
        final HttpServer http =
            HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        final DemoServer server = new DemoServer(name, http);
        http.createContext("/", exchange -> answer(exchange, 200, "server " + name + "\n"));
        http.createContext("/health", server::health);
        http.setExecutor(
            Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("demo-", 0).factory()));
        http.start();
        return server;
      } catch (final IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    InetSocketAddress address() {
      return http.getAddress();
    }

    void changeMood() {
      failing = !failing;
    }

    private void health(final HttpExchange exchange) throws IOException {
      answer(
          exchange, failing ? 503 : 200, name + (failing ? " fails on purpose\n" : " is fine\n"));
    }

    private static void answer(final HttpExchange exchange, final int status, final String text)
        throws IOException {
      final byte[] body = text.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
      exchange.close();
    }
  }
}
