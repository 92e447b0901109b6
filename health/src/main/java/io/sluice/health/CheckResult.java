package io.sluice.health;

/** What one check found. */
public sealed interface CheckResult {
  /** The layer and kind in HAProxy's short form. */
  CheckStatus status();

  /**
   * In words, one line, without secrets; empty where the status says it all. Control characters are
   * replaced, and what is longer than 240 characters is cut.
   */
  String detail();

  /** From the start of the check to its end, nanoseconds. */
  long durationNanos();

  /** The server is fine. */
  record Passed(CheckStatus status, String detail, long durationNanos) implements CheckResult {
    public Passed {
      detail = CheckText.line(detail);
    }
  }

  /**
   * The server is not fine.
   *
   * @param explicit the server itself said so, in so many words: it goes down at once, without
   *     waiting for {@code fall}
   */
  record Failed(CheckStatus status, String detail, long durationNanos, boolean explicit)
      implements CheckResult {
    public Failed {
      detail = CheckText.line(detail);
    }
  }
}
