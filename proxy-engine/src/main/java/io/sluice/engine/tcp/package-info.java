/**
 * Sessions that carry bytes and understand none.
 *
 * <p>A {@link io.sluice.engine.tcp.Session} is a client, the server it was given, and two {@link
 * io.sluice.engine.tcp.Direction}s between them.
 */
package io.sluice.engine.tcp;
