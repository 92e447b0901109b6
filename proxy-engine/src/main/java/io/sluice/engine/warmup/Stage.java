package io.sluice.engine.warmup;

import io.sluice.config.LogConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Locale;
import java.util.function.BooleanSupplier;

/**
 * Where a rehearsal takes place: a server on 127.0.0.1, ports there for a Sluice before it, the
 * configuration that this Sluice is to have, and clients. The configuration has what most have:
 * rules of requests and responses, a condition, a stick table, checks, log lines to a target.
 *
 * <p>For one thread, but for {@code enough}.
 */
public final class Stage implements AutoCloseable {
  private static final Duration LOOK = Duration.ofMillis(5);
  private static final String TEXT =
      """
      global {
        threads = %1$d, maxconn = 100, warm-up = 0
        log { level = %2$s, buffer = 64k, targets = [ "127.0.0.1:%3$d local0" ] }
      }
      defaults {
        timeout { client = 5s, server = 5s, connect = 1s, queue = 1s }
        check { type = http, path = "/healthcheck", inter = 200ms, rise = 1 }
      }
      listen http {
        mode = http
        bind = "127.0.0.1:%4$d"
        balance = leastconn
        forwardfor = on
        stick-table { type = ip, size = 1k, expire = 10s, store = "http_req_rate(10s),conn_cur" }
        acl { status = "path -i -m beg /server-status", api = "hdr(host) -i api.rehearsal" }
        http-request = [
          "track-sc0 src"
          "deny deny_status 429 if { sc_http_req_rate(0) gt 100000000 }"
          "deny if status !api"
          "del-header X-Forwarded-Proto"
          "set-header X-Forwarded-Proto https if { ssl_fc }"
          "set-header X-Forwarded-Proto http unless { ssl_fc }"
          "set-var(txn.path) path,lower"
        ]
        http-response = [ "set-header X-Frame-Options DENY", "del-header Server" ]
        servers { a = "127.0.0.1:%6$d", b = "127.0.0.1:%6$d" }
      }
      listen tcp {
        mode = tcp
        bind = "127.0.0.1:%5$d"
        servers { a = "127.0.0.1:%6$d", b = "127.0.0.1:%6$d" }
      }
      """;

  private final RehearsalServer server;
  private final int httpPort;
  private final int tcpPort;

  private Stage(final RehearsalServer server, final int httpPort, final int tcpPort) {
    this.server = server;
    this.httpPort = httpPort;
    this.tcpPort = tcpPort;
  }

  /**
   * Starts the server, and finds ports that are free. Another process may take one of them before
   * it is used.
   *
   * @throws IOException there is no loopback interface, or no port or descriptor is left
   */
  public static Stage open() throws IOException {
    try (ServerSocket http = freePort();
        ServerSocket tcp = freePort()) {
      return new Stage(RehearsalServer.start(), http.getLocalPort(), tcp.getLocalPort());
    }
  }

  private static ServerSocket freePort() throws IOException {
    return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  /** HOCON, for so many event loops. */
  public String configuration(final int threads, final LogConfig.Level level) {
    return TEXT.formatted(
        threads,
        level.name().toLowerCase(Locale.ROOT),
        server.logPort(),
        httpPort,
        tcpPort,
        server.port());
  }

  /**
   * Lets clients ask as fast as they can.
   *
   * @param enough asked every few milliseconds: true ends it before its time
   * @return requests that were answered
   */
  public long play(final Duration atMost, final BooleanSupplier enough)
      throws InterruptedException {
    try (RehearsalClients clients = new RehearsalClients(httpPort, tcpPort)) {
      final long endNanos = System.nanoTime() + atMost.toNanos();
      while (System.nanoTime() - endNanos < 0 && !enough.getAsBoolean()) {
        Thread.sleep(LOOK);
      }
      return clients.answered();
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
