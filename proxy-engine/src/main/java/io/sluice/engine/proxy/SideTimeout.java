package io.sluice.engine.proxy;

import java.time.Duration;
import java.util.Optional;

/**
 * How long one side of an established session may be silent, nanoseconds; 0: for ever.
 *
 * @param openNanos while its stream goes on
 * @param finNanos once the stream towards it has ended
 */
public record SideTimeout(long openNanos, long finNanos) {
  /**
   * The timeouts of one side.
   *
   * @param side {@code timeout client} or {@code timeout server}
   * @param fin {@code timeout client-fin} or {@code timeout server-fin}; empty: the other goes on
   * @param tunnel {@code timeout tunnel}, which stands in for {@code side}
   */
  static SideTimeout of(
      final Optional<Duration> side,
      final Optional<Duration> fin,
      final Optional<Duration> tunnel) {
    final long openNanos = nanos(tunnel.or(() -> side));
    return new SideTimeout(openNanos, fin.isPresent() ? nanos(fin) : openNanos);
  }

  /** The timeout in force. */
  public long nanos(final boolean ended) {
    return ended ? finNanos : openNanos;
  }

  /** A timeout in nanoseconds; 0: none. */
  public static long nanos(final Optional<Duration> timeout) {
    return timeout.map(Duration::toNanos).orElse(0L);
  }
}
