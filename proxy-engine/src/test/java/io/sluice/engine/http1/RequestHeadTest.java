package io.sluice.engine.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Request lines, targets, Host and fields: RFC 9112 sections 2, 3 and 5. */
class RequestHeadTest {
  private final RequestHead head = new RequestHead(Limits.DEFAULT);

  private Parse feed(final String text) {
    final ByteBuf bytes = Unpooled.wrappedBuffer(Octets.of(text));
    return head.feed(bytes, 0, bytes.writerIndex());
  }

  private Refusal refusal(final String text) {
    head.clear();
    assertThat(feed(text)).isEqualTo(Parse.REFUSED);
    return head.refusal();
  }

  private void accept(final String text) {
    head.clear();
    assertThat(feed(text)).describedAs("%s", head.refusal()).isEqualTo(Parse.DONE);
  }

  private String text(final int from, final int to) {
    return Reading.text(head, from, to);
  }

  /** A request with this line, and Host a. */
  private static String line(final String line) {
    return line + "\r\nHost: a\r\n\r\n";
  }

  /** A request with these lines behind Host a. */
  private static String fields(final String lines) {
    return "GET / HTTP/1.1\r\nHost: a\r\n" + lines + "\r\n\r\n";
  }

  @Test
  void shouldTellItsParts() {
    // Given / When
    accept(
        "PATCH /v3/users/7?x=1&y=?z HTTP/1.1\r\nHost: keystone:5000\r\nX-A:  b c \t\r\nE:\r\n\r\n");

    // Then
    assertThat(head.method()).isEqualTo(Method.PATCH);
    assertThat(text(head.methodStart(), head.methodEnd())).isEqualTo("PATCH");
    assertThat(text(head.targetStart(), head.targetEnd())).isEqualTo("/v3/users/7?x=1&y=?z");
    assertThat(text(head.pathStart(), head.pathEnd())).isEqualTo("/v3/users/7");
    assertThat(head.hasQuery()).isTrue();
    assertThat(text(head.queryStart(), head.queryEnd())).isEqualTo("x=1&y=?z");
    assertThat(head.targetForm()).isEqualTo(TargetForm.ORIGIN);
    assertThat(head.minorVersion()).isEqualTo(1);
    assertThat(Reading.fields(head)).containsExactly("Host: keystone:5000", "X-A: b c", "E: ");
  }

  @Test
  void shouldLeaveWhatFollowsToItsCaller() {
    // Given
    final String request = fields("X: y");

    // When
    accept(request + "GET /next");

    // Then
    assertThat(head.consumed()).isEqualTo(request.length());
    assertThat(head.receivedBytes()).isEqualTo(request.length());
  }

