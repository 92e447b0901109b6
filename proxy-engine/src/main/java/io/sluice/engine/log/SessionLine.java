package io.sluice.engine.log;

import io.sluice.config.http.LogFormat;

/**
 * One session's line, in an array that is used again for the next. Confined to one event loop;
 * allocates nothing.
 *
 * <p>Source: HAProxy configuration manual, "Log formats".
 */
final class SessionLine {
  private static final String NO_SERVER = "<NOSRV>";

  private final LineBytes line = new LineBytes();
  private final LineTexts texts = new LineTexts(line);
  private final LineAddresses addresses = new LineAddresses(line, texts);
  private final LineCaptures captures = new LineCaptures(line, texts);
  private final RequestLine requestLine = new RequestLine(line, texts);
  private final JsonLine json = new JsonLine(line, requestLine);
  private final LineNumbers numbers = new LineNumbers(line);
  private final LineDates dates;
  private final byte[] sample = new byte[LineFormat.MAX_SAMPLE_BYTES];

  /** Whether a space was just printed. */
  private boolean spaced;

  /**
   * @param date in the zone that dates are printed in
   */
  SessionLine(final LogDate date) {
    dates = new LineDates(line, date);
  }

  /** What the last {@link #render} made, from the array's start. */
  byte[] bytes() {
    return line.bytes();
  }

  /** Prints a record as HAProxy's tcplog does. Returns the length, line feed included. */
  int render(final SessionRecord record) {
    return render(LineFormat.TCP, record);
  }

  /** Prints a record. Returns the length of the line in bytes, its line feed included. */
  int render(final LineFormat format, final SessionRecord record) {
    line.clear();
    spaced = true;
    for (final LineFormat.Piece piece : format.pieces()) {
      if (piece.variable() == LineVariable.SPACE) {
        putSpace();
      } else {
        final int before = line.length();
        put(piece, format, record);
        // Of what prints nothing, only captures leave one space where there would be two.
        spaced &= line.length() == before && piece.variable().isCaptures();
      }
    }
    line.end();
    return line.length();
  }

  private void put(
      final LineFormat.Piece piece, final LineFormat format, final SessionRecord record) {
    final LogFormat.Flags flags = piece.flags();
    final HttpRecord http = record instanceof final HttpRecord h ? h : null;
    switch (piece.variable()) {
      case JSON -> json.put(record);
      case TEXT -> line.put(piece.text());
      case SPACE -> {}
      case SAMPLE -> putSample(piece.sample(), record, flags);
      case CLIENT -> texts.name(record.client, flags);
      case CLIENT_IP -> addresses.ip(record.client, flags);
      case CLIENT_PORT -> addresses.port(record.client, flags);
      case FRONTEND_IP -> addresses.ip(record.clientDestination, flags);
      case FRONTEND_PORT -> addresses.port(record.clientDestination, flags);
      case BACKEND_IP -> addresses.ip(record.serverSource, flags);
      case BACKEND_PORT -> addresses.port(record.serverSource, flags);
      case SERVER_IP -> addresses.ip(record.serverAddress, flags);
      case SERVER_PORT -> addresses.port(record.serverAddress, flags);
      case FRONTEND -> texts.name(record.frontend, flags);
      case FRONTEND_TRANSPORT -> putFrontend(record, flags);
      case BACKEND -> texts.name(record.backend == null ? record.frontend : record.backend, flags);
      case SERVER -> putServer(record.server, flags);
      case HOST_NAME -> texts.name(HostName.text(), flags);
      case TLS_CIPHER -> texts.name(record.tlsCipher, flags);
      case TLS_VERSION -> texts.name(record.tlsVersion, flags);
      case UNIQUE_ID -> texts.bytes(record.uniqueId, 0, record.uniqueIdLength, flags);
      case REQUEST_COOKIE ->
          texts.bytes(
              http == null ? null : http.requestCookie,
              0,
              http == null ? 0 : http.requestCookieLength,
              flags);
      case RESPONSE_COOKIE ->
          texts.bytes(
              http == null ? null : http.responseCookie,
              0,
              http == null ? 0 : http.responseCookieLength,
              flags);
      case REQUEST_CAPTURES -> captures.block(http == null ? null : http.requestCaptures, flags);
      case REQUEST_CAPTURE_LIST -> captures.list(http == null ? null : http.requestCaptures, flags);
      case RESPONSE_CAPTURES -> captures.block(http == null ? null : http.responseCaptures, flags);
      case RESPONSE_CAPTURE_LIST ->
          captures.list(http == null ? null : http.responseCaptures, flags);
      case METHOD, PATH, PATH_ONLY, QUERY, URI, VERSION, REQUEST_LINE ->
          requestLine.put(piece.variable(), http, flags);
      case STATE -> putState(record);
      case STATE_AND_COOKIES -> {
        putState(record);
        letter(http == null ? 0 : http.cookieState);
        letter(http == null ? 0 : http.setCookieState);
      }
      case DATE,
          DATE_GMT,
          DATE_LOCAL,
          REQUEST_DATE,
          REQUEST_DATE_GMT,
          REQUEST_DATE_LOCAL,
          TIMESTAMP,
          MILLISECOND ->
          dates.put(piece.variable(), record, flags.hex());
      case LINE_NUMBER -> numbers.counted(format.nextLine(), flags.hex());
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
          line.putNumber(LineTimes.millis(piece.variable(), record));
      default -> numbers.put(piece.variable(), record, flags.hex());
    }
  }

  private void putSpace() {
    if (!spaced) {
      line.put(' ');
    }
    spaced = true;
  }

  private void putFrontend(final SessionRecord record, final LogFormat.Flags flags) {
    if (!record.tls) {
      texts.name(record.frontend, flags);
      return;
    }
    if (flags.quoted()) {
      line.put('"');
    }
    texts.name(record.frontend, LogFormat.Flags.NONE);
    line.put('~');
    if (flags.quoted()) {
      line.put('"');
    }
  }

  private void putServer(final String server, final LogFormat.Flags flags) {
    texts.name(server == null ? NO_SERVER : server, flags);
  }

  private void putSample(
      final LineSample from, final SessionRecord record, final LogFormat.Flags flags) {
    final int length = record.transaction == null ? 0 : from.append(record.transaction, sample, 0);
    texts.bytes(sample, 0, length, flags);
  }

  private void putState(final SessionRecord record) {
    letter(record.cause);
    letter(record.phase);
  }

  private void letter(final byte state) {
    line.put(state > ' ' && state < 0x7f ? state : '-');
  }
}
