package io.sluice.engine.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.engine.testkit.LiveProxy;
import io.sluice.engine.testkit.Peer;
import io.sluice.engine.testkit.ScriptedServer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Many clients on several event loops at once. */
class HttpLoadIT {
  private static final String GET = "GET / HTTP/1.1\r\n" + HttpRig.HOST + "\r\n";
  private static final int CLIENTS = 8;

  private static String config(final int port, final String options) {
    return """
    global { threads = 4 }
    listen web {
      mode = http
      bind = "127.0.0.1:0"
      http-reuse = always
      servers.s = "127.0.0.1:%d"
      %s
    }
    """
        .formatted(port, options);
  }

  @Test
  void shouldNeverGiveAServerMoreThanItsMaxconn() throws Exception {
    // Given
    final AtomicInteger now = new AtomicInteger();
    final AtomicInteger most = new AtomicInteger();
    try (var server =
            ScriptedServer.start(peer -> {
              while (true) {
                HttpRig.head(peer);
                most.accumulateAndGet(now.incrementAndGet(), Math::max);
                Thread.onSpinWait();
                now.decrementAndGet();
                peer.send(HttpRig.ok("ok"));
              }
            });
        var proxy = LiveProxy.start(config(server.port(), "default-server { maxconn = 1 }"));
        var threads = Executors.newCachedThreadPool()) {
      // When
      final List<CompletableFuture<Integer>> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(CompletableFuture.supplyAsync(() -> ask(proxy, 200), threads));
      }
      // Then
      assertThat(clients.stream().mapToInt(CompletableFuture::join).sum()).isEqualTo(CLIENTS * 200);
      assertThat(most.get()).isEqualTo(1);
      await().untilAsserted(() -> assertThat(proxy.server("web", "s").totals().open()).isZero());
    }
  }

  @Test
  void shouldFailNoRequestWhenReloaded() throws Exception {
    // Given
    final AtomicBoolean over = new AtomicBoolean();
    try (var server = ScriptedServer.start(peer -> HttpRig.answerAll(peer, new ArrayList<>()));
        var proxy = LiveProxy.start(config(server.port(), ""));
        var threads = Executors.newCachedThreadPool()) {
      final List<CompletableFuture<Integer>> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(CompletableFuture.supplyAsync(() -> askUntil(proxy, over), threads));
      }
      // When
      for (int i = 0; i < 5; i++) {
        assertThat(proxy.reload(config(server.port(), "retries = " + i))).isEmpty();
      }
      over.set(true);
      // Then
      assertThat(clients.stream().mapToInt(CompletableFuture::join).sum()).isPositive();
      assertThat(proxy.frontend("web").sessions()).isEqualTo(CLIENTS);
    }
  }

  @Test
  void shouldServeTheNextRequestByTheNewConfiguration() throws Exception {
    // Given
    try (var server = ScriptedServer.start(peer -> HttpRig.answerAll(peer, new ArrayList<>()));
        var proxy = LiveProxy.start(config(server.port(), ""));
        var client = Peer.connect(proxy.port("web"))) {
      client.send(GET);
      assertThat(HttpRig.message(client)).startsWith("HTTP/1.1 200 ");
      // When
      proxy.reload(config(server.port(), "http-request = [ \"deny deny_status 410\" ]"));
      client.send(GET);
      // Then
      assertThat(HttpRig.message(client)).startsWith("HTTP/1.1 410 ");
    }
  }

  @Test
  void shouldLetIdleClientsGoWhenItDrains() throws Exception {
    // Given
    try (var server = ScriptedServer.start(peer -> HttpRig.answerAll(peer, new ArrayList<>()));
        var proxy = LiveProxy.start(config(server.port(), ""));
        var client = Peer.connect(proxy.port("web"))) {
      client.send(GET);
      assertThat(HttpRig.message(client)).startsWith("HTTP/1.1 200 ");
      // When
      proxy.server().drain();
      // Then
      assertThat(client.awaitEnd()).isEqualTo(Peer.End.FIN);
      proxy.server().awaitStopped();
    }
  }

  @Test
  void shouldTellClientsToGoWhenItDrains() throws Exception {
    // Given
    try (var server = ScriptedServer.listen();
        var proxy = LiveProxy.start(config(server.port(), ""));
        var client = Peer.connect(proxy.port("web"))) {
      client.send("POST / HTTP/1.1\r\n" + HttpRig.HOST + "Content-Length: 2\r\n\r\nh");
      final Peer peer = server.accept();
      HttpRig.head(peer);
      // When
      proxy.server().drain();
      await().until(() -> !proxy.server().serves());
      client.send("i");
      assertThat(peer.receive(2)).isEqualTo("hi");
      peer.send(HttpRig.ok("done"));
      // Then
      assertThat(HttpRig.message(client)).contains("Connection: close").endsWith("done");
      assertThat(client.awaitEnd()).isEqualTo(Peer.End.FIN);
    }
  }

  private static int ask(final LiveProxy proxy, final int times) {
    try (var client = Peer.connect(proxy.port("web"))) {
      for (int i = 0; i < times; i++) {
        client.send(GET);
        assertThat(HttpRig.message(client)).startsWith("HTTP/1.1 200 ");
      }
      return times;
    } catch (final java.io.IOException e) {
      throw new AssertionError(e);
    }
  }

  private static int askUntil(final LiveProxy proxy, final AtomicBoolean over) {
    int asked = 0;
    try (var client = Peer.connect(proxy.port("web"))) {
      while (!over.get()) {
        client.send(GET);
        assertThat(HttpRig.message(client)).startsWith("HTTP/1.1 200 ");
        asked++;
      }
    } catch (final java.io.IOException e) {
      throw new AssertionError(e);
    }
    return asked;
  }
}
