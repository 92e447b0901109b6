package io.sluice.engine.log;

import static java.util.stream.Collectors.toUnmodifiableMap;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a part of a log format prints: the variables, and what has no name in a format.
 *
 * <p>Source: HAProxy configuration manual, "Custom log format".
 */
enum LineVariable {
  /** Nothing: behind it is the end. */
  TEXT(""),
  /** A space behind captured headers, unless those printed nothing. */
  SPACE(""),
  /** A {@link LineSample}. */
  SAMPLE(""),
  /** The whole record as a JSON object. */
  JSON(""),
  /** Address and port as they stand in the record, {@code 10.0.0.1:4711}. */
  CLIENT(""),
  CLIENT_IP("ci"),
  CLIENT_PORT("cp"),
  FRONTEND_IP("fi"),
  FRONTEND_PORT("fp"),
  BACKEND_IP("bi"),
  BACKEND_PORT("bp"),
  SERVER_IP("si"),
  SERVER_PORT("sp"),
  FRONTEND("f"),
  FRONTEND_TRANSPORT("ft"),
  BACKEND("b"),
  SERVER("s"),
  DATE("t"),
  DATE_GMT("T"),
  DATE_LOCAL("Tl"),
  TIMESTAMP("Ts"),
  MILLISECOND("ms"),
  REQUEST_DATE("tr"),
  REQUEST_DATE_GMT("trg"),
  REQUEST_DATE_LOCAL("trl"),
  HANDSHAKE_TIME("Th"),
  IDLE_TIME("Ti"),
  REQUEST_TIME("TR"),
  QUEUE_TIME("Tw"),
  CONNECT_TIME("Tc"),
  RESPONSE_TIME("Tr"),
  DATA_TIME("Td"),
  ACTIVE_TIME("Ta"),
  TOTAL_TIME("Tt"),
  WHOLE_REQUEST_TIME("Tq"),
  USER_TIME("Tu"),
  BYTES_UP("U"),
  BYTES("B"),
  STATUS("ST"),
  REQUEST_COOKIE("CC"),
  RESPONSE_COOKIE("CS"),
  HOST_NAME("H"),
  METHOD("HM"),
  PATH("HP"),
  PATH_ONLY("HPO"),
  QUERY("HQ"),
  URI("HU"),
  VERSION("HV"),
  UNIQUE_ID("ID"),
  PROCESS_CONNECTIONS("ac"),
  FRONTEND_CONNECTIONS("fc"),
  BACKEND_CONNECTIONS("bc"),
  SERVER_CONNECTIONS("sc"),
  SERVER_QUEUE("sq"),
  BACKEND_QUEUE("bq"),
  RETRIES("rc"),
  NUMBER("rt"),
  LINE_NUMBER("lc"),
  REQUEST_CAPTURES("hr"),
  REQUEST_CAPTURE_LIST("hrl"),
  RESPONSE_CAPTURES("hs"),
  RESPONSE_CAPTURE_LIST("hsl"),
  PROCESS("pid"),
  REQUEST_LINE("r"),
  STATE("ts"),
  STATE_AND_COOKIES("tsc"),
  TLS_CIPHER("sslc"),
  TLS_VERSION("sslv");

  private static final Map<String, LineVariable> BY_NAME =
      Stream.of(values())
          .filter(v -> !v.word.isEmpty())
          .collect(toUnmodifiableMap(v -> v.word, v -> v));

  /** As it is written, without the percent sign. */
  private final String word;

  LineVariable(final String word) {
    this.word = word;
  }

  /** The variable of that name; empty: there is none. */
  static Optional<LineVariable> named(final String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  /** Whether it prints an address that is not the client's. */
  boolean isAddress() {
    return switch (this) {
      case FRONTEND_IP, FRONTEND_PORT, BACKEND_IP, BACKEND_PORT, SERVER_IP, SERVER_PORT -> true;
      default -> false;
    };
  }

  /** Whether it prints captured headers, and nothing where none are configured. */
  boolean isCaptures() {
    return switch (this) {
      case REQUEST_CAPTURES, REQUEST_CAPTURE_LIST, RESPONSE_CAPTURES, RESPONSE_CAPTURE_LIST -> true;
      default -> false;
    };
  }
}
