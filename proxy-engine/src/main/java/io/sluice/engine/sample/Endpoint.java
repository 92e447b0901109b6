package io.sluice.engine.sample;

import io.sluice.config.http.SampleType;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * One end of a connection, in the form that samples have. Immutable; one is made for each
 * connection, not for each request.
 *
 * @param family what {@code high} and {@code low} hold
 * @param high the upper half of an IPv6 address; 0 for IPv4
 * @param low the lower half of an IPv6 address; an IPv4 address in its lower 32 bits
 * @param port 0 to 65535
 */
public record Endpoint(Family family, long high, long low, int port) {
  /** An end that has no address that a rule could look at. */
  public static final Endpoint UNIX = new Endpoint(Family.UNIX, 0, 0, 0);

  private static final long MAPPED = 0xffffL;

  /** What kind of address it is. */
  public enum Family {
    IPV4,
    IPV6,
    UNIX
  }

  /** The same of a socket's address; null: {@link #UNIX}. */
  public static Endpoint of(final SocketAddress address) {
    if (!(address instanceof InetSocketAddress inet) || inet.getAddress() == null) {
      return UNIX;
    }
    return of(inet.getAddress(), inet.getPort());
  }

  /** An IPv6 address that stands for an IPv4 one counts as that. */
  public static Endpoint of(final InetAddress address, final int port) {
    final ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
    if (address instanceof Inet4Address) {
      return new Endpoint(Family.IPV4, 0, bytes.getInt() & 0xffffffffL, port);
    }
    final long high = bytes.getLong();
    final long low = bytes.getLong();
    if (high == 0 && low >>> 32 == MAPPED) {
      return new Endpoint(Family.IPV4, 0, low & 0xffffffffL, port);
    }
    return new Endpoint(Family.IPV6, high, low, port);
  }

  /** The same of a sample that is an address. */
  public static Endpoint of(final Sample address, final int port) {
    return address.type() == SampleType.IPV4
        ? new Endpoint(Family.IPV4, 0, address.number(), port)
        : new Endpoint(Family.IPV6, address.high(), address.number(), port);
  }

  /** The same with another port; a unix socket becomes 0.0.0.0. */
  public Endpoint withPort(final int other) {
    return isIp() ? new Endpoint(family, high, low, other) : new Endpoint(Family.IPV4, 0, 0, other);
  }

  /** As people read it: an address, a colon and the port. Allocates. */
  public String text() {
    if (!isIp()) {
      return "unix:1";
    }
    final Sample sample = new Sample();
    final boolean _ = into(sample);
    final byte[] text = new byte[Ip.MOST_TEXT];
    final int length = Ip.print(sample, text, 0);
    return new String(text, 0, length, StandardCharsets.US_ASCII) + ':' + port;
  }

  /** Whether it has an IP address. */
  public boolean isIp() {
    return family != Family.UNIX;
  }

  /** Fills a sample with the address. Returns false, no sample, for a unix socket. */
  public boolean into(final Sample sample) {
    if (family == Family.IPV4) {
      sample.setIpv4(low);
      return true;
    }
    if (family == Family.IPV6) {
      sample.setIpv6(high, low);
      return true;
    }
    return false;
  }
}
