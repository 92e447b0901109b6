/**
 * The whole proxy under load, beside HAProxy and beside no proxy at all, in one run: {@link
 * io.sluice.benchmarks.system.SideBySide} is the place to begin.
 */
package io.sluice.benchmarks.system;
