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
  private boolean begun;

  /** Where the part begins, with what parts it from the one before. */
  int partStart;

  /** Behind the part, at what ends it. */
  int partEnd;

  int nameStart;
  int nameEnd;

  /** The equals sign; the end of the part, where there is none. */
  int equals;

  /** Behind the equals sign; the end of the part, where there is none. */
  int valueStart;

  int valueEnd;

  void begin(final byte[] field, final int from, final int to) {
    bytes = field;
    fieldEnd = to;
    begun = false;
    partEnd = from;
    partStart = from;
  }

  /** Goes to the next part; false: there is none. */
  boolean next() {
    if (partEnd >= fieldEnd) {
      return false;
    }
    partStart = partEnd;
    nameStart = blanksEnd(begun ? partStart + 1 : partStart);
    begun = true;
    equals = nameStart;
    while (equals < fieldEnd && bytes[equals] != '=' && !isBetween(bytes[equals])) {
      equals++;
    }
    nameEnd = trimmed(nameStart, equals);
    if (equals < fieldEnd && bytes[equals] == '=') {
      valueStart = blanksEnd(equals + 1);
      partEnd = end(valueStart);
    } else {
      valueStart = equals;
      partEnd = equals;
    }
    valueEnd = trimmed(valueStart, partEnd);
    return true;
  }

  /** Whether it is a name with a value, though that may be empty. */
  boolean hasValue() {
    return partEnd > equals;
  }

  /** Whether there are blanks around the equals sign, which not every reader takes. */
  boolean isSpaced() {
    return hasValue() && (nameEnd != equals || valueStart != equals + 1);
  }

  /** Whether it says something of the cookie before it, as clients of RFC 2109 wrote it. */
  boolean isAttribute() {
    return nameStart < fieldEnd && bytes[nameStart] == '$';
  }

  /** Whether its name is this one, in the same case. */
  boolean isNamed(final byte[] name) {
    return nameEnd - nameStart == name.length
        && hasValue()
        && Bytes.same(bytes, nameStart, name, 0, name.length);
  }

  private int blanksEnd(final int from) {
    int end = from;
    while (end < fieldEnd && isBlank(bytes[end])) {
      end++;
    }
    return end;
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
      } else if (!quoted && isBetween(b)) {
        return i;
      }
    }
    return fieldEnd;
  }

  private static boolean isBetween(final byte b) {
    return b == ';' || b == ',';
  }

  private static boolean isBlank(final byte b) {
    return b == ' ' || b == '\t';
  }
}
