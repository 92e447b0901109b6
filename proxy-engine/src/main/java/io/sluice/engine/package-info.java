/**
 * The engine: from an accepted client to the last byte of its session.
 *
 * <p>The way of a byte, and whom to read in which order:
 *
 * <pre>
 *   kernel ─► frontend.Listener      accepts, when the limits have a place
 *               ▼
 *             tcp.Session            one client; begins and ends here
 *               ▼
 *             tcp.Dispatch           asks backends.Backend for a server, waits, connects, retries
 *               ▼
 *             tcp.Relay              both connections, their timeouts, how it ends
 *               ▼
 *             tcp.Direction          read(2) from one, write(2) to the other      (one for each way)
 *               ▼
 *             transport.Connection   a socket on the worker's epoll
 * </pre>
 *
 * <p>All of it runs on the worker that accepted the client. What the parts of a configuration are
 * at run time is in {@link io.sluice.engine.proxy}; {@link io.sluice.engine.reload} puts a new
 * configuration in place of the old one; {@link io.sluice.engine.ProxyServer} starts and stops it
 * all.
 */
package io.sluice.engine;
