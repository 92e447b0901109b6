package io.sluice.engine.http1;

/**
 * {@code host[:port]}: what Host and the authority of a target are. Without state. User information
 * is refused: nobody needs it in a request, and {@code a@b} names b for one reader and a for
 * another.
 *
 * <p>Source: RFC 9110 sections 4.2.4 and 7.2, RFC 3986 section 3.2.
 */
final class Authority {
  static final int HTTP_PORT = 80;
  static final int HTTPS_PORT = 443;

  private static final int MOST_PORT = 65535;
  private static final int NO_PORT = -1;

  private Authority() {}

  /** Whether a range is a host that is not empty, with an optional port. */
  static boolean isValid(final byte[] bytes, final int from, final int to) {
    final int hostEnd = hostEnd(bytes, from, to);
    return hostEnd > from
        && (hostEnd == to || bytes[hostEnd] == ':')
        && isPort(bytes, hostEnd + 1, to);
  }

  static boolean hasPort(final byte[] bytes, final int from, final int to) {
    return hostEnd(bytes, from, to) < to - 1;
  }

  /** Behind the host at the beginning of a range; the beginning itself: there is none. */
  private static int hostEnd(final byte[] bytes, final int from, final int to) {
    if (from < to && bytes[from] == '[') {
      return literalEnd(bytes, from, to);
    }
    int p = from;
    while (p < to && Octets.isHost(bytes[p])) {
      if (bytes[p] == '%' && !isEncoded(bytes, p, to)) {
        return from;
      }
      p++;
    }
    return p;
  }

  private static boolean isEncoded(final byte[] bytes, final int p, final int to) {
    return p + 2 < to && Octets.hex(bytes[p + 1]) >= 0 && Octets.hex(bytes[p + 2]) >= 0;
  }

  /** An IPv6 address, by its letters; whether they make one is for who connects to it. */
  private static int literalEnd(final byte[] bytes, final int from, final int to) {
    int p = from + 1;
    while (p < to && (Octets.hex(bytes[p]) >= 0 || bytes[p] == ':' || bytes[p] == '.')) {
      p++;
    }
    return p < to && bytes[p] == ']' && p > from + 2 ? p + 1 : from;
  }

  private static boolean isPort(final byte[] bytes, final int from, final int to) {
    int port = 0;
    for (int p = from; p < to; p++) {
      port = port * 10 + bytes[p] - '0';
      if (!Octets.isDigit(bytes[p]) || port > MOST_PORT) {
        return false;
      }
    }
    return true;
  }

  private static int port(final byte[] bytes, final int from, final int to) {
    int port = from < to ? 0 : NO_PORT;
    for (int p = from; p < to; p++) {
      port = port * 10 + bytes[p] - '0';
    }
    return port;
  }

  /** Whether two of them, both valid or empty, name the same. */
  static boolean same(
      final byte[] bytes,
      final int aFrom,
      final int aTo,
      final int bFrom,
      final int bTo,
      final int defaultPort) {
    final int aHost = hostEnd(bytes, aFrom, aTo);
    final int bHost = hostEnd(bytes, bFrom, bTo);
    if (!Octets.sameIgnoringCase(bytes, aFrom, aHost, bytes, bFrom, bHost)) {
      return false;
    }
    final int aPort = port(bytes, aHost + 1, aTo);
    final int bPort = port(bytes, bHost + 1, bTo);
    return (aPort == NO_PORT ? defaultPort : aPort) == (bPort == NO_PORT ? defaultPort : bPort);
  }
}
