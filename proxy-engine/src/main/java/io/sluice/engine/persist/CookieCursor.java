package io.sluice.engine.persist;

import io.sluice.engine.sample.Bytes;

/**
 * Goes through the cookies of a Cookie field, or through the parts of a Set-Cookie field. To be
 * reused; confined to a worker.
 *
 * <p>Source: RFC 6265 section 4; a comma parts cookies too, as clients of RFC 2109 wrote it.
 */
final class CookieCursor {
  private byte[] bytes = new byte[0];
  private int fieldEnd;

  /** Where the part begins, with what parts it from the one before. */
  int partStart;

  /** Behind the part, at what ends it. */
  int partEnd;

  int nameStart;
  int nameEnd;

  /** Behind the equals sign; the end of the part, where there is none. */
  int valueStart;

  int valueEnd;

  void begin(final byte[] field, final int from, final int to) {
    bytes = field;
    fieldEnd = to;
    partEnd = from;
    partStart = from;
  }

  /** Goes to the next part; false: there is none. */
  boolean next() {
    if (partEnd >= fieldEnd) {
      return false;
    }
    partStart = partEnd;
    int start = partStart;
    while (start < fieldEnd && isBetween(bytes[start])) {
      start++;
    }
    partEnd = end(start);
    nameStart = start;
    final int equals = Bytes.indexOf(bytes, start, partEnd, '=');
    nameEnd = trimmed(start, equals < 0 ? partEnd : equals);
    valueStart = equals < 0 ? partEnd : equals + 1;
    while (valueStart < partEnd && isBlank(bytes[valueStart])) {
      valueStart++;
    }
    valueEnd = trimmed(valueStart, partEnd);
    return true;
  }

  /** Whether its name is this one, in the same case. */
  boolean isNamed(final byte[] name) {
    return nameEnd - nameStart == name.length
        && valueStart > nameEnd
        && Bytes.same(bytes, nameStart, name, 0, name.length);
  }

  private int trimmed(final int from, final int to) {
    int end = to;
    while (end > from && isBlank(bytes[end - 1])) {
      end--;
    }
    return end;
  }

  private int end(final int from) {
    boolean quoted = false;
    for (int i = from; i < fieldEnd; i++) {
      final byte b = bytes[i];
      if (b == '\\' && quoted) {
        i++;
      } else if (b == '"') {
        quoted = !quoted;
      } else if (!quoted && (b == ';' || b == ',')) {
        return i;
      }
    }
    return fieldEnd;
  }

  private static boolean isBetween(final byte b) {
    return b == ';' || b == ',' || isBlank(b);
  }

  private static boolean isBlank(final byte b) {
    return b == ' ' || b == '\t';
  }
}
