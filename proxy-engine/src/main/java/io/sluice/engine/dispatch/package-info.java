/**
 * How one who has something for a server comes to a connection with one: the same for sessions that
 * carry bytes and for requests. The queue and the slots are {@link io.sluice.backends.Backend}'s,
 * the idle connections {@link io.sluice.engine.proxy.ServerPool}'s.
 */
package io.sluice.engine.dispatch;
