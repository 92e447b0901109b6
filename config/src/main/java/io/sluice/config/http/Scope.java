package io.sluice.config.http;

/**
 * Where a sample can be had.
 *
 * <p>Source: the table that {@code haproxy -dKsmp} prints.
 */
public enum Scope {
  /** Always. */
  ANYWHERE("anywhere"),
  /** As soon as the session is there. */
  SESSION("from tcp-request-session on"),
  /** As soon as there is something of a request, until the log line. */
  STREAM("from tcp-request-content on"),
  /** While a request, or a response, is looked at. */
  MESSAGE("in rules of content, requests and responses"),
  /** While the request is looked at. */
  REQUEST("in rules of requests"),
  /** In a backend, or once one is chosen. */
  BACKEND("in a backend"),
  /** Once a server is chosen. */
  SERVER("in rules of responses, and in log lines"),
  /** While the response is looked at, and later. */
  ANSWERED("in rules of responses, and in log lines"),
  /** While the response is looked at. */
  RESPONSE("in rules of responses");

  private final String where;

  Scope(final String where) {
    this.where = where;
  }

  /** The words of a remedy. */
  String where() {
    return where;
  }

  boolean fits(final Place place) {
    final Stage stage = place.stage();
    return switch (this) {
      case ANYWHERE -> true;
      case SESSION -> stage != Stage.CONNECTION;
      case STREAM -> stage != Stage.CONNECTION && stage != Stage.SESSION;
      case MESSAGE -> stage.isRequest() || stage.isResponse();
      case REQUEST -> stage.isRequest();
      case BACKEND -> stage == Stage.LOG || place.backend() || stage.isResponse();
      case SERVER, ANSWERED -> stage == Stage.LOG || stage.isResponse();
      case RESPONSE -> stage.isResponse();
    };
  }
}