  @Test
  void shouldNotTouchTheBufferItReads() {
    // Given
    final ByteBuf bytes = Unpooled.wrappedBuffer(Octets.of("xx" + fields("X: y") + "yy"));
    final String before = bytes.toString(StandardCharsets.ISO_8859_1);

    // When
    final Parse result = head.feed(bytes, 2, bytes.writerIndex());

    // Then
    assertThat(result).isEqualTo(Parse.DONE);
    assertThat(bytes.readerIndex()).isZero();
    assertThat(bytes.toString(StandardCharsets.ISO_8859_1)).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, GET", "HEAD, HEAD", "POST, POST", "PUT, PUT", "DELETE, DELETE", "OPTIONS, OPTIONS",
    "PATCH, PATCH", "TRACE, TRACE", "get, OTHER", "GETX, OTHER", "PROPFIND, OTHER",
        "M-SEARCH, OTHER",
    "a!#$%&'*+-.^_`|~1, OTHER", "PUS, OTHER", "POSX, OTHER", "OPTIONZ, OTHER"
  })
  void shouldKnowMethods(final String name, final Method method) {
    accept(line(name + " / HTTP/1.1"));
    assertThat(head.method()).isEqualTo(method);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        " / HTTP/1.1",
        "G(T / HTTP/1.1",
        "G\tT / HTTP/1.1",
        "G\u00e4T / HTTP/1.1",
        "GET\t/ HTTP/1.1",
        "{}",
        "\u0016\u0003\u0001"
      })
  void shouldRefuseMethods(final String start) {
    assertThat(refusal(line(start))).isEqualTo(Refusal.BAD_METHOD);
  }

  @Test
  void shouldRefuseAMethodThatDoesNotEnd() {
    assertThat(refusal("A".repeat(65))).isEqualTo(Refusal.METHOD_TOO_LONG);
    accept(line("A".repeat(64) + " / HTTP/1.1"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "//",
        "/a/../b",
        "/%00",
        "/a;b=c",
        "/?",
        "/?a?b",
        "/a:b@c",
        "/[x]{y}|^`\"<>\\",
        "http://a",
        "http://a/",
        "HTTP://A/x",
        "https://a:443/x?y",
        "http://a:80",
        "http://a?x"
      })
  void shouldAcceptTargets(final String target) {
    accept(line("GET " + target + " HTTP/1.1"));
    assertThat(text(head.targetStart(), head.targetEnd())).isEqualTo(target);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*",
        "a",
        "a:80",
        "?x",
        "/a#b",
        "/\u00ff",
        "/\u007f",
        "/\u0001",
        "/a\tb",
        "ftp://a/",
        "http:/a",
        "http:",
        "https:a",
        "urn:a",
        "xhttp://a/"
      })
  void shouldRefuseTargets(final String target) {
    assertThat(refusal(line("GET " + target + " HTTP/1.1"))).isEqualTo(Refusal.BAD_TARGET);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://",
        "http:///x",
        "http://u@a/",
        "http://u:p@a/",
        "http://a:x/",
        "http://:80/",
        "http://a:65536/",
        "http://[::1/",
        "http://a[/",
        "http://a%zz/"
      })
  void shouldRefuseAuthorities(final String target) {
    assertThat(refusal(line("GET " + target + " HTTP/1.1"))).isEqualTo(Refusal.BAD_HOST);
  }

  @Test
  void shouldKnowTheOtherForms() {
    accept(line("OPTIONS * HTTP/1.1"));
    assertThat(head.targetForm()).isEqualTo(TargetForm.ASTERISK);
    accept("CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n");
    assertThat(head.targetForm()).isEqualTo(TargetForm.AUTHORITY);
    assertThat(text(head.authorityStart(), head.authorityEnd())).isEqualTo("a:443");
    accept(line("GET http://a/x?y HTTP/1.1"));
    assertThat(head.targetForm()).isEqualTo(TargetForm.ABSOLUTE);
    assertThat(text(head.authorityStart(), head.authorityEnd())).isEqualTo("a");
    assertThat(text(head.pathStart(), head.pathEnd())).isEqualTo("/x");
    assertThat(text(head.queryStart(), head.queryEnd())).isEqualTo("y");
    accept(line("GET http://a HTTP/1.1"));
    assertThat(head.pathStart()).isEqualTo(head.pathEnd());
    assertThat(head.hasQuery()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "*", "a", "a:", "http://a:443/", "u@a:443", ":443"})
  void shouldConnectToAuthoritiesAlone(final String target) {
    assertThat(refusal(line("CONNECT " + target + " HTTP/1.1"))).isEqualTo(Refusal.BAD_TARGET);
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP/2.0, VERSION_NOT_SUPPORTED",
    "HTTP/3.1, VERSION_NOT_SUPPORTED",
    "HTTP/9.9, VERSION_NOT_SUPPORTED",
    "HTTP/0.9, BAD_VERSION",
    "http/1.1, BAD_VERSION",
    "HTTP/1, BAD_VERSION",
    "HTTP/1., BAD_VERSION",
    "HTTP/11, BAD_VERSION",
    "HTTP/1.10, BAD_VERSION",
    "HTTP/01.1, BAD_VERSION",
    "HTTP/1.x, BAD_VERSION",
    "HTTPS/1.1, BAD_VERSION",
    "'HTTP/1.1 ', BAD_VERSION",
    "b HTTP/1.1, BAD_VERSION",
    "' HTTP/1.1', BAD_VERSION",
    "'', BAD_VERSION",
    "XTTP/2.0, BAD_VERSION"
  })
  void shouldRefuseVersions(final String version, final Refusal refusal) {
    assertThat(refusal(line("GET / " + version))).isEqualTo(refusal);
  }

  @Test
  void shouldRefuseARequestWithoutVersion() {
    assertThat(refusal("GET /\r\n")).isEqualTo(Refusal.BAD_VERSION);
    assertThat(refusal("GET /\n")).isEqualTo(Refusal.BAD_VERSION);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 1", "2, 1", "9, 1"})
  void shouldSpeakItsOwnMinorVersion(final char said, final int spoken) {
    accept(line("GET / HTTP/1." + said));
    assertThat(head.minorVersion()).isEqualTo(spoken);
    assertThat(Reading.written(head)).startsWith("GET / HTTP/1." + spoken + "\r\n");
  }

  @Test
  void shouldSkipEmptyLinesBeforeIt() {
    // Given / When
    accept("\r\n\n" + fields("X: y"));

    // Then
    assertThat(Reading.written(head)).isEqualTo(fields("X: y"));
  }

  @Test
  void shouldKnowWhetherItHasBegun() {
    assertThat(feed("\r\n\r")).isEqualTo(Parse.NEED_MORE);
    assertThat(head.isStarted()).isFalse();
    assertThat(feed("\n")).isEqualTo(Parse.NEED_MORE);
    assertThat(head.isStarted()).isFalse();
    assertThat(feed("G")).isEqualTo(Parse.NEED_MORE);
    assertThat(head.isStarted()).isTrue();
  }

  @Test
  void shouldNotSkipEmptyLinesForEver() {
    accept("\r\n".repeat(8) + fields("X: y"));
    assertThat(refusal("\r\n".repeat(9))).isEqualTo(Refusal.EMPTY_LINES);
    assertThat(refusal("\rG")).isEqualTo(Refusal.BAD_LINE_END);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X : y",
        ": y",
        " X: y",
        "\tX: y",
        "X y",
        "X",
        "X\u0000: y",
        "X\u00e4: y",
        "X(: y",
        "X:y\r\n:",
        "\u000b: x"
      })
  void shouldRefuseFieldNames(final String line) {
    assertThat(refusal(fields(line))).isIn(Refusal.BAD_FIELD_NAME, Refusal.FOLDED_FIELD);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X: \u0000",
        "X: a\u0000b",
        "X:\u000bchunked",
        "X: a\u007f",
        "X: \u001b[0m",
        "X: a\u0008"
      })
  void shouldRefuseControlBytesInValues(final String line) {
    assertThat(refusal(fields(line))).isEqualTo(Refusal.BAD_FIELD_VALUE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"X: a\rY: b", "X: a\r\rb", "X: a\r", "X\r: a"})
  void shouldRefuseABareCarriageReturn(final String line) {
    assertThat(refusal(fields(line))).isIn(Refusal.BAD_LINE_END, Refusal.BAD_FIELD_NAME);
  }

  @ParameterizedTest
  @ValueSource(strings = {"X: a\r\n b", "X: a\r\n\tb", "X:\r\n b", "X: a\r\n \r\nY: b", "X: a\n b"})
  void shouldRefuseFolds(final String lines) {
    assertThat(refusal(fields(lines))).isEqualTo(Refusal.FOLDED_FIELD);
  }

  @Test
  void shouldKeepTabsAndHighBytesInValues() {
    // Given / When
    accept(fields("X: a\tb\u00e4\u0080\u00ff  c\t"));

    // Then
    assertThat(Reading.fields(head)).contains("X: a\tb\u00e4\u0080\u00ff  c");
    assertThat(Reading.written(head)).isEqualTo(fields("X: a\tb\u00e4\u0080\u00ff  c\t"));
  }

  @Test
  void shouldWriteBareLineFeedsAnew() {
    // Given / When
    accept("GET /  HTTP/1.1\nHost:a\nX:  y \r\n\n".replace("  HTTP", " HTTP"));

    // Then
    assertThat(Reading.written(head)).isEqualTo("GET / HTTP/1.1\r\nHost: a\r\nX: y\r\n\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "A.example",
        "a:80",
        "a:",
        "127.0.0.1:5000",
        "[::1]",
        "[fe80::1]:80",
        "a_b-c~d",
        "%61",
        "",
        "a!$&'()*+,;=b"
      })
  void shouldAcceptHosts(final String host) {
    accept("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a b",
        "a@b",
        "u:p@b",
        "a/b",
        "a?b",
        "a#b",
        "a:b",
        "a:-1",
        "a:65536",
        "a:99999999999",
        ":80",
        "[::1",
        "::1",
        "[::1]x",
        "[]",
        "[g]",
        "[::1]:x",
        "a\\b",
        "a%",
        "a%4",
        "a%gg",
        "a\u00e4",
        "a\"",
        "http://a",
        "a:80:80",
        "[1",
        "a\tb"
      })
  void shouldRefuseHosts(final String host) {
    assertThat(refusal("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n")).isEqualTo(Refusal.BAD_HOST);
  }

  @Test
  void shouldWantOneHost() {
    assertThat(refusal("GET / HTTP/1.1\r\n\r\n")).isEqualTo(Refusal.NO_HOST);
    assertThat(refusal(fields("Host: a"))).isEqualTo(Refusal.MANY_HOSTS);
    assertThat(refusal(fields("hOST: b"))).isEqualTo(Refusal.MANY_HOSTS);
    accept("GET / HTTP/1.0\r\n\r\n");
    assertThat(refusal("GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n"))
        .isEqualTo(Refusal.MANY_HOSTS);
  }

  @ParameterizedTest
  @CsvSource({
    "http://a/, a, true",
    "http://A/, a, true",
    "http://a:80/, a, true",
    "http://a/, a:80, true",
    "http://a:/, a, true",
    "https://a/, a:443, true",
    "http://a:8080/, A:8080, true",
    "http://[::1]/, [::1]:80, true",
    "http://b/, a, false",
    "http://a/, a:443, false",
    "https://a/, a:80, false",
    "http://a:8080/, a, false",
    "http://a/, '', false",
    "http://a.b/, a, false",
    "http://[::1]/, [::2], false"
  })
  void shouldWantTargetAndHostToAgree(final String target, final String host, final boolean agree) {
    // Given
    final String request = "GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n";

    // When
    final Parse result = feed(request);

    // Then
    assertThat(result).isEqualTo(agree ? Parse.DONE : Parse.REFUSED);
    assertThat(head.refusal()).isEqualTo(agree ? null : Refusal.HOST_MISMATCH);
  }

  @Test
  void shouldHeedExpectations() {
    accept(fields("Expect: 100-Continue\r\nContent-Length: 1"));
    assertThat(head.expectsContinue()).isTrue();
    assertThat(refusal(fields("Expect: 100-continue, x"))).isEqualTo(Refusal.EXPECTATION_FAILED);
    accept("POST / HTTP/1.0\r\nExpect: 100-continue\r\n\r\n");
    assertThat(head.expectsContinue()).isFalse();
  }

  @Test
  void shouldHoldItsLimits() {
    final Limits limits = new Limits(200, 3, 20, 10, 10, 1000);
    assertThat(Reading.requests(limits, line("GET /" + "a".repeat(19) + " HTTP/1.1")).messages())
        .hasSize(1);
    assertThat(Reading.requests(limits, "GET /" + "a".repeat(20)).refusal())
        .isEqualTo(Refusal.TARGET_TOO_LONG);
    assertThat(Reading.requests(limits, fields("A: b\r\nC: d")).messages()).hasSize(1);
    assertThat(Reading.requests(limits, fields("A: b\r\nC: d\r\nE: f")).refusal())
        .isEqualTo(Refusal.TOO_MANY_FIELDS);
    final String base = fields("A: ");
    assertThat(Reading.requests(limits, fields("A: " + "x".repeat(200 - base.length()))).messages())
        .hasSize(1);
    assertThat(Reading.requests(limits, fields("A: " + "x".repeat(201 - base.length()))).refusal())
        .isEqualTo(Refusal.HEAD_TOO_LARGE);
    assertThat(
            Reading.requests(new Limits(100, 3, 200, 10, 10, 1000), "GET /" + "a".repeat(100))
                .refusal())
        .isEqualTo(Refusal.TARGET_TOO_LONG);
  }

  @Test
  void shouldHoldTheLengthOfNames() {
    accept(fields("a".repeat(255) + ": x"));
    assertThat(refusal(fields("a".repeat(256) + ": x"))).isEqualTo(Refusal.FIELD_NAME_TOO_LONG);
  }

  @Test
  void shouldBeUsedAgain() {
    // Given
    accept(
        "POST /a?b HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nConnection: close\r\nExpect: 100-continue\r\n\r\n");

    // When
    accept("GET / HTTP/1.0\r\n\r\n");

    // Then
    assertThat(head.framing()).isEqualTo(Framing.NONE);
    assertThat(head.contentLength()).isEqualTo(-1);
    assertThat(head.expectsContinue()).isFalse();
    assertThat(head.fieldCount()).isZero();
    assertThat(head.has(Names.HOST)).isFalse();
    assertThat(head.hasQuery()).isFalse();
    assertThat(Reading.written(head)).isEqualTo("GET / HTTP/1.0\r\n\r\n");
  }
}
