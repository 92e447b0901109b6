package io.sluice.engine.admin;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;

/** The pages of the admin listener. Called by virtual threads, several at once. */
final class Pages {
  static final List<String> PATHS =
      List.of("/", "/status", "/tables", "/metrics", "/healthz", "/readyz");

  private static final String NOT_FOUND =
      "No such page. There are:\n"
          + String.join("\n", PATHS)
          + "\nand where commands are taken:\n"
          + String.join("\n", Commands.FORMS)
          + "\n";
  private static final String INDEX =
      """
      <!DOCTYPE html>
      <html lang="en">
      <head><meta charset="utf-8"><title>Sluice</title></head>
      <body>
      <h1>Sluice</h1>
      <ul>
      <li><a href="/status">/status</a>: what runs, and how it is, in JSON</li>
      <li><a href="/tables">/tables</a>: stick tables, in JSON</li>
      <li><a href="/metrics">/metrics</a>: what is counted, for Prometheus</li>
      <li><a href="/healthz">/healthz</a>: whether the process lives</li>
      <li><a href="/readyz">/readyz</a>: whether it takes traffic</li>
      </ul>
      <p>Commands, where they are taken:</p>
      <ul>
      %s
      </ul>
      </body>
      </html>
      """
          .formatted(
              String.join(
                  "\n", Commands.FORMS.stream().map(form -> "<li>" + form + "</li>").toList()));

  private final Metrics metrics;
  private final Operations operations;

  Pages(final Metrics metrics, final Operations operations) {
    this.metrics = metrics;
    this.operations = operations;
  }

  /**
   * Makes a page.
   *
   * @param path of the request, without its query
   * @param accept the request's Accept header, or null
   */
  Page render(final String path, final String accept) {
    return switch (path) {
      case "/" -> Page.text(HttpResponseStatus.OK, "text/html; charset=utf-8", INDEX);
      case "/status" ->
          Page.json(
              HttpResponseStatus.OK, StatusPage.of(operations.stats(), operations.readiness()));
      case "/metrics" -> metrics(ScrapeFormat.accepted(accept));
      case "/healthz" -> health(operations.readiness());
      case "/readyz" -> ready(operations.readiness());
      default -> Page.text(HttpResponseStatus.NOT_FOUND, NOT_FOUND);
    };
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
        ? Page.text(HttpResponseStatus.OK, "ok\n")
        : Page.text(HttpResponseStatus.SERVICE_UNAVAILABLE, reason + "\n");
  }
}
