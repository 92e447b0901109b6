package io.sluice.engine.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.engine.sample.auth.Crypt;
import io.sluice.engine.testkit.LiveProxy;
import io.sluice.engine.testkit.Peer;
import io.sluice.engine.testkit.ScriptedServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Hashes of passwords are made beside the event loop, which serves others meanwhile. */
@Timeout(60)
class PasswordIT {
  private static final String COSTLY = "$6$rounds=500000$salt$" + "a".repeat(86);
  private static final String CONFIG =
      """
      global { threads = 1 }
      userlist.staff.users {
        alice.password = "%s"
        bob.password = "%s"
      }
      listen web {
        mode = http
        bind = "127.0.0.1:0"
        servers.s = "127.0.0.1:%d"
        http-request = [
          "set-header X-Before 1"
          "add-header X-Count 1"
          "auth realm R if { path_beg /in } !{ http_auth(staff) }"
        ]
        use-backend = [ "other if { path_beg /other } { http_auth(staff) }" ]
      }
      backend.other { mode = http, servers.s = "127.0.0.1:%d" }
      """;

  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final ScriptedServer server =
      ScriptedServer.start(peer -> HttpRig.answerAll(peer, asked));
  private final ScriptedServer other =
      ScriptedServer.start(peer -> {
        while (true) {
          HttpRig.message(peer);
          peer.send(HttpRig.ok("other"));
        }
      });

  private LiveProxy start() {
    final String hash =
        Crypt.crypt("secret".getBytes(StandardCharsets.US_ASCII), "$6$rounds=1000$salt$");
    return LiveProxy.start(CONFIG.formatted(hash, COSTLY, server.port(), other.port()));
  }

  private static String ask(final String target, final String user, final String body) {
    final String told =
        Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.US_ASCII));
    return "POST "
        + target
        + " HTTP/1.1\r\n"
        + HttpRig.HOST
        + "Authorization: Basic "
        + told
        + "\r\nContent-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  /** Takes all threads that make hashes, until it is closed. */
  private static final class Busy implements AutoCloseable {
    private final CountDownLatch end = new CountDownLatch(1);

    Busy() throws InterruptedException {
      final CountDownLatch begun = new CountDownLatch(2);
      for (int i = 0; i < 2; i++) {
        final boolean taken =
            PasswordThreads.ALL.submit(
                i,
                () -> {
                  begun.countDown();
                  try {
                    end.await();
                  } catch (final InterruptedException over) {
                    Thread.currentThread().interrupt();
                  }
                });
        assertThat(taken).isTrue();
      }
      begun.await();
    }

    @Override
    public void close() {
      end.countDown();
    }
  }

  @Test
  void shouldServeOthersWhileAHashIsMade() throws Exception {
    try (var proxy = start();
        var slow = Peer.connect(proxy.port("web"));
        var quick = Peer.connect(proxy.port("web"))) {
      try (var _ = new Busy()) {
        // Given
        slow.send(ask("/in", "bob:wrong", ""));
        await().until(() -> PasswordThreads.ALL.waiting() == 1);
        // When
        quick.send(ask("/", "bob:wrong", ""));
        // Then
        assertThat(HttpRig.message(quick)).isEqualTo(HttpRig.ok("/"));
        assertThat(proxy.sessionLines()).allMatch(line -> line.contains(" 200 "));
      }
      assertThat(HttpRig.message(slow)).startsWith("HTTP/1.1 401 ");
      slow.send(ask("/in", "alice:secret", ""));
      assertThat(HttpRig.message(slow)).isEqualTo(HttpRig.ok("/in"));
    }
  }

  @Test
  void shouldGoOnWithTheRulesWhereTheyStood() throws Exception {
    try (var proxy = start();
        var client = Peer.connect(proxy.port("web"))) {
      // When
      client.send(ask("/in?1", "alice:secret", "hello") + ask("/in?2", "alice:other", "again"));
      // Then
      assertThat(HttpRig.message(client)).isEqualTo(HttpRig.ok("/in?1"));
      assertThat(HttpRig.message(client)).startsWith("HTTP/1.1 401 ");
      assertThat(asked).singleElement().asString().endsWith("\r\n\r\nhello");
      assertThat(asked.getFirst().split("X-Count", -1)).hasSize(2);
    }
  }

  @Test
  void shouldChooseABackendByAPassword() throws Exception {
    try (var proxy = start();
        var client = Peer.connect(proxy.port("web"))) {
      client.send(ask("/other", "alice:secret", ""));
      assertThat(HttpRig.message(client)).isEqualTo(HttpRig.ok("other"));
      client.send(ask("/other", "alice:wrong", ""));
      assertThat(HttpRig.message(client)).isEqualTo(HttpRig.ok("/other"));
    }
  }

  @Test
  void shouldRefuseAClientThatHasTooManyChecked() throws Exception {
    try (var proxy = start()) {
      final List<Peer> clients = new ArrayList<>();
      try (var _ = new Busy()) {
        // Given
        for (int i = 0; i < PasswordThreads.MOST_OF_CLIENT; i++) {
          clients.add(asking(proxy, i));
        }
        await().until(() -> PasswordThreads.ALL.waiting() == PasswordThreads.MOST_OF_CLIENT);
        // When
        final Peer last = asking(proxy, PasswordThreads.MOST_OF_CLIENT);
        clients.add(last);
        // Then
        assertThat(HttpRig.message(last)).startsWith("HTTP/1.1 503 ");
        await().untilAsserted(() -> assertThat(proxy.sessionLines()).hasSize(1));
        assertThat(proxy.sessionLines().getFirst()).contains(" 503 ", " RR-- ");
        assertThat(proxy.frontend("web").http().orElseThrow().requestErrors()).isEqualTo(1);
        // The others leave, and nobody makes their hashes.
        for (final Peer client : clients) {
          client.reset();
        }
        await().untilAsserted(() -> assertThat(proxy.frontend("web").open()).isZero());
      }
      await().until(() -> PasswordThreads.ALL.waiting() == 0);
    }
  }

  private static Peer asking(final LiveProxy proxy, final int number) throws IOException {
    final Peer client = Peer.connect(proxy.port("web"));
    client.send(ask("/in", "bob:wrong" + number, ""));
    return client;
  }
}
