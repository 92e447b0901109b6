package io.sluice.benchmarks.system.report;

import io.sluice.benchmarks.system.figure.Figure;
import io.sluice.benchmarks.system.figure.Goal;
import io.sluice.benchmarks.system.figure.Noise;
import io.sluice.benchmarks.system.figure.Point;
import io.sluice.benchmarks.system.figure.Reading;
import io.sluice.benchmarks.system.figure.Result;
import io.sluice.benchmarks.system.figure.Unit;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Results that nobody measured. */
final class Results {
  private Results() {}

  /** A row whose HAProxy always gives 100, and Sluice these. */
  static Result of(String name, Optional<Point> point, double... rates) {
    Map<String, List<Reading>> ways = new LinkedHashMap<>();
    ways.put("HAProxy", Arrays.stream(rates).mapToObj(_ -> reading(100)).toList());
    ways.put("Sluice", Arrays.stream(rates).mapToObj(Results::reading).toList());
    return new Result(
        "rows",
        name,
        Unit.REQUEST,
        List.of(Figure.RATE, Figure.PROXY_CPU, Figure.FAILED),
        ways,
        "HAProxy",
        List.of(Goal.atLeast(Figure.RATE, 1.3, "HAProxy")),
        new Noise(0.5, 1.25, Map.of("cc1(7)", 40.0, "init(1)", 0.1)),
        point);
  }

  private static Reading reading(double rate) {
    return Reading.NONE
        .with(Figure.RATE, rate)
        .with(Figure.PROXY_CPU, 1000 / rate)
        .with(Figure.FAILED, 2);
  }
}
