package io.sluice.engine.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.engine.testkit.Peer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the target of a request reaches the server: RFC 9112 section 3.2. */
class TargetFormIT {
  @ParameterizedTest
  @CsvSource({
    "GET http://A:80/x?y, GET /x?y",
    "GET http://a, GET /",
    "OPTIONS http://a, OPTIONS *",
    "OPTIONS *, OPTIONS *",
    "GET /x?y, GET /x?y"
  })
  void shouldAskTheServerForAPath(final String asked, final String sent) throws Exception {
    try (HttpRig rig = HttpRig.listen("");
        Peer client = rig.connect()) {
      // Given
      client.send(asked + " HTTP/1.1\r\n" + HttpRig.HOST + "\r\n");

      // When
      final Peer server = rig.accept();
      final String head = HttpRig.head(server);

      // Then
      assertThat(head).startsWith(sent + " HTTP/1.1\r\n").contains(HttpRig.HOST);
      server.send(HttpRig.ok("ok"));
      assertThat(HttpRig.message(client)).endsWith("ok");
    }
  }
}
