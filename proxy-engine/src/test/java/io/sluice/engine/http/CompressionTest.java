package io.sluice.engine.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.config.http.CompressionConfig;
import io.sluice.config.http.HttpOptions;
import io.sluice.engine.http1.Method;
import io.sluice.engine.http1.RequestHead;
import io.sluice.engine.http1.ResponseHead;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which responses are compressed, and what becomes of their heads. */
class CompressionTest {
  private static final String OK = "HTTP/1.1 200 OK";
  private static final String TYPE = "Content-Type: text/plain";
  private static final String LENGTH = "Content-Length: 1000";
  private static final HttpOptions ON = with(List.of(), false, 0);

  private final GzipPool pool = new GzipPool();
  private final Compression compression = new Compression(pool);

  @AfterEach
  void close() {
    pool.close();
  }

  private static HttpOptions with(
      final List<String> types, final boolean offload, final long minBytes) {
    final HttpOptions none = HttpOptions.DEFAULT;
    return new HttpOptions(
        none.connection(),
        none.bufferRequest(),
        none.dontLogNull(),
        none.dontLogNormal(),
        none.abortOnClose(),
        none.allowConnect(),
        none.forwardFor(),
        none.forwarded(),
        none.forwardedExcept(),
        none.errorPages(),
        Optional.of(new CompressionConfig(types, offload, minBytes)));
  }

  private boolean decide(final HttpOptions options, final ResponseHead response) {
    compression.onRequest(
        options, HttpOptions.DEFAULT, Heads.request("HTTP/1.1", "Accept-Encoding: gzip"));
    return compression.onResponse(response, true);
  }

