/**
 * Sockets on event loops, and nothing about what they carry.
 *
 * <p>A {@link io.sluice.engine.transport.Worker} is one event loop with what belongs to it. A
 * {@link io.sluice.engine.transport.Connection} is one stream socket on it: bytes in, bytes out,
 * readable, writable, ended. It is edge-triggered and registered once, so that a session in its
 * steady state makes no epoll_ctl calls.
 */
package io.sluice.engine.transport;
