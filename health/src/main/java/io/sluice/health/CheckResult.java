package io.sluice.health;

import io.sluice.backends.writer.NodeReport;
import java.util.Optional;

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

  /** What the server says of its place in a cluster; empty: the check does not ask. */
  Optional<NodeReport> report();

  /** The server is fine. */
  record Passed(CheckStatus status, String detail, long durationNanos, Optional<NodeReport> report)
      implements CheckResult {
    public Passed {
      detail = CheckText.line(detail);
    }

    public Passed(final CheckStatus status, final String detail, final long durationNanos) {
      this(status, detail, durationNanos, Optional.empty());
    }
  }

  /**
   * The server could not be judged, such as where it refuses the login of the check: verdict and
   * count stay what they are, and a server without a verdict stays without one.
   */
  record Unclear(CheckStatus status, String detail, long durationNanos) implements CheckResult {
    public Unclear {
      detail = CheckText.line(detail);
    }

    /** Empty: it did not come to that. */
    @Override
    public Optional<NodeReport> report() {
      return Optional.empty();
    }
  }

  /**
   * The server is not fine.
   *
   * @param explicit the server itself said so, in so many words: it goes down at once, without
   *     waiting for {@code fall}
   */
  record Failed(
      CheckStatus status,
      String detail,
      long durationNanos,
      boolean explicit,
      Optional<NodeReport> report)
      implements CheckResult {
    public Failed {
      detail = CheckText.line(detail);
    }

    public Failed(
        final CheckStatus status,
        final String detail,
        final long durationNanos,
        final boolean explicit) {
      this(status, detail, durationNanos, explicit, Optional.empty());
    }
  }
}
