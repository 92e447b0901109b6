package io.sluice.benchmarks.system.figure;

/**
 * What a row counts, and what CPU time is divided by.
 *
 * @param one of it
 * @param many of it
 */
public record Unit(String one, String many) {
  public static final Unit REQUEST = new Unit("request", "requests");
  public static final Unit MIB = new Unit("MiB", "MiB");
  public static final Unit TRANSACTION = new Unit("transaction", "transactions");
}
