package io.sluice.benchmarks.system;

/**
 * One way to the server.
 *
 * @param name as the table says it
 * @param port of 127.0.0.1 where it begins
 * @param pid the proxy's process; 0: there is none
 */
record Way(String name, int port, long pid) {}
