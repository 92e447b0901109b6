package io.sluice.engine.log;

import io.sluice.config.http.LogFormat;

/**
 * Prints the texts of a line, in HAProxy's ways: as they are, in quotation marks, with backslashes,
 * or with bytes that could end a field as {@code #0A}. Confined to one event loop.
 *
 * <p>Source: HAProxy configuration manual, "Custom log format".
 */
final class LineTexts {
  /** Bytes that a captured header may not show. */
  static final boolean[] HEADER = encoded("\"#{|}");

  /** Bytes that a request line may not show. */
  static final boolean[] URL = encoded("\"#");

  private final LineBytes line;

  LineTexts(final LineBytes line) {
    this.line = line;
  }

  private static boolean[] encoded(final String marks) {
    final boolean[] map = new boolean[256];
    for (int b = 0; b < map.length; b++) {
      map[b] = b < ' ' || b >= 0x7f || marks.indexOf(b) >= 0;
    }
    return map;
  }

  /** A name of the configuration; null: not known. */
  void name(final String name, final LogFormat.Flags flags) {
    name(name, 0, name == null ? 0 : name.length(), flags);
  }

  /** A part of it. */
  void name(final String name, final int from, final int to, final LogFormat.Flags flags) {
    open(from == to, flags);
    // A name never holds what could end a field or the line.
    if (flags.escaped()) {
      for (int i = from; i < to; i++) {
        final char c = name.charAt(i);
        plain(c > ' ' && c < 0x7f ? c : '_', flags);
      }
    } else {
      line.putVisible(name, from, to);
    }
    close(flags);
  }

  /** Bytes as they are, but line feeds and the like; null: there are none. */
  void bytes(final byte[] from, final int offset, final int length, final LogFormat.Flags flags) {
    final int count = from == null ? 0 : length;
    open(count == 0, flags);
    for (int i = 0; i < count; i++) {
      final int b = from[offset + i] & 0xff;
      if ((b < ' ' && b != '\t') || b == 0x7f) {
        line.putEncoded(b);
      } else {
        plain(b, flags);
      }
    }
    close(flags);
  }

  private void open(final boolean empty, final LogFormat.Flags flags) {
    if (flags.quoted()) {
      line.put('"');
    } else if (empty) {
      line.put('-');
    }
  }

  private void close(final LogFormat.Flags flags) {
    if (flags.quoted()) {
      line.put('"');
    }
  }

  private void plain(final int b, final LogFormat.Flags flags) {
    if (flags.escaped() && (b == '"' || b == '\\' || b == ']')) {
      if (!line.fits(2)) {
        return;
      }
      line.put('\\');
    }
    line.put(b);
  }

  /** Bytes of which those of the map are printed as {@code #0A}. */
  void encoded(
      final byte[] from,
      final int offset,
      final int length,
      final boolean[] map,
      final LogFormat.Flags flags) {
    final int end = offset + length;
    int i = offset;
    while (i < end) {
      final int run = i;
      while (i < end && !map[from[i] & 0xff]) {
        i++;
      }
      plain(from, run, i, flags);
      if (i < end) {
        line.putEncoded(from[i++]);
      }
    }
  }

  /** Bytes that need no code. */
  private void plain(
      final byte[] from, final int start, final int end, final LogFormat.Flags flags) {
    if (!flags.escaped()) {
      line.put(from, start, end - start);
      return;
    }
    for (int i = start; i < end; i++) {
      plain(from[i], flags);
    }
  }
}
