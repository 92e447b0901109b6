package io.sluice.engine.sample;

import io.sluice.config.http.SampleType;

/**
 * Makes a sample of one type into one of another. Stateless.
 *
 * <p>Source: HAProxy configuration manual, "Sample types": integers, addresses and text turn into
 * each other; text is an integer as far as it begins with one, unless it is empty; bytes are text
 * up to the first that is zero.
 */
public final class Casts {
  private static final byte[] HEX =
      "0123456789ABCDEF".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

  private Casts() {}

  /** Whether a value of one type can be made into another, some of them at least. */
  public static boolean isPossible(final SampleType from, final SampleType to) {
    if (from == to || to == SampleType.ANY || from == SampleType.ANY) {
      return true;
    }
    return switch (to) {
      case BOOL -> from == SampleType.SINT || isText(from);
      case SINT ->
          from == SampleType.BOOL
              || from == SampleType.IPV4
              || from == SampleType.ADDR
              || isText(from);
      case ADDR, IPV4, IPV6 -> isAddress(from) || from == SampleType.SINT || isText(from);
      case STR, BIN -> true;
      case METH -> isText(from);
      case ANY -> true;
    };
  }

  private static boolean isText(final SampleType type) {
    return type == SampleType.STR || type == SampleType.BIN || type == SampleType.METH;
  }

  private static boolean isAddress(final SampleType type) {
    return type == SampleType.ADDR || type == SampleType.IPV4 || type == SampleType.IPV6;
  }

  /**
   * Changes a sample.
   *
   * @param type the type that is wanted; ANY: the one that it has
   * @return false: it has no such form
   */
  public static boolean to(final SampleType type, final Scratch scratch, final Sample sample) {
    if (sample.type() == type) {
      return true;
    }
    return switch (type) {
      case ANY -> true;
      case BOOL -> toBool(sample);
      case SINT -> toSint(sample);
      case ADDR -> toAddress(sample);
      case IPV4 -> toIpv4(sample);
      case IPV6 -> toIpv6(sample);
      case STR -> toStr(scratch, sample);
      case BIN -> toBin(scratch, sample);
      case METH -> toMethod(sample);
    };
  }

  private static boolean toMethod(final Sample sample) {
    if (sample.isBytes()) {
      sample.setType(SampleType.METH);
      return true;
    }
    return false;
  }

  private static boolean toBool(final Sample sample) {
    if (!toSint(sample)) {
      return false;
    }
    sample.setBool(sample.number() != 0);
    return true;
  }

  private static boolean toSint(final Sample sample) {
    return switch (sample.type()) {
      case SINT -> true;
      case BOOL, IPV4 -> {
        sample.setSint(sample.number());
        yield true;
      }
      case STR, BIN, METH -> {
        final int length = sample.length();
        sample.setSint(Digits.leading(sample.bytes(), sample.offset(), length));
        yield length > 0;
      }
      case IPV6, ADDR, ANY -> false;
    };
  }

  private static boolean toAddress(final Sample sample) {
    return switch (sample.type()) {
      case IPV4, IPV6, ADDR -> true;
      case SINT, BOOL -> {
        sample.setIpv4(sample.number());
        yield true;
      }
      case STR, BIN, METH -> Ip.parse(sample.bytes(), sample.offset(), sample.length(), sample);
      case ANY -> false;
    };
  }

  private static boolean toIpv4(final Sample sample) {
    if (!toAddress(sample)) {
      return false;
    }
    if (sample.type() == SampleType.IPV4) {
      return true;
    }
    return Ip.unmap(sample);
  }

  private static boolean toIpv6(final Sample sample) {
    if (!toAddress(sample)) {
      return false;
    }
    if (sample.type() == SampleType.IPV4) {
      sample.setIpv6(0, 0xffff_0000_0000L | sample.number());
    }
    return true;
  }

  private static boolean toStr(final Scratch scratch, final Sample sample) {
    switch (sample.type()) {
      case STR -> {}
      case BIN -> {
        sample.setType(SampleType.STR);
        sample.narrow(0, untilZero(sample));
      }
      case METH -> sample.setType(SampleType.STR);
      case BOOL, SINT -> {
        final byte[] digits = scratch.buffer(sample, Digits.MOST);
        sample.setStr(digits, 0, Digits.print(sample.number(), digits, 0));
      }
      case IPV4, IPV6, ADDR -> {
        final byte[] text = scratch.buffer(sample, Ip.MOST_TEXT);
        sample.setStr(text, 0, Ip.print(sample, text, 0));
      }
      case ANY -> {
        return false;
      }
    }
    return true;
  }

  /** Bytes end as text before their first zero. */
  private static int untilZero(final Sample sample) {
    final byte[] bytes = sample.bytes();
    int count = 0;
    while (count < sample.length() && bytes[sample.offset() + count] != 0) {
      count++;
    }
    return count;
  }

  private static boolean toBin(final Scratch scratch, final Sample sample) {
    switch (sample.type()) {
      case BIN -> {}
      case STR, METH -> sample.setType(SampleType.BIN);
      case BOOL, SINT -> putBig(scratch, sample, 8);
      case IPV4 -> putBig(scratch, sample, 4);
      case IPV6, ADDR -> {
        final long upper = sample.high();
        final long lower = sample.number();
        final byte[] bytes = scratch.buffer(sample, 16);
        for (int i = 0; i < 8; i++) {
          bytes[i] = (byte) (upper >>> (56 - 8 * i));
          bytes[8 + i] = (byte) (lower >>> (56 - 8 * i));
        }
        sample.setBin(bytes, 0, 16);
      }
      case ANY -> {
        return false;
      }
    }
    return true;
  }

  private static void putBig(final Scratch scratch, final Sample sample, final int count) {
    final byte[] bytes = scratch.buffer(sample, count);
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) (sample.number() >>> (8 * (count - 1 - i)));
    }
    sample.setBin(bytes, 0, count);
  }

  /** Hexadecimal digits of bytes. */
  public static boolean hex(final Scratch scratch, final Sample sample) {
    final int length = sample.length();
    final byte[] digits = scratch.buffer(sample, length * 2);
    if (digits == null) {
      return false;
    }
    final byte[] bytes = sample.bytes();
    final int offset = sample.offset();
    for (int i = 0; i < length; i++) {
      digits[2 * i] = HEX[bytes[offset + i] >> 4 & 15];
      digits[2 * i + 1] = HEX[bytes[offset + i] & 15];
    }
    sample.setStr(digits, 0, length * 2);
    return true;
  }
}
