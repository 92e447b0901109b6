package io.sluice.engine.transport;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Exceptions that should not be: each distinct one is logged once with its stack, then counted. Any
 * thread.
 */
public final class Defects {
  private static final Logger LOG = LoggerFactory.getLogger(Defects.class);

  /** More distinct ones than this are not told apart. */
  private static final int MOST = 64;

  private static final Map<String, AtomicLong> SEEN = new ConcurrentHashMap<>();

  private Defects() {}

  /** Takes note of one. */
  public static void note(final Throwable defect) {
    final StackTraceElement[] stack = defect.getStackTrace();
    final String place = defect.getClass().getName() + (stack.length > 0 ? " at " + stack[0] : "");
    final String key = SEEN.size() < MOST || SEEN.containsKey(place) ? place : "others";
    if (SEEN.computeIfAbsent(key, _ -> new AtomicLong()).incrementAndGet() == 1) {
      LOG.error("a defect; it ends its session and is logged once", defect);
    }
  }

  /** How many there were since the start. */
  public static long count() {
    return SEEN.values().stream().mapToLong(AtomicLong::get).sum();
  }
}
