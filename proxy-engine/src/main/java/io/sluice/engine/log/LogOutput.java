package io.sluice.engine.log;

import io.sluice.config.LogConfig;
import io.sluice.config.LogTarget;
import java.time.Instant;
import java.time.ZoneId;

/**
 * One target: which lines it takes, and what stands before them. Confined to the writer's thread.
 */
final class LogOutput {
  /** The most that stands before a line: date, a host's name, tag, process, marks. */
  private static final int HEADER_BYTES = 512;

  private final LogTarget target;
  private final SyslogHeader header;
  private final LineTransport transport;
  private final byte[] line = new byte[HEADER_BYTES + (1 << 14) + 1];

  LogOutput(final LogTarget target, final LogConfig config, final LineTransport transport) {
    this.target = target;
    this.transport = transport;
    header = new SyslogHeader(target, config, ZoneId.systemDefault());
  }

  /** Whether messages of the process go there; they have a line on standard output already. */
  boolean takesMessages() {
    return !(target.to() instanceof LogTarget.Stream);
  }

  boolean isStandardOutput() {
    return target.to() == LogTarget.Stream.STDOUT;
  }

  /** Sends a line, if its level is one that is wanted. */
  void put(
      final byte[] from, final int offset, final int length, final int level, final Instant now) {
    if (level > target.level()) {
      return;
    }
    final int start = header.put(Math.max(level, target.minLevel()), now, line, 0);
    final int taken = Math.min(length, line.length - 1 - start);
    System.arraycopy(from, offset, line, start, taken);
    final int end = Math.min(start + taken, target.maxBytes());
    if (end > 0) {
      transport.send(line, end);
    }
  }

  LineTransport transport() {
    return transport;
  }
}