  private boolean decide(final HttpOptions options, final String line, final String... fields) {
    return decide(options, Heads.response(Method.GET, line, fields));
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 201, 202, 203})
  void shouldCompressWhatSucceeded(final int status) {
    assertThat(decide(ON, "HTTP/1.1 " + status + " x", TYPE, LENGTH)).isTrue();
    assertThat(decide(ON, "HTTP/1.1 " + status + " x", TYPE, "Transfer-Encoding: chunked"))
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {204, 205, 206, 300, 304, 404, 500})
  void shouldNotCompressAnotherStatus(final int status) {
    assertThat(decide(ON, "HTTP/1.1 " + status + " x", TYPE, LENGTH)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Encoding: br",
        "Content-Encoding: identity",
        "Cache-Control: private, No-Transform",
        "ETag: unquoted",
        "ETag: W/unquoted",
        "ETag: "
      })
  void shouldNotCompressWhatAFieldForbids(final String field) {
    assertThat(decide(ON, OK, TYPE, LENGTH, field)).isFalse();
  }

  @Test
  void shouldNotCompressWhatHasNoBodyOrNoKnownEnd() {
    assertThat(decide(ON, OK, TYPE, "Content-Length: 0")).isFalse();
    assertThat(decide(ON, OK, TYPE)).isFalse();
    assertThat(decide(ON, Heads.response(Method.HEAD, OK, TYPE, LENGTH))).isFalse();
    assertThat(decide(ON, "HTTP/1.0 200 OK", TYPE, LENGTH)).isFalse();
    assertThat(decide(ON, OK, TYPE, LENGTH, "ETag: \"a\"", "ETag: \"b\"")).isFalse();
  }

  @Test
  void shouldNotCompressForAClientThatDoesNotAsk() {
    for (final RequestHead request :
        List.of(
            Heads.request("HTTP/1.1"),
            Heads.request("HTTP/1.1", "Accept-Encoding: br"),
            Heads.request("HTTP/1.0", "Accept-Encoding: gzip"))) {
      compression.onRequest(ON, ON, request);
      assertThat(compression.onResponse(Heads.response(Method.GET, OK, TYPE, LENGTH), true))
          .isFalse();
    }
  }

  @Test
  void shouldCompressTheTypesThatAreNamed() {
    // Given
    final HttpOptions named = with(List.of("text/html", "Application/JSON", "image/"), false, 0);
    // Then
    assertThat(decide(named, OK, LENGTH, "Content-Type: TEXT/HTML; charset=utf-8")).isTrue();
    assertThat(decide(named, OK, LENGTH, "Content-Type: application/json")).isTrue();
    assertThat(decide(named, OK, LENGTH, "Content-Type: application/json;v=1")).isTrue();
    assertThat(decide(named, OK, LENGTH, "Content-Type: image/bmp")).isTrue();
    assertThat(decide(named, OK, LENGTH, "Content-Type: text/html5")).isFalse();
    assertThat(decide(named, OK, LENGTH, "Content-Type: text/plain")).isFalse();
    assertThat(decide(named, OK, LENGTH, "Content-Type: application/json-patch+json")).isFalse();
    assertThat(decide(named, OK, LENGTH)).isFalse();
  }

  @Test
  void shouldCompressAnyTypeButSeveralPartsWhenNoneIsNamed() {
    assertThat(decide(ON, OK, LENGTH, "Content-Type: application/x-anything")).isTrue();
    assertThat(decide(ON, OK, LENGTH, "Content-Type: Multipart/mixed; boundary=x")).isFalse();
    assertThat(decide(ON, OK, LENGTH)).isFalse();
  }

  @Test
  void shouldLeaveSmallBodies() {
    // Given
    final HttpOptions large = with(List.of(), false, 1000);
    // Then
    assertThat(decide(large, OK, TYPE, "Content-Length: 1000")).isTrue();
    assertThat(decide(large, OK, TYPE, "Content-Length: 999")).isFalse();
    assertThat(decide(large, OK, TYPE, "Transfer-Encoding: chunked")).isTrue();
  }

  @Test
  void shouldBeSwitchedOnByEitherSide() {
    for (final List<HttpOptions> sides :
        List.of(List.of(ON, HttpOptions.DEFAULT), List.of(HttpOptions.DEFAULT, ON))) {
      compression.onRequest(
          sides.get(0), sides.get(1), Heads.request("HTTP/1.1", "Accept-Encoding: gzip"));
      assertThat(compression.onResponse(Heads.response(Method.GET, OK, TYPE, LENGTH), true))
          .isTrue();
    }
    assertThat(decide(HttpOptions.DEFAULT, OK, TYPE, LENGTH)).isFalse();
  }

  @Test
  void shouldPreferTheTypesOfTheBackend() {
    // Given
    final HttpOptions html = with(List.of("text/html"), false, 0);
    final HttpOptions plain = with(List.of("text/plain"), false, 0);
    final RequestHead request = Heads.request("HTTP/1.1", "Accept-Encoding: gzip");
    // Then
    compression.onRequest(html, plain, request);
    assertThat(compression.onResponse(Heads.response(Method.GET, OK, TYPE, LENGTH), true)).isTrue();
    compression.onRequest(html, ON, request);
    assertThat(compression.onResponse(Heads.response(Method.GET, OK, TYPE, LENGTH), true))
        .isFalse();
  }

  @Test
  void shouldEditTheHead() {
    // Given
    final ResponseHead head =
        Heads.response(
            Method.GET, OK, TYPE, LENGTH, "ETag: \"abc\"", "Accept-Ranges: bytes", "Vary: Cookie");
    // When
    decide(ON, head);
    // Then
    assertThat(Heads.written(head))
        .isEqualTo(
            OK
                + "\r\n"
                + TYPE
                + "\r\nETag: W/\"abc\"\r\nVary: Cookie\r\nVary: Accept-Encoding\r\n"
                + "Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n\r\n");
  }

  @Test
  void shouldAddNothingThatIsThere() {
    // Given
    final ResponseHead head =
        Heads.response(
            Method.GET,
            OK,
            TYPE,
            "Transfer-Encoding: chunked",
            "Trailer: X-Sum",
            "ETag: W/\"abc\"",
            "Vary: Cookie, accept-encoding");
    // When
    decide(ON, head);
    // Then
    assertThat(Heads.written(head))
        .isEqualTo(
            OK
                + "\r\n"
                + TYPE
                + "\r\nTransfer-Encoding: chunked\r\nETag: W/\"abc\"\r\n"
                + "Vary: Cookie, accept-encoding\r\nContent-Encoding: gzip\r\n\r\n");
  }

  @Test
  void shouldAddNoChunksForAClientThatTakesNone() {
    // Given
    final ResponseHead head = Heads.response(Method.GET, OK, TYPE, LENGTH);
    compression.onRequest(ON, ON, Heads.request("HTTP/1.1", "Accept-Encoding: gzip"));
    // When
    compression.onResponse(head, false);
    // Then
    assertThat(Heads.written(head))
        .contains("Content-Encoding: gzip")
        .doesNotContain("Transfer-Encoding", "Content-Length");
  }

  @Test
  void shouldLeaveTheHeadOfWhatGoesAsItCame() {
    // Given
    final ResponseHead head =
        Heads.response(Method.GET, "HTTP/1.1 404 x", TYPE, LENGTH, "ETag: \"a\"");
    final String before = Heads.written(head);
    // When
    decide(ON, head);
    // Then
    assertThat(Heads.written(head)).isEqualTo(before);
  }

  @Test
  void shouldHideTheClientsWishOnlyWhereItIsMet() {
    // Given
    final HttpOptions offload = with(List.of(), true, 0);
    final RequestHead asks =
        Heads.request("HTTP/1.1", "Accept-Encoding: gzip", "Accept-Encoding: br");
    final RequestHead asksForOther = Heads.request("HTTP/1.1", "Accept-Encoding: br");
    // When
    compression.onRequest(offload, ON, asks);
    compression.onRequest(offload, ON, asksForOther);
    // Then
    assertThat(Heads.written(asks)).doesNotContain("Accept-Encoding");
    assertThat(Heads.written(asksForOther)).contains("Accept-Encoding: br");
  }

  @Test
  void shouldLeaveResponsesWhenAllCompressorsAreInUse() {
    // Given
    final List<GzipSink> taken =
        IntStream.range(0, GzipPool.MOST).mapToObj(_ -> pool.take()).toList();
    assertThat(taken).doesNotContainNull().doesNotHaveDuplicates();
    // Then
    assertThat(decide(ON, OK, TYPE, LENGTH)).isFalse();
    pool.giveBack(taken.getFirst());
    assertThat(decide(ON, OK, TYPE, LENGTH)).isTrue();
  }
}
