package io.sluice.engine.log;

import io.sluice.config.http.LogFormat;

/** Prints captured headers. Confined to one event loop. */
final class LineCaptures {
  private final LineBytes line;
  private final LineTexts texts;

  LineCaptures(final LineBytes line, final LineTexts texts) {
    this.line = line;
    this.texts = texts;
  }

  /** All in one field: {@code {a|b}}. Nothing where there are none. */
  void block(final Captures captures, final LogFormat.Flags flags) {
    if (captures == null || captures.count() == 0) {
      return;
    }
    quote(flags);
    line.put('{');
    for (int i = 0; i < captures.count(); i++) {
      if (i > 0) {
        line.put('|');
      }
      value(captures, i, flags);
    }
    line.put('}');
    quote(flags);
  }

  /** Each in a field of its own. Nothing where there are none. */
  void list(final Captures captures, final LogFormat.Flags flags) {
    for (int i = 0; captures != null && i < captures.count(); i++) {
      if (i > 0) {
        line.put(' ');
      }
      quote(flags);
      if (captures.has(i)) {
        value(captures, i, flags);
      } else if (!flags.quoted()) {
        line.put('-');
      }
      quote(flags);
    }
  }

  private void value(final Captures captures, final int place, final LogFormat.Flags flags) {
    if (captures.has(place)) {
      texts.encoded(
          captures.bytes(), captures.start(place), captures.length(place), LineTexts.HEADER, flags);
    }
  }

  private void quote(final LogFormat.Flags flags) {
    if (flags.quoted()) {
      line.put('"');
    }
  }
}
