package io.sluice.engine.persist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CookieCaptureTest {
  private final CookieCapture capture = new CookieCapture();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SID  | 10 | a=b; SID=123           | SID=123",
        "SID  | 10 | SIDE=1; SID=2          | SIDE=1",
        "SID= | 10 | SIDE=1; SID=2          | SID=2",
        "SID  | 6  | SID=123456             | SID=12",
        "SID  | 10 | SID = 1                | SID=1",
        "SID  | 10 | SID=                   | SID=",
        "SID  | 10 | SID                    | ",
        "SID  | 10 | sid=1                  | ",
        "SID=4| 10 | SID=3; SID=45          | SID=45",
        "SID=45678 | 4 | SID=4567; SID=45678 | SID=",
        "$    | 10 | $Version=1; x=2        | ",
        "SID  | 0  | SID=1                  | "
      })
  void shouldKeepTheFirstThatBeginsSo(
      final String name, final int bytes, final String field, final String kept) {
    // Given
    capture.configure(name, bytes);
    // When
    capture.lookAtRequest(
        Exchanges.request("GET / HTTP/1.1\r\nHost: h\r\nCookie: " + field + "\r\n\r\n"));
    // Then
    assertThat(text()).isEqualTo(kept);
  }

  @Test
  void shouldLookIntoEachFieldAndForgetForTheNext() {
    // Given
    capture.configure("SID=", 10);
    // When
    capture.lookAtRequest(
        Exchanges.request("GET / HTTP/1.1\r\nHost: h\r\nCookie: a=1\r\nCookie: SID=2\r\n\r\n"));
    // Then
    assertThat(text()).isEqualTo("SID=2");
    capture.clear();
    assertThat(text()).isNull();
    assertThat(capture.length()).isZero();
  }

  private String text() {
    return capture.bytes() == null
        ? null
        : new String(capture.bytes(), 0, capture.length(), StandardCharsets.ISO_8859_1);
  }
}
