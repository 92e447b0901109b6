/** Benchmarks of single parts, with JMH. How to run them is in the module's README. */
package io.sluice.benchmarks;
