/**
 * The {@code mysql} check, and the part of MySQL's client protocol that checks need.
 *
 * <pre>
 *   bytes → PacketReader → {@link io.sluice.health.mysql.MySqlSession} → {@link io.sluice.health.mysql.Answer}
 *                                |          |
 *                           AuthMethod   ResultSetReader
 * </pre>
 *
 * <p>Nothing but {@link io.sluice.health.mysql.GreetingExchange} and {@link
 * io.sluice.health.mysql.LoginExchange} knows of a channel's events. Source: MySQL internals
 * manual, "Client/Server Protocol"; MariaDB knowledge base, "Clients &amp; Utilities: Connection".
 */
package io.sluice.health.mysql;
