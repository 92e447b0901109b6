package io.sluice.engine.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What rules do to a head, and what goes out after it. */
class EditTest {
  private static final FieldName NEW = FieldName.of("X-New");
  private static final FieldName OLD = FieldName.of("x-old");
  private static final String REQUEST =
      "GET /a?b HTTP/1.1\r\nHost: a\r\nX-Old:  one \r\nAccept: *\r\nX-OLD: two\r\n\r\n";

  private final RequestHead head = new RequestHead(Limits.DEFAULT);

  private void accept(final String text) {
    head.clear();
    final byte[] bytes = Octets.of(text);
    assertThat(head.feed(Unpooled.wrappedBuffer(bytes), 0, bytes.length)).isEqualTo(Parse.DONE);
  }

  private boolean add(final FieldName name, final String value) {
    return head.add(name, Octets.of(value));
  }

  private boolean setValue(final int field, final String value) {
    return head.setValue(field, Octets.of(value), 0, value.length());
  }

  private String written() {
    return Reading.written(head);
  }

  @Test
  void shouldWriteWhatNobodyEditedAsItCame() {
    accept(REQUEST);
    assertThat(written()).isEqualTo(REQUEST);
  }

  @Test
  void shouldFindFields() {
    // Given / When
    accept(REQUEST);

    // Then
    assertThat(head.find(Names.HOST, -1)).isZero();
    assertThat(head.find(Names.HOST, 0)).isEqualTo(-1);
    assertThat(head.find(Names.ACCEPT, -1)).isEqualTo(2);
    assertThat(head.find(Names.COOKIE, -1)).isEqualTo(-1);
    assertThat(head.find(OLD, -1)).isEqualTo(1);
    assertThat(head.find(OLD, 1)).isEqualTo(3);
    assertThat(head.find(OLD, 3)).isEqualTo(-1);
    assertThat(head.nameEquals(3, OLD)).isTrue();
    assertThat(head.nameEquals(2, OLD)).isFalse();
  }

  @Test
  void shouldDeleteFields() {
    // Given
    accept(REQUEST);

    // When
    final int deleted = head.deleteAll(OLD);

    // Then
    assertThat(deleted).isEqualTo(2);
    assertThat(head.has(OLD)).isFalse();
    assertThat(head.isDeleted(1)).isTrue();
    assertThat(head.fieldCount()).isEqualTo(4);
    assertThat(written()).isEqualTo("GET /a?b HTTP/1.1\r\nHost: a\r\nAccept: *\r\n\r\n");
  }

  @Test
  void shouldDeleteTheFirstAndTheLastAndAll() {
    accept(REQUEST);
    head.delete(0);
    head.delete(3);
    assertThat(written()).isEqualTo("GET /a?b HTTP/1.1\r\nX-Old:  one \r\nAccept: *\r\n\r\n");
    head.delete(1);
    head.delete(2);
    assertThat(written()).isEqualTo("GET /a?b HTTP/1.1\r\n\r\n");
  }

  @Test
  void shouldAddFieldsBehindTheOthers() {
    // Given
    accept(REQUEST);

    // When
    final boolean added = add(NEW, "v") && add(NEW, "");

    // Then
    assertThat(added).isTrue();
    assertThat(head.find(NEW, -1)).isEqualTo(4);
    assertThat(Reading.text(head, head.nameStart(4), head.nameEnd(4))).isEqualTo("X-New");
    assertThat(Reading.text(head, head.valueStart(4), head.valueEnd(4))).isEqualTo("v");
    assertThat(written())
        .isEqualTo(REQUEST.substring(0, REQUEST.length() - 2) + "X-New: v\r\nX-New: \r\n\r\n");
  }

  @Test
  void shouldChangeAValueInItsPlace() {
    // Given
    accept(REQUEST);

    // When
    final boolean set = setValue(1, "three") && setValue(1, "four");

    // Then
    assertThat(set).isTrue();
    assertThat(head.find(OLD, -1)).isEqualTo(1);
    assertThat(Reading.text(head, head.valueStart(1), head.valueEnd(1))).isEqualTo("four");
    assertThat(written())
        .isEqualTo(
            "GET /a?b HTTP/1.1\r\nHost: a\r\nX-Old: four\r\nAccept: *\r\nX-OLD: two\r\n\r\n");
  }

