package io.sluice.benchmarks.system.figure;

/**
 * What is measured in each round: a column of the table.
 *
 * @param key its name in JSON
 * @param title its name in the table; {@code {units}} stands for requests, messages and so on
 * @param decimals that are printed
 * @param range whether the table shows the range of a way's figures beside their median
 */
public record Figure(String key, String title, int decimals, boolean range) {
  public static final Figure RATE = new Figure("rate", "{units}/s", 0, true);

  /** CPU time of the proxy's process for each unit of work. */
  public static final Figure PROXY_CPU = new Figure("proxy_cpu_us", "proxy CPU µs", 1, true);

  /** The part of it in the proxy's own code. */
  public static final Figure USER_CPU = new Figure("user_cpu_us", "user µs", 1, false);

  /** The part of it in the kernel. */
  public static final Figure SYSTEM_CPU = new Figure("system_cpu_us", "system µs", 1, false);

  /** CPU time of the whole machine for each unit of work, clients and servers included. */
  public static final Figure MACHINE_CPU = new Figure("machine_cpu_us", "machine CPU µs", 1, true);

  public static final Figure P50 = new Figure("p50_us", "p50 µs", 0, false);
  public static final Figure P99 = new Figure("p99_us", "p99 µs", 0, false);
  public static final Figure P999 = new Figure("p999_us", "p99.9 µs", 0, false);

  /** Memory of the proxy behind a round. */
  public static final Figure MEMORY = new Figure("resident_mib", "resident MiB", 0, false);

  /** Instructions of the proxy's process for each unit of work, user and kernel, by perf(1). */
  public static final Figure INSTRUCTIONS = new Figure("instructions", "instructions", 0, true);

  /** From exec(2) to the first byte that a client gets. */
  public static final Figure FIRST_BYTE = new Figure("first_byte_ms", "first byte ms", 0, true);

  /** What an idle session adds to what is resident of the proxy. */
  public static final Figure SESSION_MEMORY =
      new Figure("session_kib", "KiB for a session", 2, true);

  /** Units of work that had no good end. */
  public static final Figure FAILED = new Figure("failed", "failed", 0, false);

  /** The title with the unit of work in it. */
  public String title(final Unit unit) {
    return title.replace("{units}", unit.many());
  }
}
