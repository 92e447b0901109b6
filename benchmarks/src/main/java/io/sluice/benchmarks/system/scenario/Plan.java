package io.sluice.benchmarks.system.scenario;

import java.nio.file.Path;

/**
 * How everything is measured.
 *
 * @param launcher the program that starts Sluice
 * @param rounds of each row on each way, 1 or more
 * @param seconds of each round, 1 or more
 * @param warmUpSeconds of load on each way before a scenario's first row, 0 or more
 * @param perf whether perf(1) counts the proxies' instructions in every row
 * @param only rows whose name has this in it; empty: all
 */
public record Plan(
    Path launcher, int rounds, int seconds, int warmUpSeconds, boolean perf, String only) {}
