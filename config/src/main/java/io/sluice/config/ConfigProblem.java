package io.sluice.config;

/**
 * One thing that is wrong with a configuration, and what to write instead.
 *
 * @param severity whether it refuses the configuration
 * @param origin the file and line
 * @param message what is wrong, in one line, without a full stop
 * @param remedy what to write or to do, in one line; never empty
 */
public record ConfigProblem(Severity severity, Origin origin, String message, String remedy) {
  /** How bad a problem is. */
  public enum Severity {
    /** Refuses the start or the reload. */
    ERROR,
    /** Said once, and gone on from. */
    WARNING
  }

  public static ConfigProblem error(
      final Origin origin, final String message, final String remedy) {
    return new ConfigProblem(Severity.ERROR, origin, message, remedy);
  }

  public static ConfigProblem warning(
      final Origin origin, final String message, final String remedy) {
    return new ConfigProblem(Severity.WARNING, origin, message, remedy);
  }

  /** The line that the operator reads: {@code FILE:LINE: error: MESSAGE; REMEDY}. */
  @Override
  public String toString() {
    return origin
        + ": "
        + (severity == Severity.ERROR ? "error" : "warning")
        + ": "
        + message
        + "; "
        + remedy;
  }
}
