package io.sluice.engine.warmup;

import io.sluice.config.LogConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;

/**
 * Where a rehearsal takes place: ports on 127.0.0.1 for a Sluice, the configuration that this
 * Sluice is to have, a server for what is rare, and clients. The configuration has what most have:
 * rules of requests and responses, a condition, a stick table, checks, log lines to a target.
 *
 * <p>The usual requests are answered by the same Sluice, behind itself: that is code of the product
 * again, where a server would be code that is compiled for the rehearsal alone.
 *
 * <p>For one thread, but for {@code enough}.
 */
public final class Stage implements AutoCloseable {
  private static final Duration LOOK = Duration.ofMillis(5);
  private static final String TEXT =
      """
      global {
        threads = %1$d, maxconn = 200, warm-up = 0
        log { level = %2$s, buffer = 64k, targets = [ "127.0.0.1:%3$d local0" ] }
      }
      defaults {
        timeout { client = 5s, server = 5s, connect = 1s, queue = 1s }
        check { type = http, path = "/healthcheck", inter = 200ms, rise = 1 }
      }
      listen rich {
        mode = http
        bind = "127.0.0.1:%5$d"
        balance = leastconn
        forwardfor = on
        stick-table { type = ip, size = 1k, expire = 10s, store = "http_req_rate(10s),conn_cur" }
        acl { status = "path -i -m beg /server-status", api = "hdr(host) -m found" }
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
        servers { a = "127.0.0.1:%4$d", b = "127.0.0.1:%4$d" }
      }
      listen plain {
        mode = http
        bind = "127.0.0.1:%6$d"
        forwardfor = on
        acl { status = "path -i -m beg /server-status" }
        http-request = [ "deny if status", "set-header X-Forwarded-Proto http" ]
        http-response = [ "set-header X-Frame-Options DENY" ]
        servers { a = "127.0.0.1:%4$d" }
      }
      listen tcp {
        mode = tcp
        bind = "127.0.0.1:%7$d"
        servers { a = "127.0.0.1:%4$d", b = "127.0.0.1:%4$d" }
      }
      listen answers {
        mode = http
        bind = "127.0.0.1:%4$d"
        http-request = [
          "return status 200 content-type application/json string '%9$s' hdr Vary X-Auth-Token hdr Server rehearsal unless { path_beg /large }"
        ]
        servers { a = "127.0.0.1:%8$d" }
      }
      """;
  private static final String ANSWER = "{ methods: password, expires_at: 2030-01-01T00:00:00Z }";

  private final RehearsalServer server;

  /** Of the answers, the two listeners of mode http, and that of mode tcp. */
  private final List<Integer> ports;

  private Stage(final RehearsalServer server, final List<Integer> ports) {
    this.server = server;
    this.ports = ports;
  }

  /**
   * Starts the server, and finds ports that are free. Another process may take one of them before
   * it is used.
   *
   * @throws IOException there is no loopback interface, or no port or descriptor is left
   */
  public static Stage open() throws IOException {
    final List<Integer> ports = new ArrayList<>();
    try (ServerSocket answers = freePort();
        ServerSocket rich = freePort();
        ServerSocket plain = freePort();
        ServerSocket tcp = freePort()) {
      for (final ServerSocket socket : List.of(answers, rich, plain, tcp)) {
        ports.add(socket.getLocalPort());
      }
    }
    return new Stage(RehearsalServer.start(), ports);
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
        ports.get(0),
        ports.get(1),
        ports.get(2),
        ports.get(3),
        server.port(),
        ANSWER);
  }

  /**
   * Lets clients ask as fast as they can.
   *
   * @param enough asked every few milliseconds: true ends it before its time
   * @return requests that were answered
   */
  public long play(final Duration atMost, final BooleanSupplier enough)
      throws InterruptedException {
    try (RehearsalClients clients = new RehearsalClients(ports.subList(1, 3), ports.get(3))) {
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
