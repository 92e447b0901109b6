package io.sluice.engine.log;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Outputs that behave and misbehave. */
final class Outputs {
  private Outputs() {}

  /** Keeps what is written. */
  static final class Kept extends OutputStream {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private int writes;

    @Override
    public synchronized void write(final int b) {
      bytes.write(b);
    }

    @Override
    public synchronized void write(final byte[] from, final int offset, final int length) {
      writes++;
      bytes.write(from, offset, length);
    }

    /** Writes of more than one byte so far. */
    synchronized int writes() {
      return writes;
    }

    synchronized String text() {
      return bytes.toString(StandardCharsets.UTF_8);
    }

    List<String> lines() {
      return text().lines().toList();
    }
  }

  /** Blocks in its first write until it is released, and keeps what is written. */
  static final class Blocked extends OutputStream {
    final CountDownLatch reached = new CountDownLatch(1);
    final CountDownLatch released = new CountDownLatch(1);
    final Kept kept = new Kept();

    @Override
    public void write(final int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(final byte[] from, final int offset, final int length) throws IOException {
      reached.countDown();
      try {
        released.await();
      } catch (final InterruptedException e) {
        throw new IOException(e);
      }
      kept.write(from, offset, length);
    }
  }

  /** Fails while told to, after a few bytes as a full disk does; keeps what is written. */
  static final class Failing extends OutputStream {
    final Kept kept = new Kept();
    volatile boolean fails = true;

    @Override
    public void write(final int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(final byte[] from, final int offset, final int length) throws IOException {
      if (fails) {
        kept.write(from, offset, Math.min(length, 5));
        throw new IOException("No space left on device");
      }
      kept.write(from, offset, length);
    }
  }
}
