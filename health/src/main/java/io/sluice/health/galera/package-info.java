/**
 * The {@code galera} check: what a node says of itself over a connection that is kept, what that
 * makes it good for, the row that load balancers agree by, and the commands that change it.
 *
 * <p>On the check loop.
 */
package io.sluice.health.galera;
