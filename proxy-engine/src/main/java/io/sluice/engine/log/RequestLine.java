package io.sluice.engine.log;

import io.sluice.config.http.LogFormat;

/**
 * Prints parts of a request line, split at its spaces as HAProxy does, whatever it is. Confined to
 * one event loop.
 */
final class RequestLine {
  private static final byte[] BAD = LineFormat.ascii("<BADREQ>");
  private static final byte[] OLD = LineFormat.ascii("HTTP/0.9");

  private final LineBytes line;
  private final LineTexts texts;
  private byte[] from = BAD;
  private int start;
  private int end;
  private boolean badRequest;

  RequestLine(final LineBytes line, final LineTexts texts) {
    this.line = line;
    this.texts = texts;
  }

  void put(final LineVariable part, final HttpRecord record, final LogFormat.Flags flags) {
    cut(part, record);
    if (flags.quoted()) {
      line.put('"');
    }
    texts.encoded(from, start, end - start, LineTexts.URL, flags);
    if (flags.quoted()) {
      line.put('"');
    }
  }

  /**
   * Finds a part.
   *
   * @return false: the request line has none, and {@code <BADREQ>} stands for it
   */
  boolean cut(final LineVariable part, final HttpRecord record) {
    bad();
    if (record != null && record.requestLine != null) {
      badRequest = false;
      from = record.requestLine;
      start = record.requestLineOffset;
      end = start + Math.min(record.requestLineLength, record.mostRequestLineBytes);
      if (part != LineVariable.REQUEST_LINE) {
        cutTo(part);
      }
    }
    return !badRequest;
  }

  /** Where the part is that was found last. */
  byte[] bytes() {
    return from;
  }

  int start() {
    return start;
  }

  int end() {
    return end;
  }

  private void bad() {
    badRequest = true;
    from = BAD;
    start = 0;
    end = BAD.length;
  }

  private void cutTo(final LineVariable part) {
    final int verbEnd = wordEnd(start);
    final int target = spacesEnd(verbEnd);
    final int targetEnd = wordEnd(target);
    switch (part) {
      case METHOD -> keep(start, verbEnd, verbEnd < end);
      case URI -> keep(target, targetEnd, target > verbEnd);
      case PATH -> keep(target, indexOf('?', target, targetEnd), target > verbEnd);
      case PATH_ONLY -> keepPath(target, targetEnd, target > verbEnd);
      case QUERY -> {
        final int mark = indexOf('?', start, end);
        keep(mark, wordEnd(mark), true);
      }
      case VERSION -> {
        final int version = spacesEnd(targetEnd);
        if (target > verbEnd && version == end) {
          from = OLD;
          start = 0;
          end = OLD.length;
        } else {
          keep(version, end, target > verbEnd);
        }
      }
      default -> {}
    }
  }

  private void keep(final int newStart, final int newEnd, final boolean good) {
    if (good) {
      start = newStart;
      end = newEnd;
    } else {
      bad();
    }
  }

  /** Without scheme and authority, if there are any. */
  private void keepPath(final int target, final int targetEnd, final boolean good) {
    final int stop = indexOf('?', target, targetEnd);
    int path = target;
    if (path < stop && from[path] != '/') {
      final int colon = indexOf(':', path, stop);
      final boolean absolute = colon + 2 < stop && from[colon + 1] == '/' && from[colon + 2] == '/';
      path = absolute ? indexOf('/', colon + 3, stop) : stop;
    }
    keep(path, stop, good);
  }

  private int wordEnd(final int at) {
    int i = at;
    while (i < end && !isSpace(from[i])) {
      i++;
    }
    return i;
  }

  private int spacesEnd(final int at) {
    int i = at;
    while (i < end && isSpace(from[i])) {
      i++;
    }
    return i;
  }

  private static boolean isSpace(final byte b) {
    return b == ' ' || b == '\t';
  }

  private int indexOf(final char c, final int at, final int limit) {
    int i = at;
    while (i < limit && from[i] != c) {
      i++;
    }
    return i;
  }
}
