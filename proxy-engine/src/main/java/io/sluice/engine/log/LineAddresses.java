package io.sluice.engine.log;

import io.sluice.config.http.LogFormat;

/**
 * Prints the two halves of addresses such as {@code 10.0.0.1:4711}, {@code ::1:4711}, {@code
 * [::1]:4711} and {@code unix:1}. Confined to one event loop.
 */
final class LineAddresses {
  private final LineBytes line;
  private final LineTexts texts;
  private final int[] groups = new int[8];

  LineAddresses(final LineBytes line, final LineTexts texts) {
    this.line = line;
    this.texts = texts;
  }

  /** The address alone, an IPv6 one without brackets. */
  void ip(final String address, final LogFormat.Flags flags) {
    if (address == null) {
      texts.name(null, flags);
      return;
    }
    final int colon = address.lastIndexOf(':');
    final int end = colon < 0 ? address.length() : colon;
    final boolean brackets = end > 1 && address.charAt(0) == '[';
    if (!flags.hex()) {
      texts.name(address, brackets ? 1 : 0, brackets ? end - 1 : end, flags);
    } else if (brackets) {
      hexV6(address, 1, end - 1);
    } else if (address.lastIndexOf(':', end - 1) >= 0) {
      hexV6(address, 0, end);
    } else {
      hexV4(address, end);
    }
  }

  /** The port, or the number of a unix socket. */
  void port(final String address, final LogFormat.Flags flags) {
    final int colon = address == null ? -1 : address.lastIndexOf(':');
    if (colon < 0) {
      texts.name(null, flags);
      return;
    }
    if (!flags.hex()) {
      line.putVisible(address, colon + 1, address.length());
      return;
    }
    long port = 0;
    for (int i = colon + 1; i < address.length(); i++) {
      port = port * 10 + address.charAt(i) - '0';
    }
    line.putHex(port, 4);
  }

  private void hexV4(final String address, final int end) {
    int number = 0;
    for (int i = 0; i <= end; i++) {
      if (i < end && isDigit(address.charAt(i))) {
        number = number * 10 + address.charAt(i) - '0';
      } else if (i == end || address.charAt(i) == '.') {
        line.putHex(number & 0xff, 2);
        number = 0;
      } else {
        // Not an IP address: a unix socket, which has none.
        return;
      }
    }
  }

  private static boolean isDigit(final char c) {
    return c >= '0' && c <= '9';
  }

  private void hexV6(final String address, final int from, final int to) {
    int count = 0;
    int gap = -1;
    int number = 0;
    for (int i = from; i <= to && count < 8; i++) {
      final char c = i < to ? address.charAt(i) : ':';
      if (c == '%') {
        break;
      }
      if (c != ':') {
        number = number << 4 | Character.digit(c, 16);
        continue;
      }
      if (i > from && address.charAt(i - 1) == ':') {
        gap = i < to ? count : gap;
      } else if (i > from) {
        groups[count++] = number;
      }
      number = 0;
    }
    for (int i = 0; i < 8; i++) {
      final int missing = 8 - count;
      final boolean before = gap < 0 || i < gap;
      final boolean inGap = !before && i < gap + missing;
      line.putHex(
          inGap || count == 0 ? 0 : groups[before ? Math.min(i, count - 1) : i - missing], 4);
    }
  }
}
