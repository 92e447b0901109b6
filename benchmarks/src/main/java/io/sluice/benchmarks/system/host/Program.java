package io.sluice.benchmarks.system.host;

import java.util.List;

/**
 * A program that a scenario runs.
 *
 * @param name to run it by
 * @param packageName Debian's package that has it
 */
public record Program(String name, String packageName) {
  public static final Program HAPROXY = new Program("haproxy", "haproxy");
  public static final Program NGINX = new Program("nginx", "nginx-light");
  public static final Program WRK = new Program("wrk", "wrk");
  public static final Program H2LOAD = new Program("h2load", "nghttp2-client");
  public static final Program IPERF3 = new Program("iperf3", "iperf3");
  public static final Program MEMCACHED = new Program("memcached", "memcached");
  public static final Program MARIADBD = new Program("mariadbd", "mariadb-server");
  public static final Program RSYNC = new Program("rsync", "rsync");
  public static final Program SYSBENCH = new Program("sysbench", "sysbench");

  /** What of these is not installed. */
  public static List<Program> missing(final List<Program> programs) {
    return programs.stream().filter(program -> Programs.find(program.name()).isEmpty()).toList();
  }
}
