package io.sluice.engine.http1;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Where a request ends, and what its connection is good for after it: RFC 9112 sections 6 and 9.
 */
class RequestFramingTest {
  private static String request(final String version, final String lines) {
    return "POST / HTTP/" + version + "\r\nHost: a\r\n" + lines + "\r\n\r\n";
  }

  private static Reading read(final String lines, final String body) {
    return Reading.requests(request("1.1", lines) + body);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "5",
        "05",
        "0000000000000000000000005",
        "5, 5",
        "5,5 ,05",
        "5\r\nContent-Length: 5"
      })
  void shouldMergeLengths(final String value) {
    // Given / When
    final Reading reading = read("Content-Length: " + value, "hello" + request("1.1", "X: y"));

    // Then
    assertThat(reading.messages()).hasSize(2);
    assertThat(reading.messages().getFirst().body()).isEqualTo("hello");
    assertThat(reading.messages().getFirst().values("content-length")).containsExactly("5");
    assertThat(reading.forwarded())
        .startsWith("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Transfer-Encoding:\tchunked",
        "Transfer-Encoding:  chunked",
        "Transfer-Encoding: chunked ",
        "Transfer-Encoding: chunked\t",
        "Transfer-Encoding: \t chunked \t"
      })
  void shouldWriteACodingInThePlainestWay(final String line) {
    assertThat(read(line + "\r\nX-A:\t1 ", "0\r\n\r\n").forwarded())
        .isEqualTo(request("1.1", "Transfer-Encoding: chunked\r\nX-A:\t1 ") + "0\r\n\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\t5", "  5", " 5 ", " 5\t", "\t5\t"})
  void shouldWriteALengthInThePlainestWay(final String value) {
    assertThat(read("Content-Length:" + value, "hello").forwarded())
        .isEqualTo(request("1.1", "Content-Length: 5") + "hello");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Content-Length:5", "Transfer-Encoding:chunked"})
  void shouldLeaveALineWithoutBlanksAsItCame(final String line) {
    assertThat(read(line, "").forwarded()).startsWith(request("1.1", line));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Transfer_Encoding: chunked",
        "content_length: 7",
        "TRANSFER.ENCODING: chunked",
        "Content~Length: 0",
        "X_Forwarded-For: 10.0.0.1",
        "x_auth_token: t",
        "Keep_Alive: 1"
      })
  void shouldPassOnNoLookAlike(final String line) {
    assertThat(read("X-A: 1\r\n" + line + "\r\nContent-Length: 5", "hello").forwarded())
        .isEqualTo(request("1.1", "X-A: 1\r\nContent-Length: 5") + "hello");
  }

  @ParameterizedTest
  @ValueSource(strings = {"X_My_Field: 1", "user_agent: x", "ContentLength: 7", "X.Y: 1"})
  void shouldPassOnOtherNamesThatAreOdd(final String line) {
    assertThat(read(line + "\r\nContent-Length: 5", "hello").forwarded())
        .isEqualTo(request("1.1", line + "\r\nContent-Length: 5") + "hello");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "+5",
        "-5",
        "0x5",
        "5a",
        "5 5",
        "5;",
        "5,",
        ",5",
        "5,,5",
        "\"5\"",
        "5.0",
        "1e1",
        "٥",
        "5\t6",
        "9223372036854775808",
        "18446744073709551621",
        "99999999999999999999999999"
      })
  void shouldRefuseLengths(final String value) {
    assertThat(read("Content-Length: " + value, "").refusal())
        .isEqualTo(Refusal.BAD_CONTENT_LENGTH);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"5, 6", "5\r\nContent-Length: 6", "5\r\ncontent-length: 5\r\nCONTENT-LENGTH: 0"})
  void shouldRefuseLengthsThatDiffer(final String value) {
    assertThat(read("Content-Length: " + value, "").refusal())
        .isEqualTo(Refusal.CONTENT_LENGTHS_DIFFER);
  }

  @Test
  void shouldTakeTheLargestLength() {
    // Given
    final RequestHead head = new RequestHead(Limits.DEFAULT);

    // When
    final byte[] bytes = Octets.of(request("1.1", "Content-Length: 9223372036854775807"));
    final Parse result = head.feed(io.netty.buffer.Unpooled.wrappedBuffer(bytes), 0, bytes.length);

    // Then
    assertThat(result).isEqualTo(Parse.DONE);
    assertThat(head.contentLength()).isEqualTo(Long.MAX_VALUE);
    assertThat(head.framing()).isEqualTo(Framing.LENGTH);
  }

  @ParameterizedTest
  @ValueSource(strings = {"chunked", "Chunked", "CHUNKED \t"})
  void shouldKnowChunked(final String value) {
    // Given / When
    final Message message = read("Transfer-Encoding: " + value, "1\r\nx\r\n0\r\n\r\n").message();

    // Then
    assertThat(message.body()).isEqualTo("x");
    assertThat(message.values("transfer-encoding")).containsExactly("chunked");
    assertThat(message.keepsAlive()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "xchunked",
        "identity",
        "chunked, gzip",
        "chunked, chunked",
        "chunked;q=1",
        "chunked,",
        ",chunked",
        "gzip",
        "chunked\r\nTransfer-Encoding: identity",
        "chunked\r\nTransfer-Encoding:",
        "\"chunked\"",
        "chunked x",
        "chunked\r\ntransfer-encoding: chunked",
        "gzip, chunked, chunked",
        "chunke",
        "chunked="
      })
  void shouldRefuseCodings(final String value) {
    assertThat(read("Transfer-Encoding: " + value, "").refusal())
        .isEqualTo(Refusal.BAD_TRANSFER_CODING);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip, chunked", "gzip\r\nTransfer-Encoding: chunked", "foo ,chunked"})
  void shouldSayThatItKnowsNoOtherCoding(final String value) {
    final Refusal refusal = read("Transfer-Encoding: " + value, "").refusal();
    assertThat(refusal).isEqualTo(Refusal.UNKNOWN_TRANSFER_CODING);
    assertThat(refusal.status()).isEqualTo(501);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 3\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nContent-Length: 3, 3"
      })
  void shouldDropTheLengthBesideChunked(final String lines) {
    // Given / When
    final Message message = read(lines, "0\r\n\r\n" + request("1.1", "X: smuggled")).message();

    // Then
    assertThat(message.values("content-length")).isEmpty();
    assertThat(message.keepsAlive()).isFalse();
  }

  @Test
  void shouldRefuseAWrongLengthBesideChunked() {
    assertThat(read("Content-Length: x\r\nTransfer-Encoding: chunked", "").refusal())
        .isEqualTo(Refusal.BAD_CONTENT_LENGTH);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Transfer-Encoding: chunked",
        "Transfer-Encoding: x",
        "Content-Length: 1\r\nTransfer-Encoding: chunked"
      })
  void shouldRefuseCodingsInOldMessages(final String lines) {
    assertThat(Reading.requests(request("1.0", lines)).refusal())
        .isEqualTo(Refusal.TRANSFER_CODING_IN_1_0);
  }

  @ParameterizedTest
  @CsvSource({
    "1.1, '', true",
    "1.1, close, false",
    "1.1, 'x, Close', false",
    "1.1, keep-alive, true",
    "1.1, ',,close', false",
    "1.0, '', false",
    "1.0, keep-alive, true",
    "1.0, 'Keep-Alive, close', false",
    "1.1, closed, true",
    "1.1, 'keep-alive, close', false",
    "1.1, close;x, true",
    "1.2, '', true"
  })
  void shouldKnowWhetherTheConnectionStays(
      final String version, final String option, final boolean stays) {
    assertThat(Reading.requests(request(version, "Connection: " + option)).message().keepsAlive())
        .isEqualTo(stays);
  }

  @Test
  void shouldReadAllConnectionFields() {
    assertThat(read("Connection: a\r\nconnection: b, close", "").message().keepsAlive()).isFalse();
  }

  @Test
  void shouldReadPipelinedRequestsInOrder() {
    // Given
    final String input =
        request("1.1", "Content-Length: 2")
            + "hi"
            + request("1.1", "Transfer-Encoding: chunked")
            + "1\r\nx\r\n0\r\n\r\n"
            + "\r\n"
            + request("1.0", "Connection: keep-alive")
            + request("1.0", "X: y")
            + request("1.1", "X: never");

    // When
    final Reading reading = Reading.requests(input);

    // Then
    assertThat(reading.refusal()).isNull();
    assertThat(reading.messages()).extracting(Message::body).containsExactly("hi", "x", "", "");
  }
}
