package io.sluice.engine.admin;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/** The pages of the admin listener. Called by virtual threads, several at once. */
final class Pages {
  private static final String PLAIN = "text/plain; charset=utf-8";
  private static final String LIST = "/\n/metrics\n/healthz\n/readyz\n";
  private static final String INDEX =
      """
      <!DOCTYPE html>
      <html lang="en">
      <head><meta charset="utf-8"><title>Sluice</title></head>
      <body>
      <h1>Sluice</h1>
      <ul>
      <li><a href="/metrics">/metrics</a>: what is counted, for Prometheus</li>
      <li><a href="/healthz">/healthz</a>: whether the process lives</li>
      <li><a href="/readyz">/readyz</a>: whether it takes traffic</li>
      </ul>
      </body>
      </html>
      """;

  private final Metrics metrics;
  private final Supplier<Readiness> readiness;

  Pages(final Metrics metrics, final Supplier<Readiness> readiness) {
    this.metrics = metrics;
    this.readiness = readiness;
  }

  /**
   * Makes a page.
   *
   * @param path of the request, without its query
   * @param accept the request's Accept header, or null
   */
  Page render(final String path, final String accept) {
    return switch (path) {
      case "/" -> page(HttpResponseStatus.OK, "text/html; charset=utf-8", INDEX);
      case "/metrics" -> metrics(ScrapeFormat.accepted(accept));
      case "/healthz" -> health(readiness.get());
      case "/readyz" -> ready(readiness.get());
      default -> page(HttpResponseStatus.NOT_FOUND, PLAIN, "No such page. There are:\n" + LIST);
    };
  }

  /** A page that says a status and no more. */
  static Page plain(final HttpResponseStatus status) {
    return page(status, PLAIN, status.reasonPhrase() + "\n");
  }

  private Page metrics(final ScrapeFormat format) {
    return new Page(HttpResponseStatus.OK, format.contentType(), metrics.render(format));
  }

  private static Page health(final Readiness now) {
    return verdict(now.live(), now.liveReason());
  }

  private static Page ready(final Readiness now) {
    return verdict(now.ready(), now.readyReason());
  }

  private static Page verdict(final boolean good, final String reason) {
    return good
        ? page(HttpResponseStatus.OK, PLAIN, "ok\n")
        : page(HttpResponseStatus.SERVICE_UNAVAILABLE, PLAIN, reason + "\n");
  }

  private static Page page(
      final HttpResponseStatus status, final String contentType, final String text) {
    return new Page(status, contentType, text.getBytes(StandardCharsets.UTF_8));
  }

  /** A page, ready to be sent. */
  @SuppressWarnings("ArrayRecordComponent") // Made once, sent once, never compared.
  record Page(HttpResponseStatus status, String contentType, byte[] body) {}
}
