/** The machine, its processes, and what they use. */
package io.sluice.benchmarks.system.host;
