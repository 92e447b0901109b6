package io.sluice.engine.log;

import java.io.OutputStream;

/**
 * The one thread that writes log lines. Lines that find their buffer full are dropped and counted;
 * nobody ever waits.
 */
public final class LogWriter implements AutoCloseable {
  public LogWriter(final OutputStream out) {
    throw new UnsupportedOperationException();
  }

  /** A log for the session lines of one event loop, used by that loop alone. */
  public SessionLog newSessionLog(final int bufferBytes) {
    throw new UnsupportedOperationException();
  }

  /**
   * Puts a finished line, with its line feed, from any thread. Returns false when it was dropped.
   */
  public boolean offer(final byte[] line) {
    throw new UnsupportedOperationException();
  }

  /** Lines that were dropped since the start, over all buffers. */
  public long dropped() {
    throw new UnsupportedOperationException();
  }

  /** Writes what is buffered, for a second at most, and ends the thread. */
  @Override
  public void close() {}
}
