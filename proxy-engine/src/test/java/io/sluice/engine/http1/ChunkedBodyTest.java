package io.sluice.engine.http1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Chunks, extensions, trailers: RFC 9112 section 7.1. */
class ChunkedBodyTest {
  private static final String HEAD =
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";

  private static Reading read(final String body) {
    return Reading.requests(HEAD + body);
  }

  /** What goes on of a body. */
  private static String forwarded(final String body) {
    final Reading reading = read(body);
    assertThat(reading.refusal()).isNull();
    assertThat(reading.messages()).allMatch(Message::whole);
    return reading.forwarded().substring(HEAD.length());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0\r\n\r\n",
        "5\r\nhello\r\n0\r\n\r\n",
        "a\r\n0123456789\r\nA\r\n0123456789\r\n000\r\n\r\n",
        "000000000000005\r\nhello\r\n0000000000000000\r\n\r\n",
        "1\r\n\r\r\n1\r\n\n\r\n0\r\n\r\n"
      })
  void shouldPassOnWhatHasNoExtensionsAsItCame(final String body) {
    assertThat(forwarded(body)).isEqualTo(body);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ";x",
        ";x=y",
        ";x=\"y z;\\\"\u00e4\t\"",
        "; x = y ; z",
        " ;x",
        "\t ; x=\"\"; y",
        ";a=b;c=d;e",
        ";x=\"a\";y"
      })
  void shouldDropExtensions(final String extension) {
    assertThat(forwarded("5" + extension + "\r\nhello\r\n0" + extension + "\r\n\r\n"))
        .isEqualTo("5\r\nhello\r\n0\r\n\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ";\nxx",
        ";x\ny",
        ";x=\"\r\nX",
        ";x=\"a\nb\"",
        ";",
        ";;x",
        ";=y",
        ";x=",
        ";x=\"",
        ";x=\"y\"z",
        ";x y",
        ";x=y z",
        ";x\u0000",
        ";x=\"\u0000\"",
        ";x ",
        ";x=\"a\\\r\n\"",
        ";x=y ",
        ";\u00e4",
        ";x=(",
        ";x\r;y"
      })
  void shouldRefuseExtensions(final String extension) {
    assertThat(read("5" + extension + "\r\nhello\r\n0\r\n\r\n").refusal())
        .isIn(Refusal.BAD_CHUNK_EXTENSION, Refusal.BAD_CHUNK_SIZE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\r\n",
        "\n",
        " 5\r\n",
        "5 \r\n",
        "5\n",
        "5\rx",
        "0x5\r\n",
        "-0\r\n",
        "+5\r\n",
        "5_0\r\n",
        "g\r\n",
        ";x\r\n",
        "5,5\r\n",
        "00000000000000005\r\n",
        "8000000000000000\r\n",
        "ffffffffffffffff\r\n",
        "10000000000000000\r\n",
        "5\u0000\r\n"
      })
  void shouldRefuseSizes(final String line) {
    assertThat(read(line + "hello\r\n0\r\n\r\n").refusal())
        .isIn(Refusal.BAD_CHUNK_SIZE, Refusal.BAD_CHUNK_EXTENSION);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "5\r\nhello0\r\n\r\n",
        "5\r\nhelloXX0\r\n\r\n",
        "5\r\nhello\n0\r\n\r\n",
        "5\r\nhello\r0\r\n\r\n",
        "5\r\nhello\r\r\n0\r\n\r\n"
      })
  void shouldRefuseAWrongEnd(final String body) {
    assertThat(read(body).refusal()).isEqualTo(Refusal.BAD_CHUNK_END);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0\r\n\n", "0\r\n\rX", "0\r\nX: y\n\r\n", "0\r\nX: y\r\n\n", "0\r\nX: y\r\n\rZ"})
  void shouldRefuseABareLineFeedAtTheEnd(final String body) {
    assertThat(read(body).refusal()).isIn(Refusal.BAD_LINE_END, Refusal.BAD_FIELD_NAME);
  }

  @Test
  void shouldTakeALargeSize() {
    final Reading reading = read("7fffffffffffffff\r\nhello");
    assertThat(reading.refusal()).isNull();
    assertThat(reading.messages().getFirst().whole()).isFalse();
    assertThat(reading.messages().getFirst().body()).isEqualTo("hello");
  }

  @Test
  void shouldWriteTrailersAnew() {
    assertThat(forwarded("1\r\nx\r\n0\r\nX-Sum:abc  \r\nETag:  e\r\n\r\n"))
        .isEqualTo("1\r\nx\r\n0\r\nX-Sum: abc\r\nETag: e\r\n\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 10",
        "Host: evil",
        "Transfer-Encoding: chunked",
        "Connection: close",
        "Trailer: x",
        "TE: x",
        "Upgrade: x",
        "Authorization: x",
        "Set-Cookie: x",
        "Cookie: x",
        "Keep-Alive: x",
        "Proxy-Connection: x",
        "HTTP2-Settings: x",
        "Expect: x",
        "Content-Type: x",
        "Content-Encoding: x",
        "Content-Range: x",
        "Cache-Control: x",
        "X-Forwarded-For: x",
        "Location: x",
        "Max-Forwards: 1",
        "If-Match: x",
        "Proxy-Authorization: x",
        "X-Auth-Token: x"
      })
  void shouldDropTrailersThatWouldChangeTheMessage(final String line) {
    assertThat(
            forwarded(
                "0\r\n"
                    + line
                    + "\r\nX: y\r\n"
                    + line.toLowerCase(java.util.Locale.ROOT)
                    + "\r\n\r\n"))
        .isEqualTo("0\r\nX: y\r\n\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"X : y", ": y", " X: y", "X", "X: a\u0000", "X: a\rb", "X: y\r\n z"})
  void shouldRefuseTrailers(final String lines) {
    assertThat(read("0\r\n" + lines + "\r\n\r\n").refusal()).isNotNull();
  }

  @Test
  void shouldHoldItsLimits() {
    final Limits limits = new Limits(1000, 3, 100, 10, 40, 1000);
    final String extension = ";aaaa";
    assertThat(
            Reading.requests(limits, HEAD + ("1" + extension + "\r\nx\r\n").repeat(2) + "0\r\n\r\n")
                .refusal())
        .isNull();
    assertThat(
            Reading.requests(limits, HEAD + ("1" + extension + "\r\nx\r\n").repeat(2) + "0;")
                .refusal())
        .isEqualTo(Refusal.CHUNK_EXTENSIONS_TOO_LONG);
    assertThat(Reading.requests(limits, HEAD + "0\r\nX: " + "y".repeat(33) + "\r\n\r\n").refusal())
        .isNull();
    assertThat(Reading.requests(limits, HEAD + "0\r\nX: " + "y".repeat(40)).refusal())
        .isEqualTo(Refusal.TRAILERS_TOO_LARGE);
    assertThat(Reading.requests(limits, HEAD + "0\r\n" + "X: y\r\n".repeat(4) + "\r\n").refusal())
        .isEqualTo(Refusal.TRAILERS_TOO_LARGE);
  }

  @ParameterizedTest
  @CsvSource({
    "'', false",
    "1, true",
    "1;, true",
    "1R, true",
    "1RN, false",
    "1RNx, false",
    "1RNxR, true",
    "1RNxRN, false",
    "0RN, false",
    "0RNR, true",
    "0RNX, true",
    "0RNRN, false"
  })
  void shouldKnowWhetherALineIsNotYetJudged(final String start, final boolean inside) {
    // Given
    final ChunkedBody body = new ChunkedBody(Limits.DEFAULT);
    body.begin(ChunkedBody.Mode.FRAMED);
    final ByteBuf bytes =
        Unpooled.wrappedBuffer(Octets.of(start.replace('R', '\r').replace('N', '\n')));

    // When
    body.read(bytes, 0, bytes.writerIndex());

    // Then
    assertThat(body.insideLine()).isEqualTo(inside);
  }

  @Test
  void shouldLookAheadAndBeginAgain() {
    // Given
    final ChunkedBody body = new ChunkedBody(Limits.DEFAULT);
    final ByteBuf bytes = Unpooled.wrappedBuffer(Octets.of("5\r\nhello\r\n0\r\nX: y\r\n\r\nnext"));
    body.begin(ChunkedBody.Mode.FRAMED);
    body.read(bytes, 0, 12);

    // When
    body.begin(ChunkedBody.Mode.FRAMED);
    final Parse result = body.read(bytes, 0, bytes.writerIndex());

    // Then
    assertThat(result).isEqualTo(Parse.DONE);
    assertThat(bytes.toString(body.runFrom(), body.runTo(), ISO_8859_1))
        .isEqualTo("5\r\nhello\r\n0\r\n");
    assertThat(bytes.toString(body.position(), 4, ISO_8859_1)).isEqualTo("next");
    assertThat(body.hasTail()).isTrue();
    assertThat(body.dataBytes()).isEqualTo(5);
    assertThat(Reading.fields(body.trailers())).containsExactly("X: y");
  }

  @Test
  void shouldGiveTheDataAlone() {
    // Given
    final ChunkedBody body = new ChunkedBody(Limits.DEFAULT);
    final ByteBuf bytes =
        Unpooled.wrappedBuffer(Octets.of("2;x\r\nab\r\n1\r\nc\r\n0\r\nX: y\r\n\r\n"));
    body.begin(ChunkedBody.Mode.DATA);

    // When
    final StringBuilder data = new StringBuilder();
    int at = 0;
    Parse result;
    do {
      result = body.read(bytes, at, bytes.writerIndex());
      data.append(bytes.toString(body.runFrom(), body.runTo() - body.runFrom(), ISO_8859_1))
          .append('|');
      at = body.position();
    } while (result == Parse.NEED_MORE);

    // Then
    assertThat(result).isEqualTo(Parse.DONE);
    assertThat(data).hasToString("ab|c||");
    assertThat(body.hasTail()).isFalse();
  }

  @Test
  void shouldPassOnNothingOfAReadThatIsRefused() {
    // Given
    final ChunkedBody body = new ChunkedBody(Limits.DEFAULT);
    final ByteBuf bytes = Unpooled.wrappedBuffer(Octets.of("2\r\nab\r\nxyz"));
    body.begin(ChunkedBody.Mode.FRAMED);

    // When
    final Parse result = body.read(bytes, 0, bytes.writerIndex());

    // Then
    assertThat(result).isEqualTo(Parse.REFUSED);
    assertThat(body.runTo()).isEqualTo(body.runFrom());
  }

  @Test
  void shouldReadTheSameHoweverItComes() {
    final String input =
        HEAD
            + "5;a=\"b\"\r\nhello\r\n10 ;x\r\n0123456789abcdef\r\n0\r\nX: y\r\nHost: b\r\n\r\n"
            + HEAD
            + "1\r\nx\r\n0\r\n\r\n"
            + HEAD
            + "0;q\r\n\r\n";
    final Reading whole = Reading.requests(input);
    assertThat(whole.messages()).hasSize(3);
    for (int at = 1; at < input.length(); at++) {
      final Reading cut = Reading.split(null, input, at);
      assertThat(cut).hasToString(whole.toString());
      assertThat(cut.forwarded()).isEqualTo(whole.forwarded());
    }
    assertThat(Reading.bytewise(null, input).forwarded()).isEqualTo(whole.forwarded());
  }
}
