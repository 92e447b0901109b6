package io.sluice.benchmarks.system.scenario;

/** Words of the table. Stateless. */
final class Names {
  private Names() {}

  static String connections(final int count) {
    return count == 1 ? "1 connection" : count + " connections";
  }
}
