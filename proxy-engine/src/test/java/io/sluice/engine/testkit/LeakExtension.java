package io.sluice.engine.testkit;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class after which Netty's leak detector finds a buffer that was not released. JUnit
 * finds it through ServiceLoader and applies it to every class of the module.
 */
public final class LeakExtension implements BeforeAllCallback, AfterAllCallback {
  private static final Queue<String> LEAKS = new ConcurrentLinkedQueue<>();
  private static final int ROUNDS = 3;

  @Override
  public void beforeAll(ExtensionContext context) {
    ByteBufUtil.setLeakListener((type, records) -> LEAKS.add(type + "\n" + records));
  }

  @Override
  public void afterAll(ExtensionContext context) {
    var leaks = drain();
    if (!leaks.isEmpty()) {
      throw new AssertionError("buffers were not released in " + context.getDisplayName() + leaks);
    }
  }

  /** Runs the collector, and waits until it has queued what it found. */
  private static void collect() {
    var queue = new ReferenceQueue<Object>();
    var garbage = new PhantomReference<>(new Object(), queue);
    System.gc();
    try {
      queue.remove(1_000);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      Reference.reachabilityFence(garbage);
    }
  }

  /** Every leak so far that the collector can see. */
  static String drain() {
    for (int i = 0; i < ROUNDS; i++) {
      collect();
      // The detector looks when a buffer is made.
      Unpooled.directBuffer(1).release();
    }
    var text = new StringBuilder();
    for (String leak = LEAKS.poll(); leak != null; leak = LEAKS.poll()) {
      text.append('\n').append(leak);
    }
    return text.toString();
  }
}
