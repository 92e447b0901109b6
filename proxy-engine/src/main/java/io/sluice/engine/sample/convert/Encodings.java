package io.sluice.engine.sample.convert;

import io.sluice.engine.sample.Casts;
import io.sluice.engine.sample.Converter;
import io.sluice.engine.sample.Digits;
import io.sluice.engine.sample.RuleProblem;
import io.sluice.engine.sample.Sample;
import io.sluice.engine.sample.Surroundings;
import io.sluice.engine.sample.Transaction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Bytes as text and back. Stateless.
 *
 * <p>Source: HAProxy configuration manual, "Converters"; RFC 4648 for base64.
 */
final class Encodings {
  private static final byte[] PLAIN =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
          .getBytes(StandardCharsets.US_ASCII);
  private static final byte[] URL =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
          .getBytes(StandardCharsets.US_ASCII);
  private static final byte[] PLAIN_VALUES = values(PLAIN);
  private static final byte[] URL_VALUES = values(URL);

  private Encodings() {}

  private static byte[] values(final byte[] alphabet) {
    final byte[] values = new byte[256];
    Arrays.fill(values, (byte) -1);
    for (int i = 0; i < alphabet.length; i++) {
      values[alphabet[i]] = (byte) i;
    }
    return values;
  }

  static boolean base64(final Transaction txn, final Sample sample) {
    return encode(txn, sample, PLAIN, true);
  }

  static boolean base64Url(final Transaction txn, final Sample sample) {
    return encode(txn, sample, URL, false);
  }

  private static boolean encode(
      final Transaction txn, final Sample sample, final byte[] alphabet, final boolean padded) {
    final int length = sample.length();
    final byte[] from = sample.bytes();
    final byte[] into = txn.scratch().buffer(sample, (length + 2) / 3 * 4);
    if (into == null) {
      return false;
    }
    int count = 0;
    int at = sample.offset();
    int left = length;
    for (; left > 0; left -= 3, at += 3) {
      final int bits =
          (from[at] & 255) << 16
              | (left > 1 ? (from[at + 1] & 255) << 8 : 0)
              | (left > 2 ? from[at + 2] & 255 : 0);
      into[count++] = alphabet[bits >> 18];
      into[count++] = alphabet[bits >> 12 & 63];
      if (left > 1) {
        into[count++] = alphabet[bits >> 6 & 63];
      } else if (padded) {
        into[count++] = '=';
      }
      if (left > 2) {
        into[count++] = alphabet[bits & 63];
      } else if (padded) {
        into[count++] = '=';
      }
    }
    sample.setStr(into, 0, count);
    return true;
  }

  /** Padding may end each four digits, as in HAProxy, and what follows it is read on. */
  static boolean fromBase64(final Transaction txn, final Sample sample) {
    final byte[] from = sample.bytes();
    final int start = sample.offset();
    final int length = sample.length();
    final byte[] into = txn.scratch().buffer(sample, length / 4 * 3);
    if (into == null || length % 4 != 0) {
      return false;
    }
    int count = 0;
    for (int at = start; at < start + length; at += 4) {
      final int digits = unpadded(from, at, at + 4);
      if (digits == 0 || !decode(from, at, at + digits, PLAIN_VALUES, into, count)) {
        return false;
      }
      count += digits * 3 / 4;
    }
    sample.setBin(into, 0, count);
    return true;
  }

  /** Padding may be left out; if there is any, it fills the last four digits. */
  static boolean fromBase64Url(final Transaction txn, final Sample sample) {
    final byte[] from = sample.bytes();
    final int start = sample.offset();
    final int length = sample.length();
    final int kept = Math.max(0, length - 2);
    final int digits = kept + unpadded(from, start + kept, start + length);
    final byte[] into = txn.scratch().buffer(sample, digits * 3 / 4 + 3);
    final boolean whole = digits == length || length % 4 == 0;
    if (into == null
        || !whole
        || digits % 4 == 1
        || !decode(from, start, start + digits, URL_VALUES, into, 0)) {
      return false;
    }
    sample.setBin(into, 0, digits * 3 / 4);
    return true;
  }

