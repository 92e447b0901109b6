package io.sluice.engine.log;

/** How finished lines get to a target. Confined to the writer's thread; never waits there. */
interface LineTransport extends AutoCloseable {
  /**
   * Sends a line, or drops and counts it.
   *
   * @param line at least one byte longer than {@code length}, which the transport may use
   * @param length without a line feed, 1 or more
   */
  void send(byte[] line, int length);

  /** Goes on with what could not be sent at once. Called after lines, and while it waits. */
  void flush();

  /** In how many nanoseconds to flush again though no line came; 0: not before one does. */
  default long waitNanos() {
    return 0;
  }

  /** Lines that were dropped since the start. Any thread. */
  long dropped();

  /** Lets go of what it holds. */
  @Override
  void close();
}
