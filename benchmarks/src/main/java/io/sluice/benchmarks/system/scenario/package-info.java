/**
 * The rows of the table. A {@link io.sluice.benchmarks.system.scenario.Scenario} starts what its
 * rows need and has {@link io.sluice.benchmarks.system.scenario.Bench} measure them; a new one is
 * named in {@link io.sluice.benchmarks.system.scenario.Scenarios}.
 */
package io.sluice.benchmarks.system.scenario;
