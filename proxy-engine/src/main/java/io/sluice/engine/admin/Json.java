package io.sluice.engine.admin;

import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValueFactory;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Renders JSON (RFC 8259) by the library that reads configurations, whose syntax JSON is a part of.
 * Members stand in the order of their names. Stateless.
 */
final class Json {
  private Json() {}

  /**
   * One line.
   *
   * @param object text, finite numbers, truth values, null, lists and maps
   */
  static byte[] line(final Map<String, ?> object) {
    final String text =
        ConfigValueFactory.fromMap(object).render(ConfigRenderOptions.concise()) + "\n";
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
