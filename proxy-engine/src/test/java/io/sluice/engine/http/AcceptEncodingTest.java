package io.sluice.engine.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who takes gzip: RFC 9110 section 12.5.3. */
class AcceptEncodingTest {
  private final AcceptEncoding accept = new AcceptEncoding();

  private boolean allows(final String... fields) {
    return accept.allowsGzip(Heads.request("HTTP/1.1", fields));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gzip",
        "GZip",
        "x-gzip",
        "deflate, gzip",
        "br,gzip;q=0.001",
        "gzip ; q=1.000",
        "gzip;Q=0.5",
        "gzip;x=0;q=1",
        "*",
        "identity;q=0, *;q=0.1",
        "*;q=0, gzip",
        ", gzip,"
      })
  void shouldAllowGzip(final String value) {
    assertThat(allows("Accept-Encoding: " + value)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "identity",
        "br, deflate",
        "gzipped",
        "gzi",
        "gzip;q=0",
        "gzip;q=0.000",
        "gzip;q=",
        "gzip;q=-1",
        "gzip;q=high",
        "gzip;q=0, *",
        "*, gzip;q=0.0",
        "*;q=0",
        "deflate;x=gzip"
      })
  void shouldNotAllowGzip(final String value) {
    assertThat(allows("Accept-Encoding: " + value)).isFalse();
  }

  @Test
  void shouldReadAllFields() {
    assertThat(allows("Accept-Encoding: br", "Accept-Encoding: gzip")).isTrue();
    assertThat(allows("Accept-Encoding: *", "Accept-Encoding: gzip;q=0")).isFalse();
    assertThat(allows()).isFalse();
  }
}
