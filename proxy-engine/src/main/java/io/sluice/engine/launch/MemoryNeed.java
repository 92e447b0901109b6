package io.sluice.engine.launch;

import io.sluice.backends.stick.StickTable;
import io.sluice.config.BackendConfig;
import io.sluice.config.FrontendConfig;
import io.sluice.config.Mode;
import io.sluice.config.ProxyConfig;
import io.sluice.config.http.StickTableConfig;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The most memory that a configuration takes, when maxconn clients are there at one time and all of
 * them hold as much as they may. Usual traffic takes a fraction.
 *
 * @param maxconn of the process
 * @param heapBytes objects: sessions, heads of messages, stick tables, and room for the collector
 * @param bufferBytes what was read and could not be written yet; 32 KiB for each client, as HAProxy
 *     has it with two buffers of its usual size
 */
record MemoryNeed(int maxconn, long heapBytes, long bufferBytes) {
  static final long MIB = 1 << 20;
  private static final long KIB = 1 << 10;

  /** The product itself at rest has 10 MiB; the rest is young objects and some air. */
  private static final long HEAP_AT_REST = 64 * MIB;

  private static final long BUFFERS_AT_REST = 64 * MIB;

  /** A session in mode tcp has 1.1 KiB. */
  private static final long TCP_SESSION = 2 * KIB;

  /** One in mode http has 3.6 KiB between two requests. */
  private static final long HTTP_SESSION = 4 * KIB;

  private static final long SESSION_BUFFERS = 32 * KIB;

  /** For code, classes, threads and the JVM's own: beside the heap and the buffers. */
  static final long JVM_BYTES = 150 * MIB;

  /**
   * Of a configuration.
   *
   * @param maxconn of the process, 1 or more
   */
  static MemoryNeed of(final ProxyConfig config, final int maxconn) {
    return new MemoryNeed(
        maxconn,
        HEAP_AT_REST + tables(config) + maxconn * session(config),
        BUFFERS_AT_REST + maxconn * SESSION_BUFFERS);
  }

  /** In mode http a client may hold the head of a request and that of its response. */
  private static long session(final ProxyConfig config) {
    final boolean http =
        config.frontends().stream().map(FrontendConfig::mode).anyMatch(Mode.HTTP::equals);
    return http ? HTTP_SESSION + 2L * config.global().tuning().headBytes() : TCP_SESSION;
  }

  private static long tables(final ProxyConfig config) {
    return Stream.concat(
            config.frontends().stream().map(frontend -> frontend.http().table()),
            config.backends().stream().map(BackendConfig::http).map(http -> http.table()))
        .flatMap(Optional::stream)
        .mapToLong(MemoryNeed::full)
        .sum();
  }

  private static long full(final StickTableConfig table) {
    return table.size() * StickTable.bytesPerEntry(table);
  }

  /** All of the process. */
  long totalBytes() {
    return heapBytes + bufferBytes + JVM_BYTES;
  }
}
