package io.sluice.engine.sample.convert;

import io.sluice.config.http.SampleType;
import io.sluice.engine.sample.Digits;
import io.sluice.engine.sample.Sample;
import io.sluice.engine.sample.Transaction;

/**
 * Percent-encoding. Stateless.
 *
 * <p>Source: HAProxy configuration manual, converters {@code url_dec} and {@code url_enc}; RFC 3986
 * section 2.
 */
final class UrlCoding {
  private static final byte[] HEX =
      "0123456789ABCDEF".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

  private UrlCoding() {}

  /**
   * Decodes. A plus is a space behind a question mark, or anywhere in a form; text with a percent
   * sign that two digits do not follow has no decoded form.
   */
  static boolean decode(final Transaction txn, final Sample sample, final boolean form) {
    final int length = sample.length();
    final byte[] from = sample.bytes();
    final int end = sample.offset() + length;
    final byte[] into = txn.scratch().buffer(sample, length);
    if (into == null) {
      return false;
    }
    boolean inQuery = form;
    int count = 0;
    for (int at = sample.offset(); at < end; at++) {
      byte b = from[at];
      if (b == '+' && inQuery) {
        b = ' ';
      } else if (b == '?') {
        inQuery = true;
      } else if (b == '%') {
        final int high = hexAt(from, at + 1, end);
        final int low = hexAt(from, at + 2, end);
        if (high < 0 || low < 0) {
          return false;
        }
        b = (byte) (high << 4 | low);
        at += 2;
      }
      into[count++] = b;
    }
    sample.setBytes(SampleType.STR, into, 0, count);
    return true;
  }

  private static int hexAt(final byte[] bytes, final int at, final int end) {
    return at < end ? Digits.hex(bytes[at]) : -1;
  }

  /** Encodes everything but letters, digits and {@code - . _ ~}. */
  static boolean encode(final Transaction txn, final Sample sample) {
    final int length = sample.length();
    final byte[] from = sample.bytes();
    final int offset = sample.offset();
    final byte[] into = txn.scratch().buffer(sample, length * 3);
    if (into == null) {
      return false;
    }
    int count = 0;
    for (int at = offset; at < offset + length; at++) {
      final byte b = from[at];
      if (isUnreserved(b)) {
        into[count++] = b;
      } else {
        into[count++] = '%';
        into[count++] = HEX[b >> 4 & 15];
        into[count++] = HEX[b & 15];
      }
    }
    sample.setStr(into, 0, count);
    return true;
  }

  private static boolean isUnreserved(final byte b) {
    return (b >= 'a' && b <= 'z')
        || (b >= 'A' && b <= 'Z')
        || (b >= '0' && b <= '9')
        || b == '-'
        || b == '.'
        || b == '_'
        || b == '~';
  }
}
