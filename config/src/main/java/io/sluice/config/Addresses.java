package io.sluice.config;

import io.sluice.config.text.OneLine;
import io.sluice.config.text.Unfit;
import java.net.Inet6Address;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads addresses as HAProxy writes them. Names are checked, not resolved. */
final class Addresses {
  private static final Pattern IPV4 =
      Pattern.compile("(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\\.(?!$)|$)){4}");
  private static final Pattern DIGITS_AND_DOTS = Pattern.compile("[0-9.]+");
  private static final Pattern HOST_NAME =
      Pattern.compile("(?=.{1,253}$)(?:[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?\\.?)+");
  private static final Pattern IPV6_CHARACTERS = Pattern.compile("[0-9A-Fa-f:.]{2,45}");
  private static final Pattern PORT_RANGE = Pattern.compile("[0-9]+-[0-9]*");

  private static final int DNS_PORT = 53;

  /** sun_path without its closing zero, unix(7). */
  private static final int MAX_UNIX_PATH = 107;

  private Addresses() {}

  /** What a frontend or the admin listener binds. */
  static Address bind(final String text) throws Unfit {
    final String s = text.strip();
    if (s.startsWith("fd@")) {
      return inherited(s.substring(3));
    }
    if (isUnix(s)) {
      return unix(s);
    }
    if (s.matches("[0-9]+")) {
      throw new Unfit("has no address", "write \":" + s + "\" for that port on every address");
    }
    return inet(s.startsWith(":") && s.indexOf(':', 1) < 0 ? "*" + s : s, 0);
  }

  /** Where a server is. */
  static Address server(final String text) throws Unfit {
    final String s = text.strip();
    if (s.startsWith("fd@")) {
      throw new Unfit("is a listening socket, not a server", "write HOST:PORT");
    }
    if (isUnix(s)) {
      return unix(s);
    }
    if (s.matches("[:*]*[0-9]+")) {
      throw new Unfit("has no host", "write HOST:PORT");
    }
    if (s.indexOf(' ') > 0) {
      throw new Unfit(
          "is more than an address",
          "write { address = \"" + s.substring(0, s.indexOf(' ')) + "\", check = on }");
    }
    return inet(s, 1);
  }

  /** The local address of connections: an IP address, with a port or without. */
  static Address.Inet source(final String text) throws Unfit {
    final Address.Inet inet = withOrWithoutPort(text.strip(), 0);
    if (!isIp(inet.host())) {
      throw new Unfit("is not an IP address", "write an address that this host holds");
    }
    return inet;
  }

  /** An IP address, with a port or without. */
  static Address.Inet nameserver(final String text) throws Unfit {
    final String s = text.strip();
    final Address.Inet inet =
        withOrWithoutPort(s.startsWith(":") && !isIpv6(s) ? "*" + s : s, DNS_PORT);
    if (!isIp(inet.host()) || inet.port() == 0) {
      throw new Unfit("is not the IP address of a nameserver", "write one such as 10.0.0.53:53");
    }
    return inet;
  }

  /** A syslog server, with a port or without. */
  static Address.Inet syslog(final String text, final int port) throws Unfit {
    final Address.Inet inet = withOrWithoutPort(text.strip(), port);
    if (inet.port() == 0 || inet.host().equals("*")) {
      throw new Unfit("is not the address of a server", "write HOST:" + port);
    }
    return inet;
  }

  private static Address.Inet withOrWithoutPort(final String s, final int port) throws Unfit {
    final boolean bare = isIpv6(s) || s.indexOf(':') < 0;
    return bare ? new Address.Inet(checkedHost(s), port) : inet(s, 0);
  }

  /** Whether a host is an address, and no name. */
  static boolean isIp(final String host) {
    return isIpv4(host) || isIpv6(host);
  }

  /** A host without a port. */
  static String host(final String text) throws Unfit {
    final String s = text.strip();
    final String bare = s.startsWith("[") && s.endsWith("]") ? s.substring(1, s.length() - 1) : s;
    if (bare.indexOf(':') >= 0 && !isIpv6(bare)) {
      throw new Unfit("is not a host alone", "write the host here, and the port under port");
    }
    return checkedHost(bare);
  }

