package io.sluice.engine.log;

/**
 * The timers of a line, worked out from those of the record.
 *
 * <p>Source: HAProxy configuration manual, "Timing events".
 */
final class LineTimes {
  private LineTimes() {}

  /** A timer, milliseconds; -1: it never came to an end. */
  static long millis(final LineVariable timer, final SessionRecord record) {
    final HttpRecord http = record instanceof final HttpRecord h ? h : null;
    return switch (timer) {
      case HANDSHAKE_TIME -> record.handshakeMillis;
      case IDLE_TIME -> http == null ? 0 : http.idleMillis;
      case REQUEST_TIME -> http == null ? -1 : http.requestMillis;
      case QUEUE_TIME -> record.queueMillis;
      case CONNECT_TIME -> record.connectMillis;
      case RESPONSE_TIME -> http == null ? -1 : http.responseMillis;
      case DATA_TIME -> dataMillis(record, http);
      case ACTIVE_TIME -> record.totalMillis - beforeMillis(record);
      case USER_TIME -> record.totalMillis - (http == null ? 0 : Math.max(http.idleMillis, 0));
      case WHOLE_REQUEST_TIME -> wholeRequestMillis(record, http);
      default -> record.totalMillis;
    };
  }

  /** What passed before the request began, milliseconds. */
  static long beforeMillis(final SessionRecord record) {
    if (record instanceof final HttpRecord http) {
      return http.idleMillis < 0 ? 0 : http.idleMillis + http.handshakeMillis;
    }
    return record.handshakeMillis;
  }

  private static long wholeRequestMillis(final SessionRecord record, final HttpRecord http) {
    if (http == null) {
      return record.handshakeMillis;
    }
    return http.requestMillis < 0 ? -1 : beforeMillis(http) + http.requestMillis;
  }

  private static long dataMillis(final SessionRecord record, final HttpRecord http) {
    final boolean began = http == null ? record.connectMillis >= 0 : http.responseMillis >= 0;
    if (!began) {
      return -1;
    }
    return record.totalMillis
        - wholeRequestMillis(record, http)
        - Math.max(record.queueMillis, 0)
        - Math.max(record.connectMillis, 0)
        - (http == null ? 0 : http.responseMillis);
  }
}
