package io.sluice.engine.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Fields that are about one connection: RFC 9110 sections 7.6.1, 7.8 and 10.1.4. */
class HopByHopTest {
  private final RequestHead head = new RequestHead(Limits.DEFAULT);

  private void accept(final String version, final String lines) {
    head.clear();
    final byte[] bytes =
        Octets.of("GET / HTTP/" + version + "\r\nHost: a\r\n" + lines + "\r\n\r\n");
    assertThat(head.feed(Unpooled.wrappedBuffer(bytes), 0, bytes.length)).isEqualTo(Parse.DONE);
  }

  private List<String> removed(final String lines, final boolean keepsUpgrade) {
    accept("1.1", lines);
    head.removeHopByHop(keepsUpgrade);
    return Reading.fields(head);
  }

  @Test
  void shouldRemoveWhatIsAboutTheConnection() {
    assertThat(
            removed(
                "Connection: keep-alive\r\nKeep-Alive: timeout=5\r\nProxy-Connection: x\r\nTE: gzip\r\n"
                    + "Upgrade: websocket\r\nHTTP2-Settings: AA\r\nAccept: *",
                false))
        .containsExactly("Host: a", "Accept: *");
  }

  @Test
  void shouldRemoveWhatConnectionNames() {
    assertThat(
            removed(
                "X-A: 1\r\nConnection: close, x-a,, X-b \r\nX-B: 2\r\nX-C: 3\r\nConnection: x-c\r\nx-A: 4",
                false))
        .containsExactly("Host: a");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 0",
        "Authorization: x",
        "Cookie: a=b",
        "X-Forwarded-For: 1.1.1.1",
        "Forwarded: for=x",
        "X-Auth-Token: t",
        "Content-Type: a/b",
        "Expect: 100-continue",
        "Cache-Control: no-store",
        "Origin: x"
      })
  void shouldNotLetThatBeNamedAwayWhichOthersDependOn(final String line) {
    final String name = line.substring(0, line.indexOf(':'));
    assertThat(removed("Connection: " + name + ", Host, Transfer-Encoding\r\n" + line, false))
        .containsExactly("Host: a", line);
  }

  @Test
  void shouldNotLetThatBeNamedAwayWhichARuleHasSet() {
    // Given
    accept("1.1", "Connection: X-User, X-Role\r\nX-User: mallory\r\nX-Role: x");
    head.set(FieldName.of("X-User"), Octets.of("bob"), 0, 3);
    head.setValue(head.find(FieldName.of("X-Role"), -1), Octets.of("reader"), 0, 6);

    // When
    head.removeHopByHop(false);

    // Then
    assertThat(Reading.fields(head)).containsExactly("Host: a", "X-Role: reader", "X-User: bob");
  }

  @Test
  void shouldHeedNoEndlessListOfNames() {
    assertThat(removed("Connection: " + "a,".repeat(64) + "X-A\r\nX-A: 1", false))
        .contains("X-A: 1");
    assertThat(removed("Connection: " + "a,".repeat(63) + "X-A\r\nX-A: 1", false))
        .doesNotContain("X-A: 1");
  }

  @ParameterizedTest
  @CsvSource({
    "NONE, '', ''",
    "CLOSE, '', close",
    "KEEP_ALIVE, '', keep-alive",
    "NONE, 'Connection: upgrade\r\nUpgrade: websocket', Upgrade",
    "CLOSE, 'Connection: Upgrade\r\nUpgrade: websocket\r\nTE: trailers', 'close, Upgrade, TE'",
    "KEEP_ALIVE, 'Connection: Upgrade\r\nUpgrade: websocket', 'keep-alive, Upgrade'",
    "NONE, 'TE: gzip, Trailers', TE",
    "NONE, 'TE: gzip', ''",
    "KEEP_ALIVE, 'TE: trailers', 'keep-alive, TE'",
    "CLOSE, 'TE: trailers', 'close, TE'"
  })
  void shouldSayWhatIsSoOfTheNextConnection(
      final ConnectionOption option, final String lines, final String connection) {
    // Given
    accept("1.1", lines.isEmpty() ? "X: y" : lines);
    head.removeHopByHop(true);

    // When
    final boolean set = head.setConnection(option);

    // Then
    assertThat(set).isTrue();
    final List<String> fields = Reading.fields(head);
    assertThat(fields.stream().filter(f -> f.startsWith("Connection")).toList())
        .isEqualTo(connection.isEmpty() ? List.of() : List.of("Connection: " + connection));
    assertThat(fields.contains("TE: trailers")).isEqualTo(connection.contains("TE"));
    assertThat(fields.contains("Upgrade: websocket")).isEqualTo(connection.contains("Upgrade"));
  }

  @ParameterizedTest
  @CsvSource({
    "1.1, 'Connection: Upgrade\r\nUpgrade: websocket', true",
    "1.1, 'Connection: keep-alive, UPGRADE\r\nUpgrade: a/1, b', true",
    "1.1, Upgrade: websocket, false",
    "1.1, Connection: upgrade, false",
    "1.0, 'Connection: Upgrade\r\nUpgrade: websocket', false",
    "1.1, 'Connection: Upgrade\r\nUpgrade: h2c', false",
    "1.1, 'Connection: Upgrade\r\nUpgrade: websocket, H2C', false",
    "1.1, 'Connection: Upgrade\r\nUpgrade: websocket\r\nUpgrade: h2c', false"
  })
  void shouldKnowAnUpgrade(final String version, final String lines, final boolean isUpgrade) {
    // Given
    accept(version, lines);
    final boolean known = head.isUpgrade();

    // When
    head.removeHopByHop(true);

    // Then
    assertThat(known).isEqualTo(isUpgrade);
    assertThat(head.has(Names.UPGRADE)).isEqualTo(isUpgrade);
  }
}
