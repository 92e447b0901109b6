package io.sluice.engine.sample.convert;

import io.sluice.engine.sample.Bytes;
import io.sluice.engine.sample.Digits;
import io.sluice.engine.sample.Output;
import io.sluice.engine.sample.Sample;
import io.sluice.engine.sample.Transaction;

/**
 * Looks a value up in JSON text, without building a tree and without going deep: what is passed
 * over is counted, not called. Stateless.
 *
 * <p>Source: RFC 8259.
 */
final class JsonValue {
  private static final byte[] TRUE = Bytes.latin("true");
  private static final byte[] FALSE = Bytes.latin("false");

  private JsonValue() {}

  /**
   * Makes a sample into a value within it.
   *
   * @param steps names as bytes, indexes as integers
   * @param integer whether numbers are cut to whole ones
   * @return false: there is no such value, or it is null, a list or an object
   */
  static boolean find(
      final Object[] steps, final boolean integer, final Transaction txn, final Sample sample) {
    final byte[] text = sample.bytes();
    final int end = sample.offset() + sample.length();
    int at = blanks(text, sample.offset(), end);
    for (final Object step : steps) {
      at =
          step instanceof final byte[] name
              ? member(text, at, end, name)
              : element(text, at, end, (Integer) step);
      if (at < 0) {
        return false;
      }
    }
    final int stop = skip(text, at, end);
    return stop > at && value(text, at, stop, integer, txn, sample);
  }

  private static boolean value(
      final byte[] text,
      final int from,
      final int to,
      final boolean integer,
      final Transaction txn,
      final Sample sample) {
    final byte first = text[from];
    if (first == '"') {
      return string(text, from + 1, to - 1, txn, sample);
    }
    if (first == 't' || first == 'f') {
      sample.setBool(first == 't');
      final byte[] word = first == 't' ? TRUE : FALSE;
      return to - from == word.length && Bytes.same(word, 0, text, from, word.length);
    }
    if (first != '-' && (first < '0' || first > '9')) {
      return false;
    }
    return number(text, from, to, integer, txn, sample);
  }

  /**
   * Whole numbers stay exact; others are text, and none where an integer is wanted and too large.
   */
  private static boolean number(
      final byte[] text,
      final int from,
      final int to,
      final boolean integer,
      final Transaction txn,
      final Sample sample) {
    final boolean large = Digits.isTooLarge(text, from, to - from);
    if (!large && (integer || !isFraction(text, from, to))) {
      sample.setSint(Digits.leading(text, from, to - from));
      return true;
    }
    if (integer) {
      return false;
    }
    final Output plain = txn.scratch().value(sample);
    RealNumber.put(text, from, to, plain);
    sample.setStr(plain.bytes(), 0, plain.length());
    return true;
  }

  private static boolean isFraction(final byte[] text, final int from, final int to) {
    for (int i = from; i < to; i++) {
      if (text[i] == '.' || text[i] == 'e' || text[i] == 'E') {
        return true;
      }
    }
    return false;
  }

  private static boolean string(
      final byte[] text, final int from, final int to, final Transaction txn, final Sample sample) {
    if (Bytes.indexOf(text, from, to, '\\') < 0) {
      sample.setStr(text, from, to - from);
      return true;
    }
    final Output plain = txn.scratch().value(sample);
    if (!JsonEscapes.put(text, from, to, plain)) {
      return false;
    }
    sample.setStr(plain.bytes(), 0, plain.length());
    return true;
  }

  private static int blanks(final byte[] text, final int from, final int end) {
    int at = from;
    while (at < end
        && (text[at] == ' ' || text[at] == '\t' || text[at] == '\n' || text[at] == '\r')) {
      at++;
    }
    return at;
  }

  /** Where the value of a name begins; -1: there is none. */
  private static int member(final byte[] text, final int from, final int end, final byte[] name) {
    if (from >= end || text[from] != '{') {
      return -1;
    }
    int at = blanks(text, from + 1, end);
    while (at < end && text[at] == '"') {
      final int nameEnd = skip(text, at, end);
      final boolean same =
          nameEnd - at - 2 == name.length && Bytes.same(name, 0, text, at + 1, name.length);
      at = blanks(text, nameEnd, end);
      if (at >= end || text[at] != ':') {
        return -1;
      }
      at = blanks(text, at + 1, end);
      if (same) {
        return at < end ? at : -1;
      }
      at = next(text, at, end);
    }
    return -1;
  }

  /** Where an element begins; -1: there is none. */
  private static int element(final byte[] text, final int from, final int end, final int index) {
    if (from >= end || text[from] != '[') {
      return -1;
    }
    int at = blanks(text, from + 1, end);
    for (int i = 0; i < index && at < end && text[at] != ']'; i++) {
      at = next(text, at, end);
    }
    return at < end && text[at] != ']' ? at : -1;
  }

  /** Behind a value and the comma that follows it; the end where none does. */
  private static int next(final byte[] text, final int from, final int end) {
    final int at = blanks(text, skip(text, from, end), end);
    return at < end && text[at] == ',' ? blanks(text, at + 1, end) : end;
  }

  /** Behind a value. */
  private static int skip(final byte[] text, final int from, final int end) {
    int depth = 0;
    int at = from;
    while (at < end) {
      final byte b = text[at];
      if (b == '"') {
        at = closing(text, at + 1, end);
        if (depth == 0) {
          return at;
        }
        continue;
      }
      if (b == '{' || b == '[') {
        depth++;
      } else if (b == '}' || b == ']') {
        if (depth <= 1) {
          return depth == 0 ? at : at + 1;
        }
        depth--;
      } else if (depth == 0 && (b == ',' || b == ' ' || b == '\n' || b == '\r' || b == '\t')) {
        return at;
      }
      at++;
    }
    return end;
  }

  private static int closing(final byte[] text, final int from, final int end) {
    int at = from;
    while (at < end && text[at] != '"') {
      at += text[at] == '\\' ? 2 : 1;
    }
    return Math.min(end, at + 1);
  }
}
