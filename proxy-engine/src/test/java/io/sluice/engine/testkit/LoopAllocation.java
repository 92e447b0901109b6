package io.sluice.engine.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.netty.util.ResourceLeakDetector;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * What the event loops of this JVM allocate on the heap. Applied to a test class, it stops the leak
 * detector for each test: its records of each buffer would be what is measured.
 */
public final class LoopAllocation implements BeforeEachCallback, AfterEachCallback {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private ResourceLeakDetector.Level level;

  /** All event loops that run, since they started, bytes. */
  public static long bytes() {
    var loops =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().startsWith("sluice-loop"))
            .toList();
    assertThat(loops).isNotEmpty();
    return loops.stream()
        .mapToLong(thread -> THREADS.getThreadAllocatedBytes(thread.threadId()))
        .sum();
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    level = ResourceLeakDetector.getLevel();
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    ResourceLeakDetector.setLevel(level);
  }
}
