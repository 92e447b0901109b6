/**
 * The one writer of a cluster: what its nodes say, which of them may be the writer, and how the
 * writer moves. Confined to whoever calls, which is the control loop; no threads, no clock.
 */
package io.sluice.backends.writer;
