package io.sluice.health.testkit;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/** Fails a test class when Netty's leak detector found a buffer that was not released. */
public final class LeakGuard implements BeforeAllCallback, AfterAllCallback {
  private final Logger log = (Logger) LoggerFactory.getLogger(ResourceLeakDetector.class);
  private final ListAppender<ILoggingEvent> found = new ListAppender<>();

  @Override
  public void beforeAll(final ExtensionContext context) {
    found.start();
    log.addAppender(found);
  }

  @Override
  public void afterAll(final ExtensionContext context) throws InterruptedException {
    // Leaks are noticed by the next buffer that is made after the lost one was collected.
    for (int i = 0; i < 3; i++) {
      System.gc();
      Thread.sleep(20);
      ByteBufAllocator.DEFAULT.directBuffer(16).release();
    }
    log.detachAppender(found);
    if (!found.list.isEmpty()) {
      throw new AssertionError(found.list.getFirst().getFormattedMessage());
    }
  }
}
