package io.sluice.benchmarks.system.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Loads Sluice moderately for an hour, and says whether it grows: requests on connections that
 * stay, new connections in modes http and tcp, idle sessions, and a reload that changes something
 * each minute. Prints what the process holds every ten seconds, and the slope of each column.
 *
 * <p>Arguments: {@link #USAGE}. Memory, descriptors and the heap do not depend on what else runs,
 * so others may.
 */
public final class Soak {
  static final String USAGE = "Soak LAUNCHER [MINUTES, 60] [OUT]";
  private static final Duration EVERY = Duration.ofSeconds(10);
  private static final int SAMPLES_A_MINUTE = 6;

  /** What is compiled, loaded and cached in these belongs to the start, not to growth. */
  private static final int SETTLING_MINUTES = 10;

  private final SoakScene scene;
  private final SoakLoad load;
  private final List<SoakSample> samples = new ArrayList<>();
  private final List<String> report = new ArrayList<>();

  private Soak(final SoakScene scene) {
    this.scene = scene;
    load = new SoakLoad(scene.httpPort(), scene.tcpPort());
  }

  /** See the class. */
  public static void main(final String[] args) throws IOException, InterruptedException {
    if (args.length == 0 || args.length > 3) {
      System.err.println(USAGE);
      System.exit(2);
    }
    final int minutes = args.length > 1 ? Integer.parseInt(args[1]) : 60;
    try (SoakScene scene = new SoakScene(Path.of(args[0]).toAbsolutePath())) {
      final Soak soak = new Soak(scene);
      soak.run(minutes);
      if (args.length > 2) {
        Files.write(Path.of(args[2]), soak.report);
      }
    }
    // The threads of the load have no other end.
    System.exit(0);
  }

  private void run(final int minutes) throws IOException, InterruptedException {
    load.start();
    say(SoakSample.HEAD);
    say("|---|---|---|---|---|---|---|---|");
    final long begin = System.nanoTime();
    for (int i = 1; i <= minutes * SAMPLES_A_MINUTE; i++) {
      Thread.sleep(Math.max(0, (begin + EVERY.toNanos() * i - System.nanoTime()) / 1_000_000));
      final SoakSample sample = scene.sample(i * EVERY.toSeconds(), load);
      samples.add(sample);
      say(sample.line());
      if (i % SAMPLES_A_MINUTE == 0) {
        scene.reload();
      }
      if (i == Math.min(SETTLING_MINUTES, minutes) * SAMPLES_A_MINUTE) {
        say("live heap now: " + scene.liveHeap());
      }
    }
    say("live heap now: " + scene.liveHeap());
    slopes();
  }

  private void slopes() {
    final List<SoakSample> settled =
        samples.stream().filter(s -> s.second() > SETTLING_MINUTES * 60).toList();
    if (settled.size() < 2) {
      return;
    }
    say("");
    say("Slope for an hour, without the first " + SETTLING_MINUTES + " minutes:");
    slope("resident MiB", settled, SoakSample::residentMiB);
    slope("heap after collection MiB", settled, SoakSample::heapMiB);
    slope("buffers outside the heap MiB", settled, SoakSample::directMiB);
    slope("descriptors", settled, SoakSample::descriptors);
    slope("threads", settled, SoakSample::threads);
  }

  private void slope(
      final String name, final List<SoakSample> of, final ToDoubleFunction<SoakSample> figure) {
    say("- %s: %+.2f".formatted(name, perHour(of, figure)));
  }

  /** By least squares. */
  private static double perHour(
      final List<SoakSample> of, final ToDoubleFunction<SoakSample> figure) {
    final double meanX = of.stream().mapToDouble(SoakSample::second).average().orElse(0);
    final double meanY = of.stream().mapToDouble(figure).average().orElse(0);
    double products = 0;
    double squares = 0;
    for (final SoakSample sample : of) {
      final double x = sample.second() - meanX;
      products += x * (figure.applyAsDouble(sample) - meanY);
      squares += x * x;
    }
    return products / squares * 3600;
  }

  private void say(final String line) {
    System.out.println(line);
    report.add(line);
  }
}
