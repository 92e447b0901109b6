package io.sluice.engine.testkit;

/**
 * What went over a connection.
 *
 * @param bytes how many
 * @param crc their CRC-32C
 */
public record Sum(long bytes, long crc) {}
