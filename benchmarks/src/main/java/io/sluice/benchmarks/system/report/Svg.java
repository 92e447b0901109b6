package io.sluice.benchmarks.system.report;

import java.util.Locale;

/**
 * A picture of lines, dots and words; coordinates are pixels from the upper left. For one thread.
 */
final class Svg {
  /** Where words stand to their point. */
  enum Anchor {
    START,
    MIDDLE,
    END
  }

  private final StringBuilder body = new StringBuilder();
  private final double width;
  private final double height;

  Svg(final double width, final double height) {
    this.width = width;
    this.height = height;
  }

  void line(
      final double x1,
      final double y1,
      final double x2,
      final double y2,
      final String color,
      final double thick) {
    add(
        "<line x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\" stroke=\"%s\" stroke-width=\"%s\"/>"
            .formatted(px(x1), px(y1), px(x2), px(y2), color, px(thick)));
  }

  void dot(final double x, final double y, final double radius, final String color) {
    add(
        "<circle cx=\"%s\" cy=\"%s\" r=\"%s\" fill=\"%s\"/>"
            .formatted(px(x), px(y), px(radius), color));
  }

  /** A circle that is not filled. */
  void ring(final double x, final double y, final double radius, final String color) {
    add(
        "<circle cx=\"%s\" cy=\"%s\" r=\"%s\" fill=\"white\" stroke=\"%s\" stroke-width=\"1.5\"/>"
            .formatted(px(x), px(y), px(radius), color));
  }

  void words(
      final double x,
      final double y,
      final String text,
      final double size,
      final Anchor anchor,
      final String color) {
    add(
        "<text x=\"%s\" y=\"%s\" font-size=\"%s\" text-anchor=\"%s\" fill=\"%s\">%s</text>"
            .formatted(
                px(x),
                px(y),
                px(size),
                anchor.name().toLowerCase(Locale.ROOT),
                color,
                escaped(text)));
  }

  private void add(final String element) {
    body.append(element).append('\n');
  }

  /** With a point, whatever the locale. */
  private static String px(final double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  private static String escaped(final String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  /** The whole file. */
  String text() {
    final String size =
        "width=\"%1$s\" height=\"%2$s\" viewBox=\"0 0 %1$s %2$s\"".formatted(px(width), px(height));
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" "
        + size
        + " font-family=\"DejaVu Sans, sans-serif\">\n"
        + "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n"
        + body
        + "</svg>\n";
  }
}
