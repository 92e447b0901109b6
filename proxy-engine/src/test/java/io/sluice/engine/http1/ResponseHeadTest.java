package io.sluice.engine.http1;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Status lines, folds and framing of responses: RFC 9112 sections 4, 5.2 and 6. */
class ResponseHeadTest {
  private static Reading read(final String text) {
    return Reading.responses(Method.GET, text);
  }

  private static String response(final int status, final String lines) {
    return "HTTP/1.1 " + status + " X\r\n" + lines + "\r\n\r\n";
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP/1.1 200 OK, HTTP/1.1 200 OK",
    "HTTP/1.1 404 Not Found here, HTTP/1.1 404 Not Found here",
    "'HTTP/1.1 200 ', 'HTTP/1.1 200 '",
    "HTTP/1.1 200, 'HTTP/1.1 200 '",
    "HTTP/1.0 200 OK, HTTP/1.0 200 OK",
    "HTTP/1.2 200 OK, HTTP/1.1 200 OK",
    "HTTP/1.1 999 What, HTTP/1.1 999 What",
    "'HTTP/1.1 200  two  ', 'HTTP/1.1 200  two  '"
  })
  void shouldAcceptStatusLines(final String line, final String written) {
    // Given / When
    final Reading reading = read(line + "\r\nContent-Length: 0\r\n\r\n");

    // Then
    assertThat(reading.refusal()).isNull();
    assertThat(reading.forwarded()).isEqualTo(written + "\r\nContent-Length: 0\r\n\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 20 OK",
        "HTTP/1.1 2000 OK",
        "HTTP/1.1 099 X",
        "HTTP/1.1 2x0 X",
        "HTTP/1.1  200 OK",
        "HTTP/1.1200 OK",
        "HTTP/1 200 OK",
        "HTTP/0.9 200 OK",
        "ICY 200 OK",
        "http/1.1 200 OK",
        "\r\nHTTP/1.1 200 OK",
        " HTTP/1.1 200 OK",
        "HTTP/1.1 200 a\u0000b",
        "HTTP/1.1 200\tOK",
        "HTTP/1.1\t200 OK",
        "<html>",
        "HTTP/1.1 -20 X"
      })
  void shouldRefuseStatusLines(final String line) {
    assertThat(read(line + "\r\n\r\n").refusal()).isEqualTo(Refusal.BAD_STATUS_LINE);
  }

  @Test
  void shouldRefuseOtherVersions() {
    assertThat(read("HTTP/2.0 200 OK\r\n\r\n").refusal()).isEqualTo(Refusal.VERSION_NOT_SUPPORTED);
    assertThat(read("HTTP/1.1 200 OK\rX: y\r\n\r\n").refusal()).isEqualTo(Refusal.BAD_LINE_END);
  }

  @Test
  void shouldMakeBlanksOfFolds() {
    // Given / When
    final Reading reading =
        read(
            "HTTP/1.1 200 OK\r\nX: a \r\n\t b\r\n  c\r\nY:\r\n d\r\nZ: e\r\n \r\nContent-Length: 0\r\n\r\n");

    // Then
    assertThat(reading.message().fields())
        .containsExactly("X: a   \t b    c", "Y: d", "Z: e", "Content-Length: 0");
    assertThat(reading.forwarded().lines())
        .hasSize(6)
        .noneMatch(l -> l.startsWith(" ") || l.startsWith("\t"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 1\r\n 2",
        "Transfer-Encoding:\r\n chunked",
        "Connection: a\r\n ,close",
        " X: y"
      })
  void shouldRefuseFoldsThatFrame(final String lines) {
    assertThat(read(response(200, lines)).refusal()).isEqualTo(Refusal.FOLDED_FIELD);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, 200, Content-Length: 3, LENGTH",
    "GET, 200, Content-Length: 0, NONE",
    "GET, 200, X: y, UNTIL_CLOSE",
    "GET, 200, Transfer-Encoding: chunked, CHUNKED",
    "HEAD, 200, Content-Length: 3, NONE",
    "HEAD, 200, Transfer-Encoding: chunked, NONE",
    "HEAD, 200, X: y, NONE",
    "GET, 204, X: y, NONE",
    "GET, 204, Content-Length: 3, NONE",
    "GET, 304, Content-Length: 3, NONE",
    "GET, 304, Transfer-Encoding: chunked, NONE",
    "GET, 100, X: y, NONE",
    "GET, 101, X: y, NONE",
    "GET, 103, Content-Length: 3, NONE",
    "CONNECT, 200, Content-Length: 3, NONE",
    "CONNECT, 407, Content-Length: 3, LENGTH",
    "GET, 205, Content-Length: 0, NONE",
    "POST, 500, X: y, UNTIL_CLOSE"
  })
  void shouldKnowWhatFollows(
      final Method method, final int status, final String line, final Framing framing) {
    // Given
    final ResponseHead head = new ResponseHead(Limits.DEFAULT);
    head.begin(method);
    final byte[] bytes = Octets.of(response(status, line));

    // When
    final Parse result = head.feed(io.netty.buffer.Unpooled.wrappedBuffer(bytes), 0, bytes.length);

    // Then
    assertThat(result).isEqualTo(Parse.DONE);
    assertThat(head.framing()).isEqualTo(framing);
    assertThat(head.isInterim()).isEqualTo(status == 100 || status == 103);
  }

  @Test
  void shouldNotLetABodilessResponseSpeakOfABody() {
    assertThat(read(response(204, "Content-Length: 3")).message().fields()).isEmpty();
    assertThat(read(response(103, "Transfer-Encoding: chunked")).message().fields()).isEmpty();
    assertThat(read(response(304, "Content-Length: 3")).message().fields())
        .containsExactly("Content-Length: 3");
  }

  @ParameterizedTest
  @CsvSource({
    "'Content-Length: 3\r\nContent-Length: 4', CONTENT_LENGTHS_DIFFER",
        "'Content-Length: 3, 4', CONTENT_LENGTHS_DIFFER",
    "'Content-Length: 3\r\nTransfer-Encoding: chunked', LENGTH_AND_CODING",
        "Content-Length: x, BAD_CONTENT_LENGTH",
    "Transfer-Encoding: gzip, BAD_TRANSFER_CODING",
        "'Transfer-Encoding: gzip, chunked', UNKNOWN_TRANSFER_CODING",
    "X : y, BAD_FIELD_NAME", "'X: a\u0000', BAD_FIELD_VALUE"
  })
  void shouldRefuseWhatCouldBeReadTwoWays(final String lines, final Refusal refusal) {
    assertThat(read(response(200, lines)).refusal()).isEqualTo(refusal);
  }

  @Test
  void shouldRefuseChunkedInOldResponses() {
    assertThat(read("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n").refusal())
        .isEqualTo(Refusal.TRANSFER_CODING_IN_1_0);
  }

  @Test
  void shouldReadUntilTheEnd() {
    // Given / When
    final Message message = read("HTTP/1.0 200 OK\r\n\r\nall of\r\n\r\nthis").message();

    // Then
    assertThat(message.body()).isEqualTo("all of\r\n\r\nthis");
    assertThat(message.keepsAlive()).isFalse();
  }

  @Test
  void shouldHaveHadEnoughOfALargeHead() {
    assertThat(read("HTTP/1.1 200\r\nX: " + "a".repeat(16 * 1024)).refusal())
        .isEqualTo(Refusal.HEAD_TOO_LARGE);
  }

  @Test
  void shouldReadTheSameHoweverItComes() {
    final String input =
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200\nX: a\r\n b\r\nTransfer-Encoding: chunked\r\n\r\n3;x=\"y\"\r\nabc\r\n0\r\nT: u\r\n\r\n"
            + response(404, "Content-Length: 2")
            + "noHTTP/1.0 200 OK\r\n\r\nrest";
    final Reading whole = read(input);
    assertThat(whole.messages()).hasSize(4);
    for (int at = 1; at < input.length(); at++) {
      final Reading cut = Reading.split(Method.GET, input, at);
      assertThat(cut).hasToString(whole.toString());
      assertThat(cut.forwarded()).isEqualTo(whole.forwarded());
    }
    assertThat(Reading.bytewise(Method.GET, input)).hasToString(whole.toString());
  }
}
