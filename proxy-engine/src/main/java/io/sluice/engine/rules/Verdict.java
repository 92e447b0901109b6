package io.sluice.engine.rules;

/** What a list of rules decided. */
public enum Verdict {
  /** The exchange goes on. */
  CONTINUE,
  /**
   * An answer of our own is sent and the exchange is over ({@code deny}); it counts as denied.
   * {@link RuleRun#answer} makes it.
   */
  DENY,
  /** The same after {@code timeout tarpit}, or at once when the client goes away. */
  TARPIT,
  /** The same as an answer that counts as served ({@code return}). */
  RETURN,
  /** The same, to another place ({@code redirect}). */
  REDIRECT,
  /** The same, asking for a user and password ({@code auth}). */
  AUTH,
  /** Our own page of the name {@link RuleRun#service} is sent. */
  SERVICE,
  /** The connection is closed without an answer ({@code reject}); it counts as denied. */
  REJECT,
  /**
   * A rule waits for bytes: call again when {@link RuleRun#wantedBytes} of the body are buffered,
   * or all of it, or as much as there is room for, or at {@link RuleRun#deadlineNanos}.
   */
  WAIT_BODY,
  /** The body that a rule waited for did not come in time: 408 of a request, 504 of a response. */
  WAIT_TIMEOUT,
  /**
   * A content rule cannot decide yet: call again when more input is there, and with {@code
   * complete} when no more will come or {@code inspect-delay} is over.
   */
  WAIT_INPUT,
  /**
   * A condition waits for {@link io.sluice.engine.sample.SlowCheck}: call again when it is made.
   */
  WAIT_CHECK,
  /** A rule failed while strict-mode is on: 500 of a request, 502 of a response. */
  ERROR
}
