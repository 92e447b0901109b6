package io.sluice.health.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.codec.http.FullHttpRequest;
import io.sluice.config.ProbeConfig;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpCheckFactoryTest {
  private static ProbeConfig.Http config(
      final String method, final String path, final ProbeConfig.Header... headers) {
    return new ProbeConfig.Http(
        method,
        path,
        List.of(headers),
        List.of(new ProbeConfig.StatusRange(200, 200)),
        Optional.empty(),
        Optional.empty());
  }

  private static FullHttpRequest request(final ProbeConfig.Http config, final String host) {
    return RequestTemplate.of(config, host).request();
  }

  @ParameterizedTest
  @CsvSource({
    "api.example, api.example",
    "192.0.2.1, 192.0.2.1",
    "api.example:8080, api.example:8080",
    "2001:db8::1, [2001:db8::1]",
    "[2001:db8::1], [2001:db8::1]",
    "'', localhost"
  })
  void shouldNameTheHostOfTheTarget(final String host, final String field) {
    assertThat(request(config("GET", "/"), host).headers().get("Host")).isEqualTo(field);
  }

  @Test
  void shouldSendHostAndConnectionOnlyOnceWhenConfigured() {
    // When
    final FullHttpRequest request =
        request(
            config(
                "GET",
                "/",
                new ProbeConfig.Header("host", "other"),
                new ProbeConfig.Header("connection", "keep-alive")),
            "check.test");

    // Then
    assertThat(request.headers().getAll("Host")).containsExactly("other");
    assertThat(request.headers().getAll("Connection")).containsExactly("keep-alive");
    assertThat(request.headers()).hasSize(2);
  }

  @Test
  void shouldSayThatThereIsNoBodyWhenTheMethodHasOne() {
    assertThat(request(config("POST", "/"), "h").headers().get("Content-Length")).isEqualTo("0");
    assertThat(request(config("GET", "/"), "h").headers().get("Content-Length")).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/a b", "/a\r\nX: y", "/\u00e4", "/\u0000"})
  void shouldRefuseAPathThatCannotBeSent(final String path) {
    assertThatThrownBy(() -> new HttpCheckFactory().create(config("GET", path)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "GE T", "GET\r\n", "G\u00c4T"})
  void shouldRefuseAMethodThatCannotBeSent(final String method) {
    assertThatThrownBy(() -> new HttpCheckFactory().create(config(method, "/")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldRefuseAHeaderThatCannotBeSentWithoutShowingItsValue() {
    assertThatThrownBy(() ->
            new HttpCheckFactory()
                .create(config("GET", "/", new ProbeConfig.Header("X-Token", "secret\r\nY: z"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("X-Token")
        .hasMessageNotContaining("secret");
  }

  @Test
  void shouldRefuseABodyThatIsLongerThanWhatIsRead() {
    final ProbeConfig.Http config =
        new ProbeConfig.Http(
            "GET",
            "/",
            List.of(),
            List.of(new ProbeConfig.StatusRange(200, 200)),
            Optional.of("x".repeat(65_537)),
            Optional.empty());
    assertThatThrownBy(() -> new HttpCheckFactory().create(config))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("65536");
  }

  @Test
  void shouldRefuseAnExpressionThatIsNone() {
    final ProbeConfig.Http config =
        new ProbeConfig.Http(
            "GET",
            "/",
            List.of(),
            List.of(new ProbeConfig.StatusRange(200, 200)),
            Optional.empty(),
            Optional.of("(a"));
    assertThatThrownBy(() -> new HttpCheckFactory().create(config))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("body-regex")
        .hasMessageContaining("missing closing )");
  }
}
