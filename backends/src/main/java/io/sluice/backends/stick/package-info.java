/**
 * Stick tables: keys, and what is counted or remembered beside each, shared by every event loop.
 *
 * <p>{@link io.sluice.backends.stick.StickTable} is the door, {@link
 * io.sluice.backends.stick.StickTables} the set of them that a configuration has. No sockets, no
 * threads and no clock: callers say what time it is, in milliseconds of one monotonic clock.
 */
package io.sluice.backends.stick;
