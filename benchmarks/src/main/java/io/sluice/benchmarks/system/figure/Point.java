package io.sluice.benchmarks.system.figure;

/**
 * Where a row stands in a plot of growth.
 *
 * @param panel the plot's title
 * @param x how much there was of what grows
 */
public record Point(String panel, double x) {}
