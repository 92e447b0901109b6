package io.sluice.benchmarks.system.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * CPU time that was used so far, in ticks of 10 ms.
 *
 * <p>Source: proc(5), {@code /proc/stat} and {@code /proc/PID/stat}.
 *
 * @param machine all that was not idle
 * @param user of one process, in its own code; 0: there is none
 * @param system of the same process, in the kernel
 */
public record Cpu(long machine, long user, long system) {
  private static final double TICK_MICROS = 10_000;

  /** Reads it; 0 as the process: none. */
  public static Cpu now(final long pid) throws IOException {
    if (pid == 0) {
      return new Cpu(machineTicks(), 0, 0);
    }
    final String line = Files.readString(Path.of("/proc/" + pid + "/stat"));
    // The name in brackets may hold spaces; the state is the first field behind it.
    final String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
    return new Cpu(machineTicks(), Long.parseLong(fields[11]), Long.parseLong(fields[12]));
  }

  private static long machineTicks() throws IOException {
    final String[] fields =
        Files.readAllLines(Path.of("/proc/stat")).getFirst().strip().split(" +", -1);
    // user, nice, system; then idle and iowait; then irq, softirq.
    return Long.parseLong(fields[1])
        + Long.parseLong(fields[2])
        + Long.parseLong(fields[3])
        + Long.parseLong(fields[6])
        + Long.parseLong(fields[7]);
  }

  /** Of all cores, microseconds. */
  public double machineMicrosSince(final Cpu before) {
    return (machine - before.machine) * TICK_MICROS;
  }

  /** Of the process, in its own code, microseconds. */
  public double userMicrosSince(final Cpu before) {
    return (user - before.user) * TICK_MICROS;
  }

  /** Of the process, in the kernel, microseconds. */
  public double systemMicrosSince(final Cpu before) {
    return (system - before.system) * TICK_MICROS;
  }
}
