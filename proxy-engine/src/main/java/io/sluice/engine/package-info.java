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
 *             dispatch.Dispatch      asks backends.Backend for a server, waits, connects, retries
 *               ▼
 *             tcp.Relay              both connections, their timeouts, how it ends
 *               ▼
 *             tcp.Direction          read(2) from one, write(2) to the other      (one for each way)
 *               ▼
 *             transport.Connection   a socket on the worker's epoll
 * </pre>
 *
 * <p>The way of a request, in mode http:
 *
 * <pre>
 *             http.HttpSession       one client; reads the heads of its requests
 *               ▼
 *             http.Exchange          one request at a time, and where it stands: by its rules
 *               ▼                    (Reception) to a server and back (Traffic)
 *             dispatch.Dispatch      as above, or an idle connection of proxy.ServerPool
 *               ▼
 *             http.Body              from a connection to the other           (one for each way)
 * </pre>
 *
 * <p>All of it runs on the worker that accepted the client. What the parts of a configuration are
 * at run time is in {@link io.sluice.engine.proxy}; {@link io.sluice.engine.reload} puts a new
 * configuration in place of the old one; {@link io.sluice.engine.ProxyServer} starts and stops it
 * all.
 */
package io.sluice.engine;
