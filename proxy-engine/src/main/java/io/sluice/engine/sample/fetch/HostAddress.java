package io.sluice.engine.sample.fetch;

import io.sluice.engine.sample.Ip;
import io.sluice.engine.sample.Sample;

/** An address as header fields write it: alone, with a port, an IPv6 one in brackets. Stateless. */
final class HostAddress {
  private HostAddress() {}

  /** Makes a text sample into the address; false: it holds none. */
  static boolean parse(final Sample sample) {
    final byte[] bytes = sample.bytes();
    int start = sample.offset();
    int end = start + sample.length();
    if (start == end) {
      return false;
    }
    if (bytes[start] == '[') {
      final int close = io.sluice.engine.sample.Bytes.indexOf(bytes, start, end, ']');
      if (close < 0
          || !isPort(bytes, close + 1, end)
          || io.sluice.engine.sample.Bytes.indexOf(bytes, start, close, ':') < 0) {
        return false;
      }
      start++;
      end = close;
    } else {
      final int colon = io.sluice.engine.sample.Bytes.indexOf(bytes, start, end, ':');
      if (colon >= 0
          && io.sluice.engine.sample.Bytes.indexOf(bytes, colon + 1, end, ':') < 0
          && isPort(bytes, colon, end)) {
        end = colon;
      }
    }
    return Ip.parse(bytes, start, end - start, sample);
  }

  /** Nothing, or a colon and a number of 16 bits. */
  private static boolean isPort(final byte[] bytes, final int from, final int to) {
    if (from == to) {
      return true;
    }
    if (bytes[from] != ':' || from + 1 == to) {
      return false;
    }
    int port = 0;
    for (int i = from + 1; i < to; i++) {
      port = port * 10 + bytes[i] - '0';
      if (bytes[i] < '0' || bytes[i] > '9' || port > 65_535) {
        return false;
      }
    }
    return true;
  }
}
