/** What is measured, its spread over the rounds, and the goals that it is held against. */
package io.sluice.benchmarks.system.figure;
