package io.sluice.engine.sample;

import io.sluice.config.http.SampleType;

/**
 * IP addresses in text, without allocating. Stateless.
 *
 * <p>Source: RFC 4291 section 2.2, RFC 5952 for printing (as inet_ntop(3) does).
 */
public final class Ip {
  /** The longest address in text. */
  public static final int MOST_TEXT = 45;

  private static final int GROUPS = 8;

  private Ip() {}

  /**
   * Reads an address into a sample.
   *
   * @return false: the text is no address, and the sample is as it was
   */
  public static boolean parse(
      final byte[] bytes, final int offset, final int length, final Sample into) {
    for (int i = 0; i < length; i++) {
      if (bytes[offset + i] == ':') {
        return parseIpv6(bytes, offset, length, into);
      }
    }
    final long address = parseIpv4(bytes, offset, length);
    if (address < 0) {
      return false;
    }
    into.setIpv4(address);
    return true;
  }

  /** An IPv4 address in the lower 32 bits; -1: it is none. */
  public static long parseIpv4(final byte[] bytes, final int offset, final int length) {
    long address = 0;
    int parts = 0;
    int digits = 0;
    int part = 0;
    for (int i = 0; i <= length; i++) {
      if (i == length || bytes[offset + i] == '.') {
        if (digits == 0 || ++parts > 4) {
          return -1;
        }
        address = address << 8 | part;
        part = 0;
        digits = 0;
        continue;
      }
      final int digit = bytes[offset + i] - '0';
      if (digit < 0 || digit > 9 || ++digits > 3 || (part = part * 10 + digit) > 255) {
        return -1;
      }
    }
    return parts == 4 ? address : -1;
  }

  private static boolean parseIpv6(
      final byte[] bytes, final int offset, final int length, final Sample into) {
    long high = 0;
    long low = 0;
    int groups = 0;
    // The groups behind "::" are kept apart and come to the end.
    long highBefore = 0;
    long lowBefore = 0;
    int before = -1;
    int at = offset;
    final int end = offset + length;
    if (length >= 2 && bytes[at] == ':' && bytes[at + 1] == ':') {
      before = 0;
      at += 2;
    }
    while (at < end) {
      int group = 0;
      int digits = 0;
      int next = at;
      for (; next < end && Digits.hex(bytes[next]) >= 0; next++) {
        if (++digits > 4) {
          return false;
        }
        group = group << 4 | Digits.hex(bytes[next]);
      }
      if (next < end && bytes[next] == '.') {
        final long ipv4 = parseIpv4(bytes, at, end - at);
        if (ipv4 < 0 || groups > 6) {
          return false;
        }
        high = high << 32 | low >>> 32;
        low = low << 32 | ipv4;
        groups += 2;
        at = end;
        break;
      }
      if (digits == 0 || ++groups > GROUPS) {
        return false;
      }
      high = high << 16 | low >>> 48;
      low = low << 16 | group;
      if (next == end) {
        at = next;
        break;
      }
      if (bytes[next] != ':') {
        return false;
      }
      at = next + 1;
      if (at == end) {
        return false;
      }
      if (bytes[at] == ':') {
        if (before >= 0) {
          return false;
        }
        before = groups;
        highBefore = high;
        lowBefore = low;
        high = 0;
        low = 0;
        at++;
      }
    }
    if (before < 0) {
      if (groups != GROUPS) {
        return false;
      }
      into.setIpv6(high, low);
      return true;
    }
    if (groups >= GROUPS) {
      return false;
    }
    final int shift = 16 * (GROUPS - before);
    into.setIpv6(
        high | shiftedHigh(highBefore, lowBefore, shift), low | shiftedLow(lowBefore, shift));
    return true;
  }

  private static long shiftedHigh(final long high, final long low, final int shift) {
    if (shift >= 128) {
      return 0;
    }
    if (shift >= 64) {
      return low << (shift - 64);
    }
    return shift == 0 ? high : high << shift | low >>> (64 - shift);
  }

  private static long shiftedLow(final long low, final int shift) {
    return shift >= 64 ? 0 : low << shift;
  }

  /** Makes an IPv6 address that stands for an IPv4 one into that; false: it stands for none. */
  public static boolean unmap(final Sample sample) {
    final long lower = sample.number();
    final boolean mapped = sample.high() == 0 && lower >>> 32 == 0xffff;
    final boolean compatible = sample.high() == 0 && lower >>> 32 == 0;
    final boolean sixToFour = sample.high() >>> 48 == 0x2002;
    if (mapped || compatible) {
      sample.setIpv4(lower);
      return true;
    }
    if (sixToFour) {
      sample.setIpv4(sample.high() >>> 16);
      return true;
    }
    return false;
  }

  /** Prints an address; returns how many bytes it took. */
  public static int print(final Sample address, final byte[] into, final int at) {
    return address.type() == SampleType.IPV4
        ? printIpv4(address.number(), into, at)
        : printIpv6(address.high(), address.number(), into, at);
  }

  /** Prints an IPv4 address; returns how many bytes it took. */
  public static int printIpv4(final long address, final byte[] into, final int at) {
    int end = at;
    for (int shift = 24; shift >= 0; shift -= 8) {
      end += Digits.print(address >>> shift & 255, into, end);
      if (shift > 0) {
        into[end++] = '.';
      }
    }
    return end - at;
  }

  /** Prints an IPv6 address; returns how many bytes it took. */
  public static int printIpv6(final long high, final long low, final byte[] into, final int at) {
    if (high == 0 && low >>> 32 == 0xffff) {
      return printMapped(low, into, at);
    }
    if (high == 0 && low >>> 32 == 0 && low >>> 16 != 0) {
      into[at] = ':';
      into[at + 1] = ':';
      return 2 + printIpv4(low, into, at + 2);
    }
    int zerosAt = -1;
    int zeros = 1;
    for (int i = 0; i < GROUPS; i++) {
      int count = 0;
      while (i + count < GROUPS && group(high, low, i + count) == 0) {
        count++;
      }
      if (count > zeros) {
        zeros = count;
        zerosAt = i;
      }
    }
    int end = at;
    for (int i = 0; i < GROUPS; i++) {
      if (i == zerosAt) {
        into[end++] = ':';
        into[end++] = ':';
        i += zeros - 1;
        continue;
      }
      if (i > 0 && into[end - 1] != ':') {
        into[end++] = ':';
      }
      end = hex(group(high, low, i), into, end);
    }
    return end - at;
  }

  private static int printMapped(final long low, final byte[] into, final int at) {
    int end = at;
    for (final char c : MAPPED) {
      into[end++] = (byte) c;
    }
    return end + printIpv4(low & 0xffffffffL, into, end) - at;
  }

  private static final char[] MAPPED = "::ffff:".toCharArray();

  private static int group(final long high, final long low, final int index) {
    return (int) ((index < 4 ? high : low) >>> (48 - 16 * (index & 3)) & 0xffff);
  }

  private static int hex(final int group, final byte[] into, final int at) {
    int end = at;
    boolean begun = false;
    for (int shift = 12; shift >= 0; shift -= 4) {
      final int digit = group >> shift & 15;
      begun |= digit != 0 || shift == 0;
      if (begun) {
        into[end++] = (byte) (digit < 10 ? '0' + digit : 'a' + digit - 10);
      }
    }
    return end;
  }
}
