package io.sluice.benchmarks.system.host;

import io.sluice.benchmarks.system.figure.Noise;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Watches what else runs: who is neither this process, nor started by it, nor a thread of the
 * kernel. One that begins and ends between two looks is not seen. For one thread.
 *
 * <p>Source: proc(5), {@code /proc/stat}, {@code /proc/PID/stat}, {@code /proc/loadavg}.
 */
public final class Neighbours {
  private static final int KERNEL_THREADS = 2;
  private static final double TICK_SECONDS = 0.01;

  private final Map<String, Long> ticks = new HashMap<>();
  private final long beginNanos = System.nanoTime();
  private final long[] begin = machine();
  private Map<Long, Running> last = processes();

  /** Begins to watch. */
  public Neighbours() throws IOException {}

  /** Looks; the more often, the fewer are missed. */
  public void look() throws IOException {
    final Map<Long, Running> now = processes();
    final Set<Long> ours =
        Stream.concat(Stream.of(ProcessHandle.current()), ProcessHandle.current().descendants())
            .map(ProcessHandle::pid)
            .collect(Collectors.toSet());
    now.forEach((pid, process) -> {
      if (!ours.contains(pid)) {
        final Running before = last.get(pid);
        final long used = process.ticks() - (before == null ? 0 : before.ticks());
        ticks.merge(process.name() + "(" + pid + ")", used, Long::sum);
      }
    });
    last = now;
  }

  /** What was seen so far. */
  public Noise noise() throws IOException {
    look();
    final double seconds = Math.max(1e-3, (System.nanoTime() - beginNanos) / 1e9);
    final Map<String, Double> others = new HashMap<>();
    ticks.forEach((name, used) -> others.put(name, used * TICK_SECONDS / seconds * 100));
    final long[] end = machine();
    final double all = Math.max(1, end[0] - begin[0]);
    final String load = Files.readString(Path.of("/proc/loadavg"));
    return new Noise(
        Double.parseDouble(load.substring(0, load.indexOf(' '))),
        (end[1] - begin[1]) * 100 / all,
        others);
  }

  /** All ticks, and those that were stolen. */
  private static long[] machine() throws IOException {
    final String[] fields =
        Files.readAllLines(Path.of("/proc/stat")).getFirst().strip().split(" +", -1);
    long all = 0;
    // Behind the steal is the time of guests, which user has too.
    for (int i = 1; i <= 8; i++) {
      all += Long.parseLong(fields[i]);
    }
    return new long[] {all, Long.parseLong(fields[8])};
  }

  private static Map<Long, Running> processes() throws IOException {
    final Map<Long, Running> found = new HashMap<>();
    try (var entries = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (final Path entry : entries) {
        final long pid = Long.parseLong(entry.getFileName().toString());
        read(entry)
            .filter(process -> pid != KERNEL_THREADS && process.parent() != KERNEL_THREADS)
            .ifPresent(process -> found.put(pid, process));
      }
    }
    return found;
  }

  /** One process; empty: it has ended. */
  private static Optional<Running> read(final Path entry) {
    try {
      final String line = Files.readString(entry.resolve("stat"));
      // The name in brackets may hold spaces and brackets.
      final int end = line.lastIndexOf(')');
      final String[] fields = line.substring(end + 2).split(" ", -1);
      return Optional.of(
          new Running(
              line.substring(line.indexOf('(') + 1, end),
              Long.parseLong(fields[1]),
              Long.parseLong(fields[11]) + Long.parseLong(fields[12])));
    } catch (final IOException _) {
      return Optional.empty();
    }
  }

  private record Running(String name, long parent, long ticks) {}
}
