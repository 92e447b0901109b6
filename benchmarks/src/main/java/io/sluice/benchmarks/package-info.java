/** Benchmarks. */
package io.sluice.benchmarks;