  @Test
  void shouldMakeAFieldTheOnlyOne() {
    // Given
    accept(REQUEST);

    // When
    final boolean set = head.set(OLD, Octets.of("--new--"), 2, 5);

    // Then
    assertThat(set).isTrue();
    assertThat(written())
        .isEqualTo("GET /a?b HTTP/1.1\r\nHost: a\r\nAccept: *\r\nx-old: new\r\n\r\n");
  }

  @Test
  void shouldCopyItsOwnBytesWhileItGrows() {
    // Given
    accept("GET / HTTP/1.1\r\nHost: a\r\nX-Old: " + "v".repeat(3000) + "\r\n\r\n");

    // When
    for (int i = 0; i < 5; i++) {
      assertThat(head.add(NEW, head.bytes(), head.valueStart(1), head.valueEnd(1))).isTrue();
      assertThat(head.setValue(1, head.bytes(), head.valueStart(1), head.valueEnd(1))).isTrue();
    }

    // Then
    assertThat(Reading.fields(head))
        .hasSize(7)
        .filteredOn(f -> f.startsWith("X-New"))
        .allMatch(("X-New: " + "v".repeat(3000))::equals);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\r\nEvil: x", "a\nb", "a\rb", "\u0000", "\u007f", "a\u000b"})
  void shouldRefuseValuesThatWouldBeLines(final String value) {
    // Given
    accept(REQUEST);

    // When / Then
    assertThat(add(NEW, value)).isFalse();
    assertThat(setValue(1, value)).isFalse();
    assertThat(head.set(OLD, Octets.of(value), 0, value.length())).isFalse();
    assertThat(written()).isEqualTo(REQUEST);
  }

  @Test
  void shouldSayNoWhenTheRoomIsUsedUp() {
    // Given
    accept(REQUEST);

    // When
    int added = 0;
    while (add(NEW, "x".repeat(1000))) {
      added++;
    }

    // Then
    assertThat(added).isBetween(63, 85);
    assertThat(Reading.fields(head)).hasSize(4 + added);
  }

  @Test
  void shouldAddNoMoreThanSoManyFields() {
    accept(REQUEST);
    int added = 0;
    while (add(NEW, "")) {
      added++;
    }
    assertThat(added).isEqualTo(101 - 4 + Fields.EDIT_FIELDS);
  }

  @ParameterizedTest
  @CsvSource({"/x, /x?b", "/x/y%20z, /x/y%20z?b"})
  void shouldSetThePath(final String path, final String target) {
    accept(REQUEST);
    assertThat(head.setPath(Octets.of(path), 0, path.length())).isTrue();
    assertThat(Reading.text(head, head.pathStart(), head.pathEnd())).isEqualTo(path);
    assertThat(Reading.text(head, head.queryStart(), head.queryEnd())).isEqualTo("b");
    assertThat(written()).isEqualTo(REQUEST.replace("/a?b", target));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "/a?b", "/a b", "/a\r\nX: y", "/\u00ff", "/#", "*"})
  void shouldRefusePaths(final String path) {
    accept(REQUEST);
    assertThat(head.setPath(Octets.of(path), 0, path.length())).isFalse();
    assertThat(Reading.text(head, head.pathStart(), head.pathEnd())).isEqualTo("/a");
    assertThat(written()).isEqualTo(REQUEST);
  }

  @ParameterizedTest
  @CsvSource({"c=d, /a?c=d", "'', /a", "?x, /a??x"})
  void shouldSetTheQuery(final String query, final String target) {
    accept(REQUEST);
    assertThat(head.setQuery(Octets.of(query), 0, query.length())).isTrue();
    assertThat(head.hasQuery()).isEqualTo(!query.isEmpty());
    assertThat(written()).isEqualTo(REQUEST.replace("/a?b", target));
  }

  @Test
  void shouldSetAQueryWhereThereIsNone() {
    accept("GET /a HTTP/1.1\r\nHost: a\r\n\r\n");
    assertThat(head.hasQuery()).isFalse();
    assertThat(head.setQuery(Octets.of("x"), 0, 1)).isTrue();
    assertThat(written()).startsWith("GET /a?x HTTP/1.1\r\n");
  }

  @Test
  void shouldSetPathAndQueryTogether() {
    accept("GET http://a/x?y HTTP/1.1\r\nHost: a\r\n\r\n");
    assertThat(head.setPathAndQuery(Octets.of("/z?w"), 0, 4)).isTrue();
    assertThat(written()).startsWith("GET http://a/z?w HTTP/1.1\r\n");
    assertThat(Reading.text(head, head.authorityStart(), head.authorityEnd())).isEqualTo("a");
  }

