package io.sluice.benchmarks.system.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Memory of a process. Stateless. */
public final class Memory {
  private static final double KIB_OF_MIB = 1024;

  private Memory() {}

  /**
   * What is resident of it, MiB; NaN: the process is 0, that is none.
   *
   * <p>Source: proc(5), VmRSS.
   */
  public static double residentMiB(final long pid) throws IOException {
    if (pid == 0) {
      return Double.NaN;
    }
    try (var lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
      return lines
              .filter(line -> line.startsWith("VmRSS:"))
              .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
              .sum()
          / KIB_OF_MIB;
    }
  }
}
