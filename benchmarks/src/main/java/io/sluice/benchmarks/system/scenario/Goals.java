package io.sluice.benchmarks.system.scenario;

import io.sluice.benchmarks.system.figure.Figure;
import io.sluice.benchmarks.system.figure.Goal;

/** What is wanted of Sluice, kind of work by kind. Stateless. */
final class Goals {
  private static final String HAPROXY = "HAProxy";

  private Goals() {}

  /** Small requests on connections that stay, with rules and logs. */
  static Goal[] keepAlive() {
    return new Goal[] {
      Goal.atLeast(Figure.RATE, 1.3, HAPROXY),
      Goal.atMost(Figure.MACHINE_CPU, 0.75, HAPROXY),
      Goal.atMost(Figure.PROXY_CPU, 0.6, HAPROXY)
    };
  }

  /** A new connection for each request. */
  static Goal[] connections() {
    return new Goal[] {Goal.atLeast(Figure.RATE, 1.0, HAPROXY)};
  }

  /** Small messages of TCP, whatever they are. */
  static Goal[] messages() {
    return new Goal[] {
      Goal.atLeast(Figure.RATE, 1.0, HAPROXY), Goal.atMost(Figure.MACHINE_CPU, 1.0, HAPROXY)
    };
  }

  /** Many bytes, beside a HAProxy that splices. */
  static Goal[] bulk() {
    return new Goal[] {
      Goal.atLeast(Figure.RATE, 0.95, "direct"),
      Goal.atMost(Figure.MACHINE_CPU, 1.0, HAPROXY),
      Goal.atMost(Figure.PROXY_CPU, 1.0, HAPROXY)
    };
  }

  /** The same rate for all. */
  static Goal[] rate() {
    return new Goal[] {Goal.atMost(Figure.P99, 1.0, HAPROXY)};
  }
}
