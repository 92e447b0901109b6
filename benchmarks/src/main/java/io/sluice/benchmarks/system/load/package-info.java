/** Clients that load one way for some seconds. */
package io.sluice.benchmarks.system.load;
