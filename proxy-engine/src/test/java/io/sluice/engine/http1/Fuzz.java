package io.sluice.engine.http1;

import io.sluice.engine.http1.Inputs.Input;
import java.io.IOException;
import java.util.List;
import java.util.Random;

/**
 * Compares us and Netty for as long as one likes, with messages that are made and with known inputs
 * that are changed; see {@link Differential}.
 *
 * <p>{@code Fuzz SECONDS [SEED]}: the seed of the first stream; the time of day where none is
 * given. It ends with 1 at the first difference, and prints its seed: the same seed again begins
 * with it.
 */
public final class Fuzz {
  private static final long REPORT_NANOS = 10_000_000_000L;

  private Fuzz() {}

  public static void main(final String[] args) throws IOException {
    final long endNanos = System.nanoTime() + Long.parseLong(args[0]) * 1_000_000_000L;
    long seed = args.length > 1 ? Long.parseLong(args[1]) : System.currentTimeMillis();
    final List<Input> inputs = Inputs.all();
    long reportNanos = System.nanoTime() + REPORT_NANOS;
    long streams = 0;
    System.out.println("first seed " + seed);
    while (System.nanoTime() < endNanos) {
      final String difference = difference(seed, inputs);
      if (difference != null) {
        System.out.println("seed " + seed + ": " + difference);
        System.exit(1);
      }
      seed++;
      streams++;
      if (System.nanoTime() > reportNanos) {
        reportNanos += REPORT_NANOS;
        System.out.println(streams + " streams, no difference");
      }
    }
    System.out.println(streams + " streams, no difference");
  }

  private static String difference(final long seed, final List<Input> inputs) {
    final Random random = new Random(seed);
    final Generator generator = new Generator(seed);
    try {
      return switch (random.nextInt(4)) {
        case 0 -> responses(generator.mutate(generator.responses()), random);
        case 1 -> requests(generator.mutate(generator.requests()), random);
        case 2 -> requests(generator.requests(), random);
        default -> requests(mutated(inputs, generator, random), random);
      };
    } catch (final RuntimeException | AssertionError defect) {
      return defect.toString();
    }
  }

  private static String mutated(
      final List<Input> inputs, final Generator generator, final Random random) {
    String bytes = inputs.get(random.nextInt(inputs.size())).bytes();
    if (bytes.length() > 4096) {
      bytes = bytes.substring(0, 4096);
    }
    for (int times = 1 + random.nextInt(3); times > 0; times--) {
      bytes = generator.mutate(bytes);
    }
    return bytes;
  }

  private static String requests(final String input, final Random random) {
    return named(input, Differential.requests(input, random.nextInt(input.length() + 1)));
  }

  private static String responses(final String input, final Random random) {
    return named(input, Differential.responses(input, random.nextInt(input.length() + 1)));
  }

  private static String named(final String input, final String difference) {
    return difference == null ? null : difference + "\n" + input;
  }
}
