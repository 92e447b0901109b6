package io.sluice.engine.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.engine.dispatch.Until;
import io.sluice.engine.testkit.EchoServer;
import io.sluice.engine.testkit.LiveProxy;
import io.sluice.engine.testkit.Websockify;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A console: a real WebSocket client and noVNC's own server, with Sluice between them. */
class WebSocketIT {
  private static EchoServer console;
  private static Websockify websockify;
  private static LiveProxy proxy;

  @BeforeAll
  static void start() {
    console = EchoServer.start();
    websockify = Websockify.launch(console.port());
    proxy =
        LiveProxy.start(
            """
            listen novnc {
              mode = http
              bind = "127.0.0.1:0"
              timeout { client = 10s, server = 10s, tunnel = 1h }
              servers.n1 = "127.0.0.1:%d"
            }
            """
                .formatted(websockify.port()));
  }

  @AfterAll
  static void stop() throws Exception {
    proxy.close();
    websockify.close();
    console.close();
  }

  @Test
  void shouldCarryMessagesBothWays() throws Exception {
    final byte[] bytes = new byte[1 << 20];
    new Random(42).nextBytes(bytes);
    final var answer = new Answer(bytes.length);
    try (HttpClient client = HttpClient.newHttpClient()) {
      // When
      final WebSocket socket =
          client
              .newWebSocketBuilder()
              .subprotocols("binary")
              .buildAsync(
                  URI.create("ws://127.0.0.1:" + proxy.port("novnc") + "/websockify"), answer)
              .get(20, TimeUnit.SECONDS);
      for (int sent = 0; sent < bytes.length; ) {
        final int length = Math.min(1 + sent % 40_000, bytes.length - sent);
        socket.sendBinary(ByteBuffer.wrap(bytes, sent, length), true).get(20, TimeUnit.SECONDS);
        sent += length;
      }
      // Then
      assertThat(answer.whole.get(20, TimeUnit.SECONDS)).isEqualTo(bytes);
      assertThat(socket.getSubprotocol()).isEqualTo("binary");
      // When
      socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(20, TimeUnit.SECONDS);
      answer.closed.get(20, TimeUnit.SECONDS);
    }
    // Then
    Until.isTrue("a line", () -> !proxy.sessionLines().isEmpty());
    assertThat(proxy.sessionLines())
        .singleElement()
        .asString()
        .contains(" novnc novnc/n1 ", " 101 ", "\"GET /websockify HTTP/1.1\"");
  }

  /** Collects messages until so many bytes are there. */
  private static final class Answer implements WebSocket.Listener {
    private final int wanted;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    final CompletableFuture<byte[]> whole = new CompletableFuture<>();
    final CompletableFuture<Integer> closed = new CompletableFuture<>();

    Answer(final int wanted) {
      this.wanted = wanted;
    }

    @Override
    public CompletionStage<?> onBinary(
        final WebSocket socket, final ByteBuffer data, final boolean last) {
      while (data.hasRemaining()) {
        bytes.write(data.get());
      }
      if (bytes.size() >= wanted) {
        whole.complete(bytes.toByteArray());
      }
      socket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(
        final WebSocket socket, final int status, final String reason) {
      closed.complete(status);
      return null;
    }

    @Override
    public void onError(final WebSocket socket, final Throwable error) {
      whole.completeExceptionally(error);
      closed.completeExceptionally(error);
    }
  }
}
