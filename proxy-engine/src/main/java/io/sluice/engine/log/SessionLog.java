package io.sluice.engine.log;

/** Prints session lines of one event loop. Confined to that loop; allocates nothing. */
public final class SessionLog {
  private final LogWriter writer;
  private final LogRing ring;
  private final SessionLine line = new SessionLine(new LogDate());

  SessionLog(final LogWriter writer, final LogRing ring) {
    this.writer = writer;
    this.ring = ring;
  }

  /** Prints one line as HAProxy's tcplog does. */
  public void log(final SessionRecord record) {
    log(LineFormat.TCP, record);
  }

  /** Prints one line, or drops and counts it where the buffer is full. */
  public void log(final LineFormat format, final SessionRecord record) {
    log(format, record, SyslogLevel.INFO);
  }

  /**
   * The same.
   *
   * @param level syslog's, 0 (emerg) to 7 (debug)
   */
  public void log(final LineFormat format, final SessionRecord record, final int level) {
    final int length = line.render(format, record);
    final byte[] bytes = line.bytes();
    bytes[length - 1] = SyslogLevel.mark(level);
    bytes[length] = '\n';
    writer.offer(ring, bytes, length + 1);
  }
}
