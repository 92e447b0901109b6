package io.sluice.engine.http1;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * What each byte may be part of, and the comparisons that HTTP needs. Without state.
 *
 * <p>Source: RFC 9110 section 5.6 (tokens, quoted strings), RFC 3986 section 3.2.2 (hosts).
 */
final class Octets {
  static final byte CR = '\r';
  static final byte LF = '\n';
  static final byte SP = ' ';
  static final byte HT = '\t';

  /** Readable bytes that must be there behind any byte that is compared by words. */
  static final int SLACK = 8;

  private static final int TOKEN = 1;
  private static final int TARGET = 2;
  private static final int HOST = 4;

  /** Tokens may have it, but no registered field name has. */
  static final int ODD = 8;

  private static final byte[] CLASS = new byte[256];
  private static final byte[] HEX = new byte[256];
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;
  private static final long FOLD = 0x2020202020202020L;

  static {
    for (int c = 0; c < 256; c++) {
      final boolean alphanumeric = c < 128 && Character.isLetterOrDigit(c);
      if (alphanumeric || "!#$%&'*+-.^_`|~".indexOf(c) >= 0) {
        CLASS[c] |= TOKEN;
      }
      if (!alphanumeric && c != '-' && (CLASS[c] & TOKEN) != 0) {
        CLASS[c] |= ODD;
      }
      if (c > 0x20 && c < 0x7f && c != '#') {
        CLASS[c] |= TARGET;
      }
      if (alphanumeric || "-._~!$&'()*+,;=%".indexOf(c) >= 0) {
        CLASS[c] |= HOST;
      }
      HEX[c] = (byte) (c < 128 ? Character.digit(c, 16) : -1);
    }
  }

  private Octets() {}

  static byte[] of(final String ascii) {
    return ascii.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Whether it can be part of a token. */
  static boolean isToken(final byte b) {
    return (CLASS[b & 0xff] & TOKEN) != 0;
  }

  /** What it may be part of, as bits. */
  static int classes(final byte b) {
    return CLASS[b & 0xff];
  }

  /** Whether it can be part of a request target: visible ASCII but {@code #}. */
  static boolean isTarget(final byte b) {
    return (CLASS[b & 0xff] & TARGET) != 0;
  }

  /** Whether a range is a token. */
  static boolean isToken(final byte[] bytes, final int from, final int to) {
    for (int i = from; i < to; i++) {
      if (!isToken(bytes[i])) {
        return false;
      }
    }
    return from < to;
  }

  /** Whether all of a range can be part of a request target. */
  static boolean isTarget(final byte[] bytes, final int from, final int to) {
    for (int i = from; i < to; i++) {
      if (!isTarget(bytes[i])) {
        return false;
      }
    }
    return true;
  }

  /** Whether a range has a byte that no field value can have. */
  static boolean hasControl(final byte[] bytes, final int from, final int to) {
    int i = from;
    while (i + Long.BYTES <= to && isPrintable(word(bytes, i))) {
      i += Long.BYTES;
    }
    while (i < to && !isControl(bytes[i])) {
      i++;
    }
    return i < to;
  }

  /** Whether it can be part of a registered name, the {@code %} of an encoded byte included. */
  static boolean isHost(final byte b) {
    return (CLASS[b & 0xff] & HOST) != 0;
  }

  static boolean isDigit(final byte b) {
    return b >= '0' && b <= '9';
  }

  static boolean isBlank(final byte b) {
    return b == SP || b == HT;
  }

  /** Whether a field value cannot have it: a control byte that is not HTAB. */
  static boolean isControl(final byte b) {
    return (b >= 0 && b < SP && b != HT) || b == 0x7f;
  }

  /** Its value as a hexadecimal digit, or -1. */
  static int hex(final byte b) {
    return HEX[b & 0xff];
  }

  static byte lower(final byte b) {
    return b >= 'A' && b <= 'Z' ? (byte) (b | 0x20) : b;
  }

  /** Eight bytes, the first one lowest. */
  static long word(final byte[] bytes, final int at) {
    return (long) LONGS.get(bytes, at);
  }

  /** Eight bytes with letters in lower case; exact for bytes of tokens but {@code ^}. */
  static long folded(final byte[] bytes, final int at) {
    return folded(word(bytes, at));
  }

  static long folded(final long word) {
    return word | FOLD;
  }

  /** The high bit of the first byte that is a control byte, HTAB included; 0: there is none. */
  static long controls(final long word) {
    final long del = word ^ (0x7f * ONES);
    return (((word - FOLD) & ~word) | ((del - ONES) & ~del)) & HIGHS;
  }

  /** Whether all of eight bytes are printable ASCII. */
  private static boolean isPrintable(final long word) {
    return (((word - FOLD) | (word + ONES)) & HIGHS) == 0;
  }

  /**
   * The first control byte but HTAB, or {@code to}. Bytes up to {@link #SLACK} behind it must be
   * readable.
   */
  static int findControl(final byte[] bytes, final int from, final int to) {
    int p = from;
    while (p < to) {
      final long word = word(bytes, p);
      final long hits = isPrintable(word) ? 0 : controls(word);
      if (hits == 0) {
        p += Long.BYTES;
        continue;
      }
      p += Long.numberOfTrailingZeros(hits) >>> 3;
      if (p >= to || bytes[p] != HT) {
        break;
      }
      p++;
    }
    return Math.min(p, to);
  }

  /** Whether two ranges are the same, letters in either case. */
  static boolean sameIgnoringCase(
      final byte[] a,
      final int aFrom,
      final int aTo,
      final byte[] b,
      final int bFrom,
      final int bTo) {
    if (aTo - aFrom != bTo - bFrom) {
      return false;
    }
    for (int i = 0; i < aTo - aFrom; i++) {
      final byte x = a[aFrom + i];
      final byte y = b[bFrom + i];
      if (x != y && lower(x) != lower(y)) {
        return false;
      }
    }
    return true;
  }
}
