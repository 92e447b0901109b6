package io.sluice.engine.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.engine.testkit.LiveProxy;
import io.sluice.engine.testkit.Peer;
import io.sluice.engine.testkit.ScriptedServer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Connections that change their protocol, and those that may not. */
class UpgradeIT {
  private static final String ASK =
      "GET /ws HTTP/1.1\r\n"
          + HttpRig.HOST
          + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\n\r\n";
  private static final String AGREE =
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n";

  @Test
  void shouldBecomeATunnel() throws Exception {
    // Given
    try (var rig = HttpRig.listen("timeout { tunnel = 1m }");
        var client = rig.connect()) {
      client.send(ASK + "early");
      final Peer server = rig.accept();
      assertThat(HttpRig.head(server))
          .contains("Upgrade: websocket\r\n", "Connection: Upgrade\r\n");
      // When
      server.send(AGREE + "hello");
      // Then
      assertThat(HttpRig.head(client)).startsWith("HTTP/1.1 101 ").contains("Upgrade: websocket");
      assertThat(client.receive(5)).isEqualTo("hello");
      assertThat(server.receive(5)).isEqualTo("early");
      client.send("ping");
      assertThat(server.receive(4)).isEqualTo("ping");
      server.send("pong");
      assertThat(client.receive(4)).isEqualTo("pong");
      client.halfClose();
      assertThat(server.awaitEnd()).isEqualTo(Peer.End.FIN);
      server.send("last");
      server.close();
      assertThat(client.receiveAll()).isEqualTo("last");
      await().untilAsserted(() -> assertThat(rig.lines()).hasSize(1));
      assertThat(rig.lines().getFirst()).contains(" 101 ", " ---- ");
    }
  }

  @Test
  void shouldRunRulesAndPersistWhenTheProtocolChanges() throws Exception {
    // Given
    final String config =
        """
        listen web {
          mode = http
          bind = "127.0.0.1:0"
          servers.s = { address = "127.0.0.1:%d", cookie = s1 }
          cookie = "SRV insert"
          http-response = [ "set-header X-From %%s" ]
          http-after-response = [ "set-header X-After %%[status]" ]
          allow-connect = on
        }
        """;
    try (var origin = ScriptedServer.listen();
        var proxy = LiveProxy.start(config.formatted(origin.port()))) {
      for (final String ask : List.of(ASK, "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n")) {
        try (var client = Peer.connect(proxy.port("web"))) {
          client.send(ask);
          final Peer server = origin.accept();
          HttpRig.head(server);
          // When
          server.send((ask.startsWith("C") ? "HTTP/1.1 200 OK\r\n\r\n" : AGREE) + "hello");
          // Then
          assertThat(HttpRig.head(client))
              .contains("Set-Cookie: SRV=s1; path=/\r\n", "X-From: s\r\n", "X-After: ");
          assertThat(client.receive(5)).isEqualTo("hello");
          server.close();
          assertThat(client.awaitEnd()).isEqualTo(Peer.End.FIN);
        }
      }
      await().untilAsserted(() -> assertThat(proxy.sessionLines()).hasSize(2));
      assertThat(proxy.sessionLines()).allMatch(line -> line.contains("NI "));
    }
  }

  @Test
  void shouldDenyAChangeOfProtocolByARule() throws Exception {
    // Given
    final String rules = "http-response = [ \"deny deny_status 502 if { status 101 }\" ]";
    try (var rig = HttpRig.listen(rules);
        var client = rig.connect()) {
      client.send(ASK);
      final Peer server = rig.accept();
      HttpRig.head(server);
      // When
      server.send(AGREE + "hello");
      // Then
      assertThat(HttpRig.message(client)).startsWith("HTTP/1.1 502 ");
      assertThat(server.awaitEnd()).isNotNull();
    }
  }

  @Test
  void shouldStayHttpWhenTheServerDoesNotAgree() throws Exception {
    // Given
    try (var rig = HttpRig.listen("");
        var client = rig.connect()) {
      client.send(ASK);
      final Peer server = rig.accept();
      HttpRig.head(server);
      // When
      server.send(HttpRig.ok("no"));
      // Then
      assertThat(HttpRig.message(client)).isEqualTo(HttpRig.ok("no"));
      client.send("GET / HTTP/1.1\r\n" + HttpRig.HOST + "\r\n");
      assertThat(HttpRig.head(server)).startsWith("GET / ");
    }
  }

  @Test
  void shouldRefuseConnect() throws Exception {
    // Given
    try (var rig = HttpRig.listen("");
        var client = rig.connect()) {
      // When
      client.send("CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n");
      // Then
      assertThat(HttpRig.message(client)).startsWith("HTTP/1.1 405 ");
      assertThat(rig.server.count()).isZero();
    }
  }
}
