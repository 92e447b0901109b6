package io.sluice.engine.galera;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Gives commands as an operator does. */
final class AdminClient {
  private AdminClient() {}

  /** A bind that takes commands, for a configuration. */
  static String bind(int port) {
    return "global.admin.bind = { address = \"127.0.0.1:%d\", commands = on }\n".formatted(port);
  }

  /** Sets a server of the backend {@code galera} to drain, ready or maint. */
  static void setState(int port, String server, String state) {
    post(port, "/backends/galera/servers/" + server + "?state=" + state);
  }

  private static void post(int port, String target) {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + target))
            .timeout(Duration.ofSeconds(10))
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    try (var client = HttpClient.newHttpClient()) {
      var answer = client.send(request, BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    } catch (IOException e) {
      throw new AssertionError(target, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
