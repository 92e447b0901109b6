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

  final LineBytes line = new LineBytes();
  final LineTexts texts = new LineTexts(line);
  final LineAddresses addresses = new LineAddresses(line, texts);
  final LineCaptures captures = new LineCaptures(line, texts);
  final RequestLine requestLine = new RequestLine(line, texts);
  final JsonLine json = new JsonLine(line, requestLine);
  final LineDates dates;

  /** Of the line that is being printed. */
  LineFormat format = LineFormat.TCP;

  private final byte[] sample = new byte[LineFormat.MAX_SAMPLE_BYTES];

  /** Where the last text of the format ends in the line. */
  private int textEnd;

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
  int render(final LineFormat lineFormat, final SessionRecord record) {
    format = lineFormat;
    line.clear();
    textEnd = 0;
    final HttpRecord http = record instanceof final HttpRecord h ? h : null;
    for (final LineFormat.Piece piece : lineFormat.pieces()) {
      putText(piece.text());
      piece.part().put(this, record, http);
    }
    line.end();
    return line.length();
  }

  private void putText(final byte[] text) {
    if (text.length > 0) {
      line.put(text);
      textEnd = line.length();
    }
  }

  // ---- what the parts print

  /** Behind captured headers that have a space before them, and may have printed nothing. */
  void putSpace() {
    if (line.length() > textEnd) {
      line.put(' ');
    }
    textEnd = line.length();
  }

  void putFrontend(final SessionRecord record, final LogFormat.Flags flags) {
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

  void putBackend(final SessionRecord record, final LogFormat.Flags flags) {
    texts.name(record.backend == null ? record.frontend : record.backend, flags);
  }

  void putServer(final String server, final LogFormat.Flags flags) {
    texts.name(server == null ? NO_SERVER : server, flags);
  }

  void putSample(final LineSample from, final SessionRecord record, final LogFormat.Flags flags) {
    final int length = record.transaction == null ? 0 : from.append(record.transaction, sample, 0);
    texts.bytes(sample, 0, length, flags);
  }

  void putRequestCookie(final HttpRecord http, final LogFormat.Flags flags) {
    final boolean none = http == null;
    texts.bytes(none ? null : http.requestCookie, 0, none ? 0 : http.requestCookieLength, flags);
  }

  void putResponseCookie(final HttpRecord http, final LogFormat.Flags flags) {
    final boolean none = http == null;
    texts.bytes(none ? null : http.responseCookie, 0, none ? 0 : http.responseCookieLength, flags);
  }

  void putRetries(final SessionRecord record) {
    if (record.redispatched) {
      line.put('+');
    }
    line.putNumber(record.retries);
  }

  void putState(final SessionRecord record) {
    letter(record.cause);
    letter(record.phase);
  }

  void putStateAndCookies(final SessionRecord record, final HttpRecord http) {
    putState(record);
    letter(http == null ? 0 : http.cookieState);
    letter(http == null ? 0 : http.setCookieState);
  }

  private void letter(final byte state) {
    line.put(state > ' ' && state < 0x7f ? state : '-');
  }
}
