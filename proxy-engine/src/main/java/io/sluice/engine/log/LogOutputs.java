package io.sluice.engine.log;

import io.sluice.config.LogConfig;
import io.sluice.config.LogTarget;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * The targets of a configuration. Confined to the writer's thread but for {@link #dropped}; what a
 * line cannot be given to drops and counts it there.
 */
final class LogOutputs {
  private static final long STREAM_BYTES = 1 << 20;

  private final LogConfig config;
  private final List<LogOutput> outputs;

  /** Opens the targets; there is nothing yet that could fail. */
  LogOutputs(final LogConfig config, final LineTransport standardOutput) {
    this.config = config;
    outputs =
        config.targets().stream()
            .map(target -> new LogOutput(target, config, open(target.to(), standardOutput)))
            .toList();
  }

  private static LineTransport open(final LogTarget.To to, final LineTransport standardOutput) {
    return switch (to) {
      case LogTarget.Stream.STDOUT -> standardOutput;
      case LogTarget.Stream.STDERR ->
          new DetachedOutput(
              new StreamOutput(new FileOutputStream(FileDescriptor.err)), STREAM_BYTES);
      case LogTarget.Udp(final var address) ->
          new UdpTransport(new HostAddress(address), batches());
      case LogTarget.Tcp(final var address) -> new TcpTransport(new HostAddress(address));
      case LogTarget.Datagram(final var address) -> new DatagramTransport(address, batches());
    };
  }

  private static BooleanSupplier batches() {
    Sendmmsg.load();
    return Sendmmsg::isReady;
  }

  /** Whether standard output is all there is, and may block. */
  static boolean isStandardOutputAlone(final LogConfig config) {
    return config.targets().stream().allMatch(t -> t.to() == LogTarget.Stream.STDOUT);
  }

  /** Whether another configuration would make the same of every line. */
  boolean isFor(final LogConfig other) {
    return config.targets().equals(other.targets())
        && config.tag().equals(other.tag())
        && config.hostName().equals(other.hostName());
  }

  boolean isEmpty() {
    return outputs.isEmpty();
  }

  /** Whether there is one that messages go to. */
  boolean takeMessages() {
    return outputs.stream().anyMatch(LogOutput::takesMessages);
  }

  /** A session's line, without its line feed. */
  void putLine(
      final byte[] from, final int offset, final int length, final int level, final Instant now) {
    for (final LogOutput output : outputs) {
      output.put(from, offset, length, level, now);
    }
  }

  /** A message's line, which is on standard output already. */
  void putMessage(
      final byte[] from, final int offset, final int length, final int level, final Instant now) {
    for (final LogOutput output : outputs) {
      if (output.takesMessages()) {
        output.put(from, offset, length, level, now);
      }
    }
  }

  void flush() {
    for (final LogOutput output : outputs) {
      output.transport().flush();
    }
  }

  /** In how many nanoseconds to flush again though no line came; 0: not before one does. */
  long waitNanos() {
    long least = 0;
    for (final LogOutput output : outputs) {
      final long wait = output.transport().waitNanos();
      if (wait > 0 && (least == 0 || wait < least)) {
        least = wait;
      }
    }
    return least;
  }

  /** Lines that targets dropped, but for standard output, which counts its own. Any thread. */
  long dropped() {
    long sum = 0;
    for (final LogOutput output : outputs) {
      if (!output.isStandardOutput()) {
        sum += output.transport().dropped();
      }
    }
    return sum;
  }

  /** Closes all but standard output. */
  void close() {
    for (final LogOutput output : outputs) {
      if (!output.isStandardOutput()) {
        output.transport().close();
      }
    }
  }
}
