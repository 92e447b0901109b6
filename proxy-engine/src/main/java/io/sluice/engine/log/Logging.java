package io.sluice.engine.log;

import ch.qos.logback.classic.Logger;
import io.sluice.config.LogConfig;
import org.slf4j.LoggerFactory;

/** The logging framework's side of the log: where messages go, and which. Any thread. */
public final class Logging {
  private Logging() {}

  /** Sends messages through a writer, from now until {@link #uninstall}. */
  public static void install(final LogWriter writer) {
    LineAppender.writer(writer);
  }

  /** Sends messages straight to standard output again; to be called before the writer is closed. */
  public static void uninstall() {
    LineAppender.writer(null);
  }

  /** Prints messages of this level and above from now on. */
  public static void setLevel(final LogConfig.Level level) {
    final org.slf4j.Logger root = LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    if (root instanceof final Logger logback) {
      logback.setLevel(ch.qos.logback.classic.Level.toLevel(level.name()));
    }
  }
}
