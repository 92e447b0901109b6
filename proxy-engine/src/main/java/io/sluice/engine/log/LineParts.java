package io.sluice.engine.log;

import io.sluice.config.http.LogFormat.Flags;

/**
 * What prints each variable of a log format. It is chosen when a format is made, so that a line is
 * printed by one call for each of its parts. Stateless.
 *
 * <p>Source: HAProxy configuration manual, "Custom log format".
 */
final class LineParts {
  private static final long PROCESS = ProcessHandle.current().pid();

  /** Behind the last text. */
  static final LinePart NOTHING = (_, _, _) -> {};

  private LineParts() {}

  /** What a sample makes of the record's transaction. */
  static LinePart sample(final LineSample sample, final Flags flags) {
    return (to, record, _) -> to.putSample(sample, record, flags);
  }

  /** A variable, printed in the way that its flags say. */
  static LinePart of(final LineVariable variable, final Flags flags) {
    return switch (variable) {
      case TEXT -> NOTHING;
      case SAMPLE -> throw new IllegalArgumentException("no expression");
      case SPACE -> (to, _, _) -> to.putSpace();
      case JSON -> (to, record, _) -> to.json.put(record);
      case CLIENT -> (to, record, _) -> to.texts.name(record.client, flags);
      case CLIENT_IP -> (to, record, _) -> to.addresses.ip(record.client, flags);
      case CLIENT_PORT -> (to, record, _) -> to.addresses.port(record.client, flags);
      case FRONTEND_IP -> (to, record, _) -> to.addresses.ip(record.clientDestination, flags);
      case FRONTEND_PORT -> (to, record, _) -> to.addresses.port(record.clientDestination, flags);
      case BACKEND_IP -> (to, record, _) -> to.addresses.ip(record.serverSource, flags);
      case BACKEND_PORT -> (to, record, _) -> to.addresses.port(record.serverSource, flags);
      case SERVER_IP -> (to, record, _) -> to.addresses.ip(record.serverAddress, flags);
      case SERVER_PORT -> (to, record, _) -> to.addresses.port(record.serverAddress, flags);
      case FRONTEND -> (to, record, _) -> to.texts.name(record.frontend, flags);
      case FRONTEND_TRANSPORT -> (to, record, _) -> to.putFrontend(record, flags);
      case BACKEND -> (to, record, _) -> to.putBackend(record, flags);
      case SERVER -> (to, record, _) -> to.putServer(record.server, flags);
      case HOST_NAME -> (to, _, _) -> to.texts.name(HostName.text(), flags);
      case TLS_CIPHER -> (to, record, _) -> to.texts.name(record.tlsCipher, flags);
      case TLS_VERSION -> (to, record, _) -> to.texts.name(record.tlsVersion, flags);
      case UNIQUE_ID ->
          (to, record, _) -> to.texts.bytes(record.uniqueId, 0, record.uniqueIdLength, flags);
      case REQUEST_COOKIE -> (to, _, http) -> to.putRequestCookie(http, flags);
      case RESPONSE_COOKIE -> (to, _, http) -> to.putResponseCookie(http, flags);
      case REQUEST_CAPTURES ->
          (to, _, http) -> to.captures.block(http == null ? null : http.requestCaptures, flags);
      case REQUEST_CAPTURE_LIST ->
          (to, _, http) -> to.captures.list(http == null ? null : http.requestCaptures, flags);
      case RESPONSE_CAPTURES ->
          (to, _, http) -> to.captures.block(http == null ? null : http.responseCaptures, flags);
      case RESPONSE_CAPTURE_LIST ->
          (to, _, http) -> to.captures.list(http == null ? null : http.responseCaptures, flags);
      case METHOD, PATH, PATH_ONLY, QUERY, URI, VERSION, REQUEST_LINE ->
          (to, _, http) -> to.requestLine.put(variable, http, flags);
      case STATE -> (to, record, _) -> to.putState(record);
      case STATE_AND_COOKIES -> (to, record, http) -> to.putStateAndCookies(record, http);
      case DATE,
          DATE_GMT,
          DATE_LOCAL,
          REQUEST_DATE,
          REQUEST_DATE_GMT,
          REQUEST_DATE_LOCAL,
          TIMESTAMP,
          MILLISECOND ->
          (to, record, _) -> to.dates.put(variable, record, flags.hex());
      case HANDSHAKE_TIME,
          IDLE_TIME,
          REQUEST_TIME,
          QUEUE_TIME,
          CONNECT_TIME,
          RESPONSE_TIME,
          DATA_TIME,
          ACTIVE_TIME,
          TOTAL_TIME,
          WHOLE_REQUEST_TIME,
          USER_TIME ->
          (to, record, _) -> to.line.putNumber(LineTimes.millis(variable, record));
      case BYTES_UP -> (to, record, _) -> to.line.putNumber(record.bytesIn);
      case BYTES -> (to, record, _) -> to.line.putNumber(record.bytesOut);
      case STATUS -> (to, _, http) -> to.line.putNumber(http == null ? 0 : http.status);
      case PROCESS_CONNECTIONS -> (to, record, _) -> to.line.putNumber(record.processConnections);
      case FRONTEND_CONNECTIONS -> (to, record, _) -> to.line.putNumber(record.frontendConnections);
      case BACKEND_CONNECTIONS -> (to, record, _) -> to.line.putNumber(record.backendConnections);
      case SERVER_CONNECTIONS -> (to, record, _) -> to.line.putNumber(record.serverConnections);
      case SERVER_QUEUE -> (to, record, _) -> to.line.putNumber(record.serverQueue);
      case BACKEND_QUEUE -> (to, record, _) -> to.line.putNumber(record.backendQueue);
      case RETRIES -> (to, record, _) -> to.putRetries(record);
      case NUMBER -> (to, record, _) -> to.line.putCounted(record.number, flags.hex());
      case LINE_NUMBER -> (to, _, _) -> to.line.putCounted(to.format.nextLine(), flags.hex());
      case PROCESS -> (to, _, _) -> to.line.putCounted(PROCESS, flags.hex());
    };
  }
}
