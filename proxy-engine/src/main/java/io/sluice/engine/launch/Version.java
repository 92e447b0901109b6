package io.sluice.engine.launch;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/** The version of this build. */
final class Version {
  private static final String RESOURCE = "/io/sluice/engine/version.properties";

  private Version() {}

  /** Such as {@code 0.1.0-SNAPSHOT}. */
  static String text() {
    try (InputStream in = Version.class.getResourceAsStream(RESOURCE)) {
      final Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version");
    } catch (final IOException e) {
      throw new IllegalStateException(RESOURCE, e);
    }
  }
}
