package io.sluice.config;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How and how often a server is checked.
 *
 * @param origin the place of the check, or of the default it came from
 * @param probe what is sent and what is expected
 * @param inter time between two checks, more than 0 (HAProxy {@code inter})
 * @param fastinter the same while the verdict is changing; equal to {@code inter} where not said
 * @param downinter the same while the server is down; equal to {@code inter} where not said
 * @param timeout how long one check may last, connect included, more than 0
 * @param rise good checks in a row that bring it up, 1 or more
 * @param fall bad checks in a row that bring it down, 1 or more
 * @param port another port to check, 1 to 65535; empty: the server's
 * @param address another host to check; empty: the server's
 */
public record CheckConfig(
    Origin origin,
    ProbeConfig probe,
    Duration inter,
    Duration fastinter,
    Duration downinter,
    Duration timeout,
    int rise,
    int fall,
    OptionalInt port,
    Optional<String> address) {
  /** The same, with another probe. */
  CheckConfig withProbe(final ProbeConfig newProbe) {
    return new CheckConfig(
        origin, newProbe, inter, fastinter, downinter, timeout, rise, fall, port, address);
  }
}
