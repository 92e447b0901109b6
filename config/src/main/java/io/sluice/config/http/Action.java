package io.sluice.config.http;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What a rule does. Which list takes which is said by {@link RuleKind}.
 *
 * <p>Source: HAProxy configuration manual, {@code http-request}, {@code http-response}, {@code
 * http-after-response}, {@code tcp-request}.
 */
public sealed interface Action {
  // ---- header fields

  record SetHeader(String name, LogFormat value) implements Action {}

  record AddHeader(String name, LogFormat value) implements Action {}

  /** Every field whose name matches ({@link Match#STR}, BEG, END, SUB, REG). */
  record DelHeader(String name, Match match) implements Action {}

  /** In the whole value of each field; {@code \\1} stands for a group. */
  record ReplaceHeader(String name, String regex, LogFormat replacement) implements Action {}

  /** In each of the values between commas. */
  record ReplaceValue(String name, String regex, LogFormat replacement) implements Action {}

  // ---- the request line, the status line

  record SetMethod(LogFormat value) implements Action {}

  record SetPath(LogFormat value) implements Action {}

  record SetPathQuery(LogFormat value) implements Action {}

  record SetQuery(LogFormat value) implements Action {}

  record SetUri(LogFormat value) implements Action {}

  record ReplacePath(String regex, LogFormat replacement) implements Action {}

  record ReplacePathQuery(String regex, LogFormat replacement) implements Action {}

  record ReplaceUri(String regex, LogFormat replacement) implements Action {}

  record SetStatus(int status, Optional<String> reason) implements Action {}

  // ---- variables, captures

  /**
   * A variable.
   *
   * @param conditions such as {@code ifnotset}, which must all hold
   */
  record SetVar(VarName variable, List<String> conditions, SampleExpr value) implements Action {
    public SetVar {
      conditions = List.copyOf(conditions);
    }
  }

  /** The same, made of a format. */
  record SetVarFormat(VarName variable, List<String> conditions, LogFormat value)
      implements Action {
    public SetVarFormat {
      conditions = List.copyOf(conditions);
    }
  }

  record UnsetVar(VarName variable) implements Action {}

  /**
   * Keeps a sample for the log.
   *
   * @param slot the place that was declared for it; empty: one of its own
   * @param bytes at most so many are kept; 0 with a slot, which has its own number
   */
  record Capture(SampleExpr value, OptionalInt slot, int bytes) implements Action {}

  // ---- ends

  /** The rest of the list is passed over. */
  record Allow() implements Action {}

  record Deny(Reply reply) implements Action {}

  /** As {@link Deny}, after {@code timeout tarpit}. */
  record Tarpit(Reply reply) implements Action {}

  record Return(Reply reply) implements Action {}

  /** The connection is closed without an answer. */
  record Reject() implements Action {}

  /** It is forgotten, and the client is not told. */
  record SilentDrop() implements Action {}

  /** Nothing is done, since what it asks for is so at all times. */
  record Nothing() implements Action {}

  /**
   * Sends the client elsewhere.
   *
   * @param code 301, 302, 303, 307 or 308
   * @param cookie a {@code Set-Cookie} value that goes with it; empty: none
   */
  record Redirect(
      Kind kind,
      LogFormat to,
      int code,
      boolean dropQuery,
      boolean appendSlash,
      boolean ignoreEmpty,
      Optional<String> cookie)
      implements Action {
    /** What the text behind it replaces. */
    public enum Kind {
      LOCATION,
      PREFIX,
      SCHEME
    }
  }

  /**
   * Asks for a user's name and password: 401, or 407 to a proxy's request.
   *
   * @param realm empty: the proxy's name
   */
  record Auth(String realm) implements Action {}

  /** A page that Sluice has itself. */
  record UseService(String name) implements Action {}

  // ---- stick tables

  /**
   * Counts the client in a stick table from now on.
   *
   * @param counter 0 to 2
   * @param table empty: the proxy's own
   */
  record TrackSc(int counter, SampleExpr key, Optional<String> table) implements Action {}

  /**
   * {@code sc-inc-gpc0}, {@code sc-inc-gpc1}, {@code sc-inc-gpc(idx,sc)}.
   *
   * @param data GPC0, GPC1, or GPC with an index
   */
  record ScIncGpc(StickTableConfig.Data data, int index, int counter) implements Action {}

  /**
   * {@code sc-set-gpt0}, {@code sc-set-gpt(idx,sc)}.
   *
   * @param data GPT0, or GPT with an index
   */
  record ScSetGpt(StickTableConfig.Data data, int index, int counter, SampleExpr value)
      implements Action {}

  // ---- patterns and maps in memory

  /** {@code add-acl}, {@code del-acl}: a pattern of a file, in what is kept of it. */
  record ChangePatterns(boolean add, String file, LogFormat key) implements Action {}

  /**
   * {@code set-map}, {@code del-map}: a line of a map, in what is kept of it.
   *
   * @param value empty: the key goes
   */
  record ChangeMap(String file, LogFormat key, Optional<LogFormat> value) implements Action {}

  // ---- the rest

  /** Empty: nothing is logged (HAProxy {@code silent}). */
  record SetLogLevel(Optional<String> level) implements Action {}

  /**
   * Waits until the body is here.
   *
   * @param atLeastBytes empty: the whole body, as far as it fits
   */
  record WaitForBody(Duration longest, OptionalLong atLeastBytes) implements Action {}

  record DisableL7Retry() implements Action {}

  record NormalizeUri(String normalizer) implements Action {}

  record StrictMode(boolean on) implements Action {}

  /** {@code set-timeout server} or {@code tunnel}. */
  record SetTimeout(boolean tunnel, Duration timeout) implements Action {}

  /** The same, in the milliseconds that an expression gives. */
  record SetTimeoutFrom(boolean tunnel, SampleExpr millis) implements Action {}

  /** {@code set-src}, {@code set-dst}: another address, as all see it that look at it later. */
  record SetAddress(boolean source, SampleExpr address) implements Action {}

  /** {@code set-src-port}, {@code set-dst-port}. */
  record SetPort(boolean source, SampleExpr port) implements Action {}
}
