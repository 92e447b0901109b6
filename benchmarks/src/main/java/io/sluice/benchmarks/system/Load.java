package io.sluice.benchmarks.system;

import java.io.IOException;
import java.util.List;

/** A client program that loads one way for some seconds. */
sealed interface Load permits Wrk, H2Load {
  /** As the table says it. */
  String name();

  /**
   * Runs it once.
   *
   * @return requests, and how long they took
   */
  Outcome run(Way way, int seconds) throws IOException, InterruptedException;

  /** What a browser or an OpenStack client says beside the request line. */
  List<String> HEADERS =
      List.of(
          "User-Agent: python-keystoneclient",
          "Accept: application/json",
          "X-Auth-Token: gAAAAABlZ" + "x".repeat(175));

  /**
   * What came of it.
   *
   * @param requests answered
   * @param failed others
   */
  record Outcome(
      long requests, double perSecond, double p50Micros, double p99Micros, long failed) {}
}
