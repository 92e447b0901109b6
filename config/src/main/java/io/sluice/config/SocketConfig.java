package io.sluice.config;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Options of TCP connections on one side of a proxy (tcp(7)).
 *
 * @param noDelay TCP_NODELAY
 * @param keepAlive SO_KEEPALIVE (HAProxy {@code option clitcpka}, {@code srvtcpka})
 * @param keepAliveIdle TCP_KEEPIDLE, whole seconds; empty: the kernel's
 * @param keepAliveInterval TCP_KEEPINTVL, whole seconds; empty: the kernel's
 * @param keepAliveCount TCP_KEEPCNT; empty: the kernel's
 * @param userTimeout TCP_USER_TIMEOUT: how long sent bytes may stay without an acknowledgement,
 *     milliseconds; empty: the kernel's (HAProxy {@code tcp-ut})
 */
public record SocketConfig(
    boolean noDelay,
    boolean keepAlive,
    Optional<Duration> keepAliveIdle,
    Optional<Duration> keepAliveInterval,
    OptionalInt keepAliveCount,
    Optional<Duration> userTimeout) {}
