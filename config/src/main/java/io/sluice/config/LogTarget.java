package io.sluice.config;

/**
 * A place that session lines and messages go to.
 *
 * <p>Source: HAProxy {@code log}; RFC 3164, RFC 5424, RFC 6587.
 *
 * @param to where
 * @param format what stands before a line
 * @param facility syslog's, 0 to 23
 * @param level lines of a higher number, which are less severe, are not sent: 0 (emerg) to 7
 *     (debug)
 * @param minLevel lines of a lower number are sent with this one
 * @param maxBytes what is longer is cut, 80 to 16000 bytes, header included, line feed not (HAProxy
 *     {@code len})
 */
public record LogTarget(To to, Format format, int facility, int level, int minLevel, int maxBytes) {
  /** Where a target is. */
  public sealed interface To {}

  /** A descriptor that the process was started with. */
  public enum Stream implements To {
    STDOUT,
    STDERR
  }

  /** A syslog server; its host may be a name. */
  public record Udp(Address.Inet address) implements To {
    @Override
    public String toString() {
      return "udp://" + address;
    }
  }

  /** A syslog server that counts octets; its host may be a name. */
  public record Tcp(Address.Inet address) implements To {
    @Override
    public String toString() {
      return "tcp://" + address;
    }
  }

  /** A unix datagram socket, such as {@code /dev/log}. */
  public record Datagram(Address.Unix address) implements To {
    @Override
    public String toString() {
      return address.toString();
    }
  }

  /** What stands before a line, in HAProxy's words. */
  public enum Format {
    /** {@code <134>Nov 22 05:52:09 host tag[pid]: }. */
    RFC3164,
    /** {@code <134>1 2026-11-22T05:52:09.224370+00:00 host tag pid - - }. */
    RFC5424,
    /** As RFC 3164, without a host. */
    LOCAL,
    /** {@code <134>}. */
    PRIORITY,
    /** {@code <6>}. */
    SHORT,
    /** {@code <6>2026-11-22T05:52:09.224370+00:00 }. */
    TIMED,
    /** {@code 2026-11-22T05:52:09.224370+00:00 }. */
    ISO,
    /** Nothing. */
    RAW
  }
}