  /** How many bytes of a range stand before the padding at its end. */
  private static int unpadded(final byte[] bytes, final int from, final int to) {
    int end = to;
    while (end > from && bytes[end - 1] == '=') {
      end--;
    }
    return end - from;
  }

  /** Puts what digits stand for; false: one of them is none. */
  private static boolean decode(
      final byte[] from,
      final int start,
      final int end,
      final byte[] values,
      final byte[] into,
      final int offset) {
    int bits = 0;
    int have = 0;
    int count = offset;
    for (int at = start; at < end; at++) {
      final int value = values[from[at] & 255];
      if (value < 0) {
        return false;
      }
      bits = bits << 6 | value;
      have += 6;
      if (have >= 8) {
        have -= 8;
        into[count++] = (byte) (bits >> have);
      }
    }
    return true;
  }

  static boolean hex(final Transaction txn, final Sample sample) {
    return Casts.hex(txn.scratch(), sample);
  }

  /** A hexadecimal number, as a signed one of 64 bits. */
  static boolean hexToNumber(final Transaction txn, final Sample sample) {
    long number = 0;
    for (int i = 0; i < sample.length(); i++) {
      final int digit = Digits.hex(sample.bytes()[sample.offset() + i]);
      if (digit < 0) {
        return false;
      }
      number = number << 4 | digit;
    }
    sample.setSint(number);
    return true;
  }

  /** A number as its four bytes, the most significant one first. */
  static boolean networkOrder(final Transaction txn, final Sample sample) {
    final byte[] into = txn.scratch().buffer(sample, 4);
    for (int i = 0; i < 4; i++) {
      into[i] = (byte) (sample.number() >>> (24 - 8 * i));
    }
    sample.setBin(into, 0, 4);
    return true;
  }

  /** {@code be2dec(separator,size[,truncate])}. */
  static Converter bigToDecimal(final List<String> args, final Surroundings surroundings) {
    final byte[] separator = Args.bytes(args, 0);
    final int size = size(args, 8);
    final boolean whole = Args.number(args, 2, 0) != 0;
    return (txn, sample) -> {
      final byte[] into =
          txn.scratch()
              .buffer(sample, (sample.length() / size + 1) * (Digits.MOST + separator.length));
      if (into == null) {
        return false;
      }
      int count = 0;
      for (int at = 0; at < sample.length(); at += size) {
        final int bytes = Math.min(size, sample.length() - at);
        if (whole && bytes < size) {
          break;
        }
        if (at > 0) {
          System.arraycopy(separator, 0, into, count, separator.length);
          count += separator.length;
        }
        long number = 0;
        for (int i = 0; i < bytes; i++) {
          number = number << 8 | (sample.bytes()[sample.offset() + at + i] & 255);
        }
        count += Digits.printUnsigned(number, into, count);
      }
      sample.setStr(into, 0, count);
      return true;
    };
  }

  /** {@code be2hex([separator][,size[,truncate]])}. */
  static Converter bigToHex(final List<String> args, final Surroundings surroundings) {
    final byte[] separator = Args.bytes(args, 0);
    final int size = Args.has(args, 1) ? size(args, Integer.MAX_VALUE) : 1;
    final boolean whole = Args.number(args, 2, 0) != 0;
    return (txn, sample) -> {
      final int length = whole ? sample.length() / size * size : sample.length();
      final byte[] into =
          txn.scratch().buffer(sample, length * 2 + (length / size + 1) * separator.length);
      if (into == null) {
        return false;
      }
      int count = 0;
      for (int i = 0; i < length; i++) {
        if (i > 0 && i % size == 0) {
          System.arraycopy(separator, 0, into, count, separator.length);
          count += separator.length;
        }
        final int b = sample.bytes()[sample.offset() + i];
        into[count++] = HEX[b >> 4 & 15];
        into[count++] = HEX[b & 15];
      }
      sample.setStr(into, 0, count);
      return true;
    };
  }

  private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

  private static int size(final List<String> args, final int most) {
    final int size = Args.number(args, 1);
    if (size < 1 || size > most) {
      throw new RuleProblem("the size of a piece is 1" + (most == 8 ? " to 8" : " or more"));
    }
    return size;
  }
}
