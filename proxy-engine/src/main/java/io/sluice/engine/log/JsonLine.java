package io.sluice.engine.log;

import java.time.ZoneOffset;

/**
 * Prints records as JSON objects. Confined to one event loop; allocates nothing.
 *
 * <p>Bytes that are no ASCII are printed as the characters that ISO 8859-1 has for them, so that
 * whatever a client sent makes a text of JSON. What is not there is {@code null}.
 *
 * <p>Source: RFC 8259.
 */
final class JsonLine {
  private static final byte[] NULL = LineFormat.ascii("null");
  private static final byte[] TRUE = LineFormat.ascii("true");
  private static final byte[] FALSE = LineFormat.ascii("false");
  private static final byte[] HEX = LineFormat.ascii("0123456789abcdef");

  private final LineBytes line;
  private final RequestLine requestLine;
  private final LogDate utc = new LogDate(ZoneOffset.UTC);
  private final byte[] date = new byte[LogDate.MAX_LENGTH];
  private boolean first;

  JsonLine(final LineBytes line, final RequestLine requestLine) {
    this.line = line;
    this.requestLine = requestLine;
  }

  void put(final SessionRecord record) {
    final HttpRecord http = record instanceof final HttpRecord h ? h : null;
    line.put('{');
    first = true;
    putBegin(record, http == null ? "tcp" : "http");
    if (http != null) {
      putRequest(http);
    }
    putTimes(record, http);
    number("bytes_in", record.bytesIn);
    number("bytes_out", record.bytesOut);
    putState(record, http);
    putConnections(record);
    if (http != null) {
      putCaptures(http);
    }
    line.put('}');
  }

  private void putBegin(final SessionRecord record, final String type) {
    key("time");
    line.put('"');
    line.put(date, 0, utc.putIso(record.acceptedMillis + LineTimes.beforeMillis(record), date, 0));
    line.put('"');
    string("type", type);
    string("client", record.client);
    string("frontend", record.frontend);
    flag("tls", record.tls);
    string("backend", record.backend);
    string("server", record.server);
  }

  private void putRequest(final HttpRecord http) {
    part("method", LineVariable.METHOD, http);
    part("uri", LineVariable.URI, http);
    part("version", LineVariable.VERSION, http);
    number("status", http.status);
  }

  private void putTimes(final SessionRecord record, final HttpRecord http) {
    if (http != null) {
      time("request_ms", http.requestMillis);
    }
    time("queue_ms", record.queueMillis);
    time("connect_ms", record.connectMillis);
    if (http != null) {
      time("response_ms", http.responseMillis);
      time("active_ms", LineTimes.millis(LineVariable.ACTIVE_TIME, http));
    }
    time("total_ms", record.totalMillis);
  }

  private void putState(final SessionRecord record, final HttpRecord http) {
    key("state");
    line.put('"');
    letter(record.cause);
    letter(record.phase);
    if (http != null) {
      letter(http.cookieState);
      letter(http.setCookieState);
    }
    line.put('"');
  }

  private void putConnections(final SessionRecord record) {
    number("process_connections", record.processConnections);
    number("frontend_connections", record.frontendConnections);
    number("backend_connections", record.backendConnections);
    number("server_connections", record.serverConnections);
    number("retries", record.retries);
    flag("redispatched", record.redispatched);
    number("server_queue", record.serverQueue);
    number("backend_queue", record.backendQueue);
    key("unique_id");
    text(record.uniqueId, 0, record.uniqueIdLength);
  }

  private void putCaptures(final HttpRecord http) {
    key("request_cookie");
    text(http.requestCookie, 0, http.requestCookieLength);
    key("response_cookie");
    text(http.responseCookie, 0, http.responseCookieLength);
    list("request_headers", http.requestCaptures);
    list("response_headers", http.responseCaptures);
  }

  private void key(final String name) {
    if (!first) {
      line.put(',');
    }
    first = false;
    line.put('"');
    for (int i = 0; i < name.length(); i++) {
      line.put(name.charAt(i));
    }
    line.put('"');
    line.put(':');
  }

  private void number(final String name, final long number) {
    key(name);
    line.putNumber(number);
  }

  private void time(final String name, final long millis) {
    key(name);
    if (millis < 0) {
      line.put(NULL);
    } else {
      line.putNumber(millis);
    }
  }

  private void flag(final String name, final boolean on) {
    key(name);
    line.put(on ? TRUE : FALSE);
  }

  private void string(final String name, final String text) {
    key(name);
    if (text == null) {
      line.put(NULL);
      return;
    }
    line.put('"');
    for (int i = 0; i < text.length(); i++) {
      character(text.charAt(i));
    }
    line.put('"');
  }

  private void part(final String name, final LineVariable part, final HttpRecord http) {
    key(name);
    if (requestLine.cut(part, http)) {
      text(requestLine.bytes(), requestLine.start(), requestLine.end() - requestLine.start());
    } else {
      line.put(NULL);
    }
  }

  private void list(final String name, final Captures captures) {
    key(name);
    line.put('[');
    for (int i = 0; captures != null && i < captures.count(); i++) {
      if (i > 0) {
        line.put(',');
      }
      text(captures.has(i) ? captures.bytes() : null, captures.start(i), captures.length(i));
    }
    line.put(']');
  }

  private void text(final byte[] from, final int offset, final int length) {
    if (from == null) {
      line.put(NULL);
      return;
    }
    line.put('"');
    for (int i = 0; i < length; i++) {
      character(from[offset + i] & 0xff);
    }
    line.put('"');
  }

  private void character(final int c) {
    if (c == '"' || c == '\\') {
      line.put('\\');
      line.put(c);
    } else if (c >= ' ' && c < 0x7f) {
      line.put(c);
    } else {
      line.put('\\');
      line.put('u');
      for (int shift = 12; shift >= 0; shift -= 4) {
        line.put(HEX[c >> shift & 15]);
      }
    }
  }

  private void letter(final byte state) {
    line.put(state > ' ' && state < 0x7f && state != '"' && state != '\\' ? state : '-');
  }
}
