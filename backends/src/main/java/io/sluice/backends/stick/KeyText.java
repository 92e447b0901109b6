package io.sluice.backends.stick;

import io.sluice.config.http.SampleType;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Keys as people write and read them: addresses in their usual form (RFC 5952), numbers without a
 * sign, text byte for byte, other bytes in hexadecimal. Allocates; for the admin surface.
 */
final class KeyText {
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private KeyText() {}

  static String of(final SampleType type, final byte[] key) {
    return switch (type) {
      case IPV4 ->
          (key[0] & 255) + "." + (key[1] & 255) + "." + (key[2] & 255) + "." + (key[3] & 255);
      case IPV6 -> ipv6(key);
      case SINT -> Integer.toUnsignedString((pair(key, 0) << 16) | pair(key, 2));
      case BIN -> HEX.formatHex(key);
      case STR, BOOL, ADDR, METH, ANY -> new String(key, StandardCharsets.UTF_8);
    };
  }

  /** False: the text says no such key. */
  static boolean fill(final StickKey key, final String text) {
    try {
      final byte[] bytes =
          switch (key.type()) {
            case IPV4, IPV6 -> InetAddress.ofLiteral(text).getAddress();
            case BIN -> HEX.parseHex(text);
            case SINT, STR, BOOL, ADDR, METH, ANY -> text.getBytes(StandardCharsets.UTF_8);
          };
      return key.type() == SampleType.SINT
          ? key.integer(Integer.parseUnsignedInt(text))
          : key.bytes(bytes, 0, bytes.length);
    } catch (final IllegalArgumentException e) {
      return false;
    }
  }

  private static String ipv6(final byte[] key) {
    if (isMapped(key)) {
      return "::ffff:" + of(SampleType.IPV4, new byte[] {key[12], key[13], key[14], key[15]});
    }
    final int from = longestZeros(key);
    final StringBuilder text = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      if (i == from) {
        text.append("::");
        i += zeros(key, i) - 1;
      } else {
        text.append(text.isEmpty() || text.charAt(text.length() - 1) == ':' ? "" : ":")
            .append(Integer.toHexString(pair(key, 2 * i)));
      }
    }
    return text.toString();
  }

  private static boolean isMapped(final byte[] key) {
    return zeros(key, 0) == 5 && pair(key, 10) == 0xffff;
  }

  /** Where most zeros stand together, at least two; -1: nowhere. */
  private static int longestZeros(final byte[] key) {
    int best = -1;
    for (int i = 0; i < 8; i++) {
      if (zeros(key, i) > (best < 0 ? 1 : zeros(key, best))) {
        best = i;
      }
    }
    return best;
  }

  private static int zeros(final byte[] key, final int from) {
    int to = from;
    while (to < 8 && pair(key, 2 * to) == 0) {
      to++;
    }
    return to - from;
  }

  private static int pair(final byte[] key, final int at) {
    return ((key[at] & 255) << 8) | (key[at + 1] & 255);
  }
}
