package io.sluice.engine.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.encoder.Encoder;
import java.nio.charset.StandardCharsets;

/**
 * The Logback appender that hands messages to the {@link LogWriter}, so that one thread writes
 * standard output and lines never run into each other. Until there is a writer, messages go
 * straight to standard output.
 *
 * <p>Called by any thread; never waits once there is a writer.
 */
public final class LineAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {
  /**
   * Threads whose names begin so tell nothing but errors: what they do is no event of the product.
   */
  public static final String REHEARSAL = "rehearsal";

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
    if (event.getThreadName().startsWith(REHEARSAL)
        && !event.getLevel().isGreaterOrEqual(Level.ERROR)) {
      return;
    }
    final byte[] line = encoder.encode(event);
    final LogWriter to = writer;
    if (to == null) {
      System.out.write(line, 0, line.length);
      System.out.flush();
    } else {
      to.offer(line);
      if (to.takesMessages()) {
        to.offerMessage(text(event), level(event.getLevel().toInt()));
      }
    }
  }

  /** What a target is told: the message, and what was thrown, on one line. */
  private static byte[] text(final ILoggingEvent event) {
    final IThrowableProxy thrown = event.getThrowableProxy();
    final String message =
        event.getFormattedMessage()
            + (thrown == null ? "" : ": " + thrown.getClassName() + ": " + thrown.getMessage());
    final byte[] text = message.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < text.length; i++) {
      if ((text[i] >= 0 && text[i] < ' ') || text[i] == 0x7f) {
        text[i] = '?';
      }
    }
    return text;
  }

  private static int level(final int level) {
    if (level >= Level.ERROR_INT) {
      return SyslogLevel.ERR;
    }
    if (level >= Level.WARN_INT) {
      return SyslogLevel.WARNING;
    }
    // Session lines are info, and what happens to servers is told above them, as by HAProxy.
    return level >= Level.INFO_INT ? SyslogLevel.NOTICE : SyslogLevel.DEBUG;
  }
}
