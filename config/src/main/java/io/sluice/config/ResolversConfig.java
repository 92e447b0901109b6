package io.sluice.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How names of servers are resolved while Sluice runs (HAProxy {@code resolvers}).
 *
 * @param nameservers IP addresses, asked in this order; empty: those of /etc/resolv.conf
 * @param timeout how long one nameserver may take, more than 0
 * @param retries how often each nameserver is asked before a name counts as not to be resolved, 1
 *     or more (HAProxy {@code resolve_retries})
 * @param minTtl the shortest time between two questions for a name, more than 0
 * @param maxTtl the longest, however long the answer is good for
 * @param hold what is kept, and how long
 * @param preferIpv6 whether a name that has addresses of both families gives those of IPv6
 */
public record ResolversConfig(
    List<Address.Inet> nameservers,
    Duration timeout,
    int retries,
    Duration minTtl,
    Duration maxTtl,
    Hold hold,
    boolean preferIpv6) {
  /** What holds where nothing is said. */
  public static final ResolversConfig DEFAULT =
      new ResolversConfig(
          List.of(),
          Duration.ofSeconds(1),
          3,
          Duration.ofSeconds(1),
          Duration.ofMinutes(5),
          new Hold(Optional.of(Duration.ofSeconds(30)), Duration.ZERO, Optional.empty()),
          false);

  public ResolversConfig {
    nameservers = List.copyOf(nameservers);
  }

  /**
   * How long an address is kept that the nameservers no longer vouch for.
   *
   * @param nx after the name was last there (HAProxy {@code hold nx}); empty: for ever
   * @param obsolete after it was last among the name's addresses, while there are others (HAProxy
   *     {@code hold obsolete}); 0: not at all
   * @param error after the last good answer, while there is none or an error (HAProxy {@code hold
   *     timeout}, {@code refused}, {@code other}); empty: for ever
   */
  public record Hold(Optional<Duration> nx, Duration obsolete, Optional<Duration> error) {}
}
