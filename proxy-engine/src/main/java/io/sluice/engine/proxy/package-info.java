/**
 * Frontends, backends and servers as the data path needs them: times in nanoseconds, addresses
 * resolved, counters for each worker. One is built for each generation of the configuration; what
 * lives longer than a generation is {@link io.sluice.backends.Backend}, {@link
 * io.sluice.backends.Server} and the counters.
 */
package io.sluice.engine.proxy;
