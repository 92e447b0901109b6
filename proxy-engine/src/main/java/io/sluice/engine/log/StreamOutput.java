package io.sluice.engine.log;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Lines on a stream such as standard output, many with one write. Confined to one thread, which a
 * stream that blocks stops. What is written in vain is dropped and counted.
 */
final class StreamOutput implements StreamTransport {
  /** What is gathered for one write. */
  static final int BATCH_BYTES = 1 << 16;

  private final OutputStream out;
  private final AtomicLong dropped = new AtomicLong();
  private final byte[] batch = new byte[BATCH_BYTES];
  private int batchLength;

  /** Whether the last write failed, and may have left the beginning of a line behind. */
  private boolean torn;

  /**
   * @param out it must report its errors, as a {@link java.io.PrintStream} does not
   */
  StreamOutput(final OutputStream out) {
    this.out = out;
  }

  @Override
  public void send(final byte[] line, final int length) {
    line[length] = '\n';
    put(line, 0, length + 1);
  }

  @Override
  public void put(final byte[] lines, final int offset, final int length) {
    if (length > BATCH_BYTES - batchLength) {
      flush();
    }
    if (length > BATCH_BYTES) {
      write(lines, offset, length);
      return;
    }
    System.arraycopy(lines, offset, batch, batchLength, length);
    batchLength += length;
  }

  @Override
  public void flush() {
    final int length = batchLength;
    batchLength = 0;
    if (length > 0) {
      write(batch, 0, length);
    }
  }

  private void write(final byte[] lines, final int offset, final int length) {
    try {
      if (torn) {
        out.write('\n');
      }
      out.write(lines, offset, length);
      out.flush();
      torn = false;
    } catch (final IOException | RuntimeException e) {
      torn = true;
      dropped.addAndGet(countLines(lines, offset, length));
    }
  }

  private static int countLines(final byte[] lines, final int offset, final int length) {
    int count = 0;
    for (int i = offset; i < offset + length; i++) {
      if (lines[i] == '\n') {
        count++;
      }
    }
    return count;
  }

  @Override
  public long dropped() {
    return dropped.get();
  }

  /** Leaves the stream open, which is the process's. */
  @Override
  public void close() {
    flush();
  }
}
