/** The results as a table, as JSON and as plots. */
package io.sluice.benchmarks.system.report;
