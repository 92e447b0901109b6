package io.sluice.engine.galera;

/**
 * A write that was acknowledged.
 *
 * @param id of its row
 * @param node that took it, as the node itself said
 * @param beginMicros when the client sent it, microseconds of the epoch
 * @param ackMicros when the client had the answer
 */
record Commit(long id, String node, long beginMicros, long ackMicros) {}
