package io.sluice.config;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A step of a check that is made of steps.
 *
 * <p>Source: HAProxy {@code http-check} and {@code tcp-check}.
 */
public sealed interface CheckStep {
  /** What the operator calls it; empty: nothing. */
  default Optional<String> comment() {
    return Optional.empty();
  }

  /**
   * A new connection, on which the steps go on.
   *
   * @param port another port; empty: the check's
   * @param address another IP address; empty: the check's
   * @param tls whether it is encrypted; nothing is verified
   * @param sni the name to ask for; empty: none
   */
  record Connect(
      OptionalInt port,
      Optional<String> address,
      boolean tls,
      Optional<String> sni,
      Optional<String> comment)
      implements CheckStep {}

  /** Bytes are sent. */
  record Send(Text text, Optional<String> comment) implements CheckStep {}

  /**
   * A request is sent.
   *
   * @param version 0 or 1: HTTP/1.0 or HTTP/1.1
   * @param fields in order; what HTTP needs is added where it is not given
   */
  record Request(
      String method, Text uri, int version, List<Field> fields, Text body, Optional<String> comment)
      implements CheckStep {
    public Request {
      fields = List.copyOf(fields);
    }
  }

  /** A header field of a request. */
  record Field(String name, Text value) {}

  /**
   * The answer must, or must not, be so.
   *
   * @param negated whether a match fails the check
   * @param minBytes with fewer, more is waited for; 0: with none
   * @param okStatus what a match gives, such as {@code L7OK}; empty: that
   * @param errorStatus what the contrary gives; empty: as the kind has it
   * @param timeoutStatus what silence gives; empty: {@code L7TOUT}
   * @param onSuccess words for a match; empty: usual ones
   * @param onError words for the contrary; empty: usual ones
   */
  record Expect(
      Wanted wanted,
      boolean negated,
      int minBytes,
      Optional<String> okStatus,
      Optional<String> errorStatus,
      Optional<String> timeoutStatus,
      Optional<Text> onSuccess,
      Optional<Text> onError,
      Optional<String> comment)
      implements CheckStep {}

  /** A word for those that come behind it, until the next one. */
  record Comment(Optional<String> comment) implements CheckStep {}

  /** A variable gets a value, for the steps behind it in the same run. */
  record SetVar(String name, Value value) implements CheckStep {}

  /** A variable is there no more. */
  record UnsetVar(String name) implements CheckStep {}

  /** What is looked for. */
  sealed interface Wanted {}

  /** A status code in one of the ranges. */
  record Status(List<ProbeConfig.StatusRange> ranges) implements Wanted {
    public Status {
      ranges = List.copyOf(ranges);
    }
  }

  /** A status code that an expression of RE2 matches. */
  record StatusRegex(String expression) implements Wanted {}

  /**
   * A header field.
   *
   * @param value empty: any
   */
  record Header(Match name, Optional<Match> value) implements Wanted {}

  /** A text in the body, or in what came over TCP, as bytes of ISO 8859-1. */
  record Content(Text text, boolean binary) implements Wanted {}

  /** An expression of RE2 that matches there; with {@code binary}, in the bytes as hexadecimal. */
  record ContentRegex(String expression, boolean binary) implements Wanted {}

  /** How a name or value is compared. */
  record Match(How how, Text text) {}

  /** HAProxy's words behind {@code -m}. */
  enum How {
    STR,
    BEG,
    END,
    SUB,
    REG
  }

  /** What a variable is set to. */
  sealed interface Value {}

  /** What was received since the last bytes were sent, from {@code offset} on. */
  record Payload(int offset, int length) implements Value {}

  /**
   * A text with variables in it, each character a byte.
   *
   * @param parts in order
   */
  record Text(List<Part> parts) implements Value {
    /** Nothing. */
    public static final Text EMPTY = new Text(List.of());

    public Text {
      parts = List.copyOf(parts);
    }

    /** Text as it is written. */
    public static Text of(final String literal) {
      return literal.isEmpty() ? EMPTY : new Text(List.of(new Part(literal, false)));
    }
  }

  /** A piece of text; or the name of a variable. */
  record Part(String text, boolean variable) {}
}