  private static boolean isUnix(final String s) {
    return s.startsWith("/") || s.startsWith("unix@") || s.startsWith("abns@");
  }

  private static Address.Unix unix(final String s) throws Unfit {
    final boolean abstractName = s.startsWith("abns@");
    final String path = s.startsWith("/") ? s : s.substring(5);
    if (path.isEmpty()) {
      throw new Unfit("has no name", "write abns@NAME or unix@/PATH");
    }
    if (!abstractName && !path.startsWith("/")) {
      throw new Unfit("is not an absolute path", "write \"/run/sluice/NAME.sock\"");
    }
    if (path.indexOf('\0') >= 0 || path.getBytes(StandardCharsets.UTF_8).length > MAX_UNIX_PATH) {
      throw new Unfit(
          "is not possible as a socket's path", "write at most " + MAX_UNIX_PATH + " bytes");
    }
    return new Address.Unix(abstractName ? "@" + path : path);
  }

  private static Address.Inherited inherited(final String number) throws Unfit {
    if (!number.matches("[0-9]{1,6}") || Integer.parseInt(number) < 3) {
      throw new Unfit("is not an inherited socket", "write fd@ and its number, 3 or more");
    }
    return new Address.Inherited(Integer.parseInt(number));
  }

  /** Without brackets too, the last colon is the port's, as in HAProxy. */
  private static Address.Inet inet(final String s, final int minPort) throws Unfit {
    final int colon = s.lastIndexOf(':');
    final String host = s.substring(0, Math.max(0, colon));
    if (s.isEmpty()) {
      throw new Unfit("is empty", "write HOST:PORT");
    }
    if (colon <= 0 || s.endsWith("]") || (isIpv6(s) && !isIpv6(host))) {
      throw new Unfit(
          "has no port", "write \"" + (isIpv6(s) ? "[" + s + "]" : OneLine.of(s)) + ":PORT\"");
    }
    final int port = port(s.substring(colon + 1), minPort);
    if (!host.startsWith("[")) {
      return new Address.Inet(host.equals("*") ? host : checkedHost(host), port);
    }
    final String bare = host.substring(1, Math.max(1, host.length() - 1));
    if (!host.endsWith("]") || !isIpv6(bare)) {
      throw new Unfit("is not an IPv6 address in brackets", "write \"[::1]:80\"");
    }
    return new Address.Inet(bare, port);
  }

  private static int port(final String text, final int min) throws Unfit {
    if (PORT_RANGE.matcher(text).matches()) {
      throw new Unfit("is a range of ports", "write one address for each port, in a list");
    }
    if (!text.matches("[0-9]{1,5}")
        || Integer.parseInt(text) < min
        || Integer.parseInt(text) > 65_535) {
      throw new Unfit(
          "has the wrong port \"" + OneLine.of(text) + "\"",
          "write a port from " + min + " to 65535");
    }
    return Integer.parseInt(text);
  }

  private static String checkedHost(final String host) throws Unfit {
    if (host.indexOf(':') >= 0) {
      if (!isIpv6(host)) {
        throw new Unfit("is not an IPv6 address", "write it in brackets, such as \"[::1]:80\"");
      }
    } else if (DIGITS_AND_DOTS.matcher(host).matches()) {
      if (!isIpv4(host)) {
        throw new Unfit("is not an IPv4 address", "write four numbers from 0 to 255");
      }
    } else if (!HOST_NAME.matcher(host).matches()) {
      throw new Unfit("has no valid host", "write an IP address or a name, such as db1.example");
    }
    return host;
  }

  private static boolean isIpv4(final String s) {
    return IPV4.matcher(s).matches();
  }

  /** Without the zone, which only the host that opens the socket can judge. */
  static boolean isIpv6(final String s) {
    final Matcher zone = Pattern.compile("(.*)%[A-Za-z0-9._-]{1,15}").matcher(s);
    final String bare = zone.matches() ? zone.group(1) : s;
    if (bare.indexOf(':') < 0 || !IPV6_CHARACTERS.matcher(bare).matches()) {
      return false;
    }
    try {
      return Inet6Address.ofLiteral(bare) != null;
    } catch (final IllegalArgumentException e) {
      return false;
    }
  }
}
