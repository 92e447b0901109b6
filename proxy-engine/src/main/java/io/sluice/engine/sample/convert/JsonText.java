package io.sluice.engine.sample.convert;

import io.sluice.engine.sample.Converter;
import io.sluice.engine.sample.Sample;
import io.sluice.engine.sample.Transaction;

/**
 * Makes text fit to stand between the quotes of a JSON string. What is no character in the encoding
 * is refused, left as it is, or dropped.
 *
 * <p>Source: HAProxy configuration manual, converter {@code json}; RFC 8259 section 7.
 */
final class JsonText implements Converter {
  private static final byte[] HEX =
      "0123456789abcdef".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
  private static final int MOST_FOR_ONE = 6;

  private final boolean ascii;
  private final boolean drops;

  /**
   * @param encoding {@code ascii}, {@code utf8}, {@code utf8s}, {@code utf8p}, {@code utf8ps}
   */
  JsonText(final String encoding) {
    ascii = encoding.equals("ascii");
    drops = encoding.endsWith("s");
  }

  @Override
  public boolean convert(final Transaction txn, final Sample sample) {
    final byte[] from = sample.bytes();
    final int end = sample.offset() + sample.length();
    final byte[] into = txn.scratch().buffer(sample, sample.length() * MOST_FOR_ONE);
    if (into == null) {
      return false;
    }
    int count = 0;
    int at = sample.offset();
    while (at < end) {
      int code = from[at] & 255;
      int length = 1;
      if (!ascii && code >= 0x80) {
        length = Utf8.length(from, at, end);
        if (length == 0) {
          if (!drops) {
            return false;
          }
          at++;
          continue;
        } else {
          code = Utf8.code(from, at, length);
        }
      }
      count = put(code, into, count);
      at += length;
    }
    sample.setStr(into, 0, count);
    return true;
  }

  private static int put(final int code, final byte[] into, final int at) {
    final int letter = letter(code);
    if (letter != 0) {
      into[at] = '\\';
      into[at + 1] = (byte) letter;
      return at + 2;
    }
    if (code >= 0x20 && code < 0x7f) {
      into[at] = (byte) code;
      return at + 1;
    }
    into[at] = '\\';
    into[at + 1] = 'u';
    for (int i = 0; i < 4; i++) {
      into[at + 2 + i] = HEX[code >> (12 - 4 * i) & 15];
    }
    return at + MOST_FOR_ONE;
  }

  private static int letter(final int code) {
    return switch (code) {
      case '"' -> '"';
      case '\\' -> '\\';
      case '/' -> '/';
      case '\b' -> 'b';
      case '\f' -> 'f';
      case '\r' -> 'r';
      case '\n' -> 'n';
      case '\t' -> 't';
      default -> 0;
    };
  }
}
