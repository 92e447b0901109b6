package io.sluice.benchmarks.system;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What {@link SideBySide} is told on its command line.
 *
 * @param sluice the launcher
 * @param rounds of each load on each way, 1 or more
 * @param seconds of each round, 1 or more
 * @param warmUpSeconds of each kind of load on each way before the first round
 * @param out where the report goes beside standard output
 */
record Options(Path sluice, int rounds, int seconds, int warmUpSeconds, Optional<Path> out) {
  static final String USAGE =
      "SideBySide LAUNCHER [--rounds 5] [--seconds 5] [--warm-up 10] [--out FILE]";

  /** Reads a command line; throws IllegalArgumentException with a message for who typed it. */
  static Options parse(final String... args) {
    if (args.length % 2 == 0) {
      throw new IllegalArgumentException(USAGE);
    }
    int rounds = 5;
    int seconds = 5;
    int warmUpSeconds = 10;
    Optional<Path> out = Optional.empty();
    for (int i = 1; i < args.length; i += 2) {
      final String value = args[i + 1];
      switch (args[i]) {
        case "--rounds" -> rounds = positive(value);
        case "--seconds" -> seconds = positive(value);
        case "--warm-up" -> warmUpSeconds = positive(value);
        case "--out" -> out = Optional.of(Path.of(value));
        default -> throw new IllegalArgumentException(args[i] + " is unknown: " + USAGE);
      }
    }
    return new Options(Path.of(args[0]).toAbsolutePath(), rounds, seconds, warmUpSeconds, out);
  }

  private static int positive(final String text) {
    final int number = Integer.parseInt(text);
    if (number < 1) {
      throw new IllegalArgumentException(text + " is below 1");
    }
    return number;
  }
}
