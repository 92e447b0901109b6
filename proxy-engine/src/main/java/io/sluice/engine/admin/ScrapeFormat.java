package io.sluice.engine.admin;

import java.util.Locale;

/** The two text formats of metrics. */
enum ScrapeFormat {
  /** Prometheus's text format 0.0.4, also for who asks for nothing. */
  PROMETHEUS("text/plain; version=0.0.4; charset=utf-8"),
  /** OpenMetrics 1.0. */
  OPEN_METRICS("application/openmetrics-text; version=1.0.0; charset=utf-8");

  private final String contentType;

  ScrapeFormat(final String contentType) {
    this.contentType = contentType;
  }

  String contentType() {
    return contentType;
  }

  /**
   * The format that a client likes better.
   *
   * @param accept its Accept header, or null
   */
  static ScrapeFormat accepted(final String accept) {
    if (accept == null) {
      return PROMETHEUS;
    }
    double openMetrics = 0;
    double text = 0;
    for (final String range : accept.toLowerCase(Locale.ROOT).split(",", 64)) {
      final String type = range.split(";", 2)[0].strip();
      if (type.equals("application/openmetrics-text")) {
        openMetrics = Math.max(openMetrics, quality(range));
      } else if (type.equals("text/plain") || type.equals("text/*")) {
        text = Math.max(text, quality(range));
      }
    }
    return openMetrics > 0 && openMetrics >= text ? OPEN_METRICS : PROMETHEUS;
  }

  /** The weight of a media range, 0 to 1 (RFC 9110, section 12.4.2); 1 where it has none. */
  private static double quality(final String range) {
    for (final String parameter : range.split(";", -1)) {
      final String text = parameter.strip();
      if (text.startsWith("q=")) {
        return text.matches("q=(0(\\.[0-9]{0,3})?|1(\\.0{0,3})?)")
            ? Double.parseDouble(text.substring(2))
            : 0;
      }
    }
    return 1;
  }
}
