/** An hour of load, and whether Sluice grows. */
package io.sluice.benchmarks.system.soak;
