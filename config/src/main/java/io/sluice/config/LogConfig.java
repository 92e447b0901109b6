package io.sluice.config;

/**
 * Log lines, on standard output.
 *
 * @param level the least level of messages that are printed; session lines have none and are
 *     switched by a frontend's {@code log}
 * @param bufferBytes the room for session lines of one event loop, bytes, a power of two; lines
 *     that find it full are dropped and counted
 */
public record LogConfig(Level level, int bufferBytes) {
  /** Levels of messages. */
  public enum Level {
    DEBUG,
    INFO,
    WARN,
    ERROR
  }
}
