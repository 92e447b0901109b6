package io.sluice.engine.http1;

/**
 * Content-Length and Transfer-Encoding of a head: what they say together, and putting them right.
 *
 * <p>Source: RFC 9112 sections 6.1 to 6.3, RFC 9110 section 8.6.
 */
final class BodyFields {
  private static final byte[] CHUNKED = Octets.of("chunked");

  /** Digits of the largest length. */
  private static final int MOST_DIGITS = 19;

  private static final long NO_LENGTH = -1;

  private final MessageHead head;
  private final byte[] digits = new byte[MOST_DIGITS];
  private long length;

  /** The number that was read last. */
  private long number;

  private boolean chunked;
  private boolean mustClose;

  BodyFields(final MessageHead head) {
    this.head = head;
  }

  void clear() {
    length = NO_LENGTH;
    chunked = false;
    mustClose = false;
  }

  long length() {
    return length;
  }

  boolean isChunked() {
    return chunked;
  }

  boolean mustClose() {
    return mustClose;
  }

  /** Reads and rights both. Returns null when they are right. */
  Refusal judge() {
    Refusal wrong = null;
    if (head.has(Names.CONTENT_LENGTH)) {
      wrong = readLengths();
    }
    if (wrong == null && head.has(Names.TRANSFER_ENCODING)) {
      wrong = readCodings();
    }
    return wrong;
  }

  /** Both are away, and there is no body. */
  void drop() {
    head.deleteAll(Names.CONTENT_LENGTH);
    head.deleteAll(Names.TRANSFER_ENCODING);
    length = NO_LENGTH;
    chunked = false;
  }

  /** Several that say the same are merged to one. */
  private Refusal readLengths() {
    final int first = head.find(Names.CONTENT_LENGTH, -1);
    boolean plain = true;
    for (int i = first; i >= 0; i = head.find(Names.CONTENT_LENGTH, i)) {
      final int from = head.valueStart(i);
      final int to = head.valueEnd(i);
      final Refusal wrong = readLength(from, to);
      if (wrong != null) {
        return wrong;
      }
      plain &= to - from == digitsOf(length) && i == first && head.index.isPlain(head.bytes, i);
      if (i != first) {
        head.delete(i);
      }
    }
    return plain || writeLength(first) ? null : Refusal.HEAD_TOO_LARGE;
  }

  /** Reads one value: numbers, all the same. */
  private Refusal readLength(final int from, final int to) {
    int p = from;
    while (true) {
      final int behind = number(p, to);
      if (behind < 0) {
        return Refusal.BAD_CONTENT_LENGTH;
      }
      if (length != NO_LENGTH && length != number) {
        return Refusal.CONTENT_LENGTHS_DIFFER;
      }
      length = number;
      p = skipBlanks(behind, to);
      if (p == to) {
        return null;
      }
      if (head.bytes[p] != ',') {
        return Refusal.BAD_CONTENT_LENGTH;
      }
      p = skipBlanks(p + 1, to);
    }
  }

  /** Reads a number. Returns the place behind it, or -1: there is none, or it is too large. */
  private int number(final int from, final int to) {
    int p = from;
    number = 0;
    while (p < to && Octets.isDigit(head.bytes[p])) {
      final int digit = head.bytes[p] - '0';
      if (number > (Long.MAX_VALUE - digit) / 10) {
        return -1;
      }
      number = number * 10 + digit;
      p++;
    }
    return p == from ? -1 : p;
  }

  private int skipBlanks(final int from, final int to) {
    int p = from;
    while (p < to && Octets.isBlank(head.bytes[p])) {
      p++;
    }
    return p;
  }

  private static int digitsOf(final long number) {
    int digits = 1;
    for (long rest = number / 10; rest > 0; rest /= 10) {
      digits++;
    }
    return digits;
  }

  private boolean writeLength(final int field) {
    int from = MOST_DIGITS;
    long rest = length;
    do {
      digits[--from] = (byte) ('0' + rest % 10);
      rest /= 10;
    } while (rest > 0);
    return head.setValue(field, digits, from, MOST_DIGITS);
  }

  private Refusal readCodings() {
    if (head.minorVersion() == 0) {
      return Refusal.TRANSFER_CODING_IN_1_0;
    }
    boolean last = false;
    int codings = 0;
    int chunkedCodings = 0;
    for (int i = head.find(Names.TRANSFER_ENCODING, -1);
        i >= 0;
        i = head.find(Names.TRANSFER_ENCODING, i)) {
      int p = head.valueStart(i);
      final int to = head.valueEnd(i);
      do {
        final int behind = token(p, to);
        if (behind == p) {
          return Refusal.BAD_TRANSFER_CODING;
        }
        last = isChunked(p, behind);
        codings++;
        chunkedCodings += last ? 1 : 0;
        p = skipBlanks(behind, to);
        if (p < to && head.bytes[p] != ',') {
          return Refusal.BAD_TRANSFER_CODING;
        }
        p = p < to ? skipBlanks(p + 1, to) : to + 1;
      } while (p <= to);
    }
    final Refusal wrong = judgeCodings(last, codings, chunkedCodings);
    return wrong != null || head.makePlain(head.find(Names.TRANSFER_ENCODING, -1))
        ? wrong
        : Refusal.HEAD_TOO_LARGE;
  }

  private Refusal judgeCodings(final boolean last, final int codings, final int chunkedCodings) {
    if (!last || chunkedCodings > 1) {
      return Refusal.BAD_TRANSFER_CODING;
    }
    if (codings > 1) {
      return Refusal.UNKNOWN_TRANSFER_CODING;
    }
    chunked = true;
    if (length != NO_LENGTH) {
      head.deleteAll(Names.CONTENT_LENGTH);
      length = NO_LENGTH;
      mustClose = true;
    }
    return null;
  }

  private int token(final int from, final int to) {
    int p = from;
    while (p < to && Octets.isToken(head.bytes[p])) {
      p++;
    }
    return p;
  }

  /** Whether it is the coding; in the letters that every reader knows from then on. */
  private boolean isChunked(final int from, final int to) {
    if (!Octets.sameIgnoringCase(head.bytes, from, to, CHUNKED, 0, CHUNKED.length)) {
      return false;
    }
    System.arraycopy(CHUNKED, 0, head.bytes, from, CHUNKED.length);
    return true;
  }
}
