package io.sluice.engine.galera;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.sluice.engine.testkit.MySqlSession;
import io.sluice.engine.testkit.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * What stands beside each node where HAProxy asks about it: answers 200 where the node says that it
 * is synced, and 503 where it says anything else or nothing, as the script clustercheck does. It
 * logs in for each request. Its threads are its own.
 */
final class ClusterCheck implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final String SYNCED = "4";

  private final GaleraNode node;
  private final int port = Ports.free();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;

  ClusterCheck(GaleraNode node) {
    this.node = node;
    try {
      server = HttpServer.create(Ports.on(port), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  int port() {
    return port;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.sendResponseHeaders(isSynced() ? 200 : 503, -1);
    }
  }

  private boolean isSynced() {
    try (var session = MySqlSession.connect(node.address(), Writers.USER, TIMEOUT)) {
      List<List<String>> rows = session.rows("SHOW GLOBAL STATUS LIKE 'wsrep_local_state'");
      return !rows.isEmpty() && rows.getFirst().get(1).equals(SYNCED);
    } catch (IOException | AssertionError _) {
      return false;
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
