package io.sluice.engine.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.encoder.Encoder;

/**
 * The Logback appender that hands messages to the {@link LogWriter}, so that one thread writes
 * standard output and lines never run into each other. Until there is a writer, messages go
 * straight to standard output.
 *
 * <p>Called by any thread; never waits once there is a writer.
 */
public final class LineAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {
  private static volatile LogWriter writer;

  private Encoder<ILoggingEvent> encoder;

  /** Sends messages to a writer from now on; null: to standard output. */
  static void writer(final LogWriter newWriter) {
    writer = newWriter;
  }

  /** Set by Logback from its configuration, before {@link #start}. */
  public void setEncoder(final Encoder<ILoggingEvent> encoder) {
    this.encoder = encoder;
  }

  @Override
  public void start() {
    if (encoder == null) {
      addError("no encoder");
      return;
    }
    super.start();
  }

  @Override
  protected void append(final ILoggingEvent event) {
    final byte[] line = encoder.encode(event);
    final LogWriter to = writer;
    if (to == null) {
      System.out.write(line, 0, line.length);
      System.out.flush();
    } else {
      to.offer(line);
    }
  }
}
