/**
 * Servers and their state, how one is picked, and who waits for a slot.
 *
 * <p>{@link io.sluice.backends.Backend} is the door: event loops ask it for a server and give the
 * slot back, the control loop tells it what changed. No sockets, no threads and no clock: callers
 * say what time it is.
 */
package io.sluice.backends;
