/**
 * Which server a request is for, before any is picked: the key that a balancing algorithm goes by,
 * cookies that name a server, what stick tables remember, and {@code use-server}. Compiled once for
 * each generation; confined to the worker of the exchange when it is asked; no sockets.
 */
package io.sluice.engine.persist;
