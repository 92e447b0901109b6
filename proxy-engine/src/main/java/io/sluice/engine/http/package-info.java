/**
 * Sessions that speak HTTP/1: requests of a client, one after the other, each taken to a server and
 * its response back.
 *
 * <pre>
 *   HttpSession ──Requester──► Exchange ──► Dispatch ──► a connection to a server
 *       │                        │  └─ ExchangeRules: what rules say, who answers
 *       │ Inflow                 │ Inflow
 *       └──── Body ──► Outflow   └──── Body ──► Outflow of the client
 * </pre>
 *
 * <p>Syntax is {@link io.sluice.engine.http1}'s, rules are {@link io.sluice.engine.rules}'.
 */
package io.sluice.engine.http;
