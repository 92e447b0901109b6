package io.sluice.engine.galera;

/**
 * A write as the table has it afterwards, acknowledged or not.
 *
 * @param node that took it
 * @param atMicros when that node began with it, microseconds of the epoch
 */
record Row(long id, String node, long atMicros) {}