  @ParameterizedTest
  @CsvSource({
    "/new, true",
    "http://b/new, true",
    "*, false",
    "new, false",
    "'', false",
    "'/a b', false"
  })
  void shouldSetTheTarget(final String target, final boolean valid) {
    accept(REQUEST);
    assertThat(head.setTarget(Octets.of(target), 0, target.length())).isEqualTo(valid);
    assertThat(written()).isEqualTo(valid ? REQUEST.replace("/a?b", target) : REQUEST);
  }

  @Test
  void shouldSetTheMethod() {
    accept(REQUEST);
    assertThat(head.setMethod(Octets.of("POST"), 0, 4)).isTrue();
    assertThat(head.method()).isEqualTo(Method.POST);
    assertThat(head.setMethod(Octets.of("PO ST"), 0, 5)).isFalse();
    assertThat(head.setMethod(Octets.of("CONNECT"), 0, 7)).isFalse();
    assertThat(head.setMethod(Octets.of(""), 0, 0)).isFalse();
    assertThat(written()).isEqualTo(REQUEST.replace("GET", "POST"));
  }

  @ParameterizedTest
  @CsvSource({
    "GET http://a/x?y, GET /x?y", "GET http://a, GET /", "GET http://a?y, GET /?y",
        "OPTIONS http://a, OPTIONS *",
    "OPTIONS http://a/, OPTIONS /", "OPTIONS http://a?y, OPTIONS /?y", "GET /x, GET /x",
        "OPTIONS *, OPTIONS *"
  })
  void shouldAskOriginServersForPaths(final String line, final String sent) {
    accept(line + " HTTP/1.1\r\nHost: a\r\n\r\n");
    assertThat(head.toOriginForm()).isTrue();
    assertThat(written()).isEqualTo(sent + " HTTP/1.1\r\nHost: a\r\n\r\n");
  }

  @Test
  void shouldLeaveTheTargetThatARuleHasSet() {
    accept(REQUEST);
    assertThat(head.setTarget(Octets.of("http://b/x"), 0, 10)).isTrue();
    assertThat(head.toOriginForm()).isTrue();
    assertThat(written()).startsWith("GET http://b/x HTTP/1.1\r\n");
  }

  @Test
  void shouldAddTheHostOfAnAbsoluteTarget() {
    accept("GET http://A:8080/x HTTP/1.0\r\n\r\n");
    assertThat(head.toOriginForm()).isTrue();
    assertThat(written()).isEqualTo("GET /x HTTP/1.0\r\nHost: A:8080\r\n\r\n");
  }

  @Test
  void shouldSpeakAnotherMinorVersion() {
    accept("GET / HTTP/1.0\r\nHost: a\r\n\r\n");
    head.setMinorVersion(1);
    assertThat(written()).isEqualTo("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  }

  @Test
  void shouldEditWhatIsWrittenAnew() {
    accept("GET / HTTP/1.1\nHost: a\nX-Old: 1\nAccept:*\n\n");
    head.delete(1);
    assertThat(add(NEW, "2")).isTrue();
    assertThat(setValue(2, "a/b")).isTrue();
    assertThat(written()).isEqualTo("GET / HTTP/1.1\r\nHost: a\r\nAccept: a/b\r\nX-New: 2\r\n\r\n");
  }

  @Test
  void shouldSetTheStatus() {
    // Given
    final ResponseHead response = new ResponseHead(Limits.DEFAULT);
    final byte[] bytes = Octets.of("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    response.feed(Unpooled.wrappedBuffer(bytes), 0, bytes.length);

    // When
    final boolean set = response.setStatus(503, Octets.of("Not now"), 0, 7);

    // Then
    assertThat(set).isTrue();
    assertThat(response.status()).isEqualTo(503);
    assertThat(Reading.written(response))
        .isEqualTo("HTTP/1.1 503 Not now\r\nContent-Length: 0\r\n\r\n");
    assertThat(response.setStatus(99, Octets.of(""), 0, 0)).isFalse();
    assertThat(response.setStatus(1000, Octets.of(""), 0, 0)).isFalse();
    assertThat(response.setStatus(200, Octets.of("a\r\nb"), 0, 4)).isFalse();
    assertThat(response.status()).isEqualTo(503);
  }
}
