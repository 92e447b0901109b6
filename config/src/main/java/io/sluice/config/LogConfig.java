package io.sluice.config;

import java.util.List;
import java.util.Optional;

/**
 * Where log lines go, and which.
 *
 * @param level the least level of messages that are printed; session lines have none and are
 *     switched by a frontend's {@code log}
 * @param bufferBytes the room for session lines of one event loop, bytes, a power of two; lines
 *     that find it full are dropped and counted
 * @param targets where session lines go, and messages beside standard output; empty: session lines
 *     go to standard output as they are
 * @param tag what syslog calls this program (HAProxy {@code log-tag})
 * @param hostName what syslog is told of this host; empty: nothing (HAProxy {@code
 *     log-send-hostname})
 */
public record LogConfig(
    Level level, int bufferBytes, List<LogTarget> targets, String tag, Optional<String> hostName) {
  /** What syslog calls this program where nothing is said. */
  public static final String TAG = "sluice";

  /** Stands for the host's own name. */
  public static final String OWN_HOST_NAME = "";

  public LogConfig {
    targets = List.copyOf(targets);
  }

  /** All lines to standard output. */
  public LogConfig(final Level level, final int bufferBytes) {
    this(level, bufferBytes, List.of(), TAG, Optional.empty());
  }

  /** Levels of messages. */
  public enum Level {
    DEBUG,
    INFO,
    WARN,
    ERROR
  }
}
