/**
 * Where servers are that are known by name: at the start, and again and again while Sluice runs.
 *
 * <pre>
 *   InitialAddresses   what a start or a reload begins with: last, libc, an address, or none
 *   Discovery          which name is due, whom its addresses go to, and what is said of it
 *     Name             one name: when to ask again, what to keep while nobody answers
 *     Sharing          what the servers of a group share, from a name or from a cluster
 *       Placement      which of them has which address
 *     Relocation       brings a server there: sessions, check, state, log
 *   DnsResolver        asks: the hosts file, then nameservers, on a loop of its own
 * </pre>
 *
 * <p>Everything but {@link io.sluice.engine.discovery.DnsResolver} is confined to the control loop
 * or to the reload that prepares a configuration.
 */
package io.sluice.engine.discovery;
