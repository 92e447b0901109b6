package io.sluice.config;

import java.util.OptionalInt;

/**
 * One listening address of a frontend (HAProxy {@code bind}).
 *
 * @param origin the place of the line
 * @param address where to listen
 * @param freebind whether an address that this host does not hold may be bound, so that a standby
 *     controller can start (IP_FREEBIND, ip(7)); says nothing for unix and inherited sockets
 * @param v6only whether an IPv6 wildcard leaves IPv4 alone (HAProxy {@code v6only})
 * @param deferAccept whether a client is accepted when its first bytes have come (HAProxy {@code
 *     defer-accept}; TCP_DEFER_ACCEPT, tcp(7))
 * @param mode permission bits of a unix socket's file, such as 0660; empty: what umask leaves
 */
public record BindConfig(
    Origin origin,
    Address address,
    boolean freebind,
    boolean v6only,
    boolean deferAccept,
    OptionalInt mode) {}
