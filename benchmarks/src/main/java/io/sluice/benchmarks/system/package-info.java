/**
 * The whole proxy under load, beside HAProxy and beside no proxy at all, in one run: {@link
 * io.sluice.benchmarks.system.SideBySide} is the place to begin, and {@link
 * io.sluice.benchmarks.system.scenario.Scenario} where a new row is written.
 */
package io.sluice.benchmarks.system;
