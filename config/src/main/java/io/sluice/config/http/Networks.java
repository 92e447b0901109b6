package io.sluice.config.http;

import io.sluice.config.text.BadText;
import io.sluice.config.text.OneLine;
import java.net.InetAddress;
import java.util.regex.Pattern;

/**
 * Addresses and networks as HAProxy writes them.
 *
 * <p>Source: HAProxy configuration manual, "Matching IPv4 and IPv6 addresses".
 */
public final class Networks {
  private static final Pattern BITS = Pattern.compile("[0-9]{1,3}");
  private static final Pattern OCTETS = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){0,3}");

  private Networks() {}

  static boolean isIpv4(final String text) {
    return OCTETS.matcher(text).matches()
        && text.chars().filter(c -> c == '.').count() == 3
        && octetsFit(text);
  }

  static boolean isIpv6(final String text) {
    if (text.indexOf(':') < 0 || text.indexOf('%') >= 0) {
      return false;
    }
    try {
      InetAddress.ofLiteral(text);
      return true;
    } catch (final IllegalArgumentException e) {
      return false;
    }
  }

  static boolean isMask4(final String text) {
    return isBits(text, 32) || isIpv4(text);
  }

  static boolean isMask6(final String text) {
    return isBits(text, 128) || isIpv6(text);
  }

  /** A network in full: {@code address} or {@code address/bits}. */
  public static String parse(final String text, final int offset) throws BadText {
    final int slash = text.indexOf('/');
    final String address = slash < 0 ? text : text.substring(0, slash);
    final String mask = slash < 0 ? "" : text.substring(slash + 1);
    if (isIpv6(address) && (slash < 0 || isBits(mask, 128))) {
      return text;
    }
    if (OCTETS.matcher(address).matches() && octetsFit(address)) {
      final int bits = slash < 0 ? 32 : bits4(mask);
      if (bits >= 0) {
        return full(address) + (slash < 0 ? "" : "/" + bits);
      }
    }
    throw new BadText(
        offset,
        OneLine.quoted(text) + " is not an address or a network",
        "write one, such as 10.0.0.0/8 or 2001:db8::/32; names are not looked up");
  }

  /** How many bits a mask has; -1: it is none. */
  private static int bits4(final String mask) {
    if (isBits(mask, 32)) {
      return Integer.parseInt(mask);
    }
    if (!isIpv4(mask)) {
      return -1;
    }
    long value = 0;
    for (final String octet : mask.split("\\.", -1)) {
      value = value << 8 | Integer.parseInt(octet);
    }
    final int ones = Long.bitCount(value);
    return value == (0xffffffffL << (32 - ones) & 0xffffffffL) ? ones : -1;
  }

  /** {@code 10.12} is 10.0.0.12: octets that are left out are zero, and stand before the last. */
  private static String full(final String address) {
    final int dots = (int) address.chars().filter(c -> c == '.').count();
    if (dots == 3 || dots == 0) {
      return address + ".0.0.0".substring(0, 2 * (3 - dots));
    }
    final int last = address.lastIndexOf('.');
    return address.substring(0, last) + ".0".repeat(3 - dots) + address.substring(last);
  }

  private static boolean octetsFit(final String text) {
    for (final String octet : text.split("\\.", -1)) {
      if (Integer.parseInt(octet) > 255) {
        return false;
      }
    }
    return true;
  }

  private static boolean isBits(final String text, final int max) {
    return BITS.matcher(text).matches() && Integer.parseInt(text) <= max;
  }
}
