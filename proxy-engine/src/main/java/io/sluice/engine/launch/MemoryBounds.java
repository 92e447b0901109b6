package io.sluice.engine.launch;

import io.netty.util.internal.PlatformDependent;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the JVM may take, beside what a configuration needs. The launcher gives bounds that are
 * enough for most; a start whose configuration needs more gives itself more, by starting anew in
 * the same process before anything is open (see {@link Restart}). A reload cannot, and warns.
 *
 * <p>A bound costs nothing by itself: memory is taken when it is used.
 *
 * @param heapBytes the most that the heap may be
 * @param bufferBytes the most that buffers outside it may be
 */
record MemoryBounds(long heapBytes, long bufferBytes) {
  private static final Logger LOG = LoggerFactory.getLogger(MemoryBounds.class);

  /** The heap that the JVM tells of lacks a part that is always empty: a tenth of the young one. */
  private static final long NOT_TOLD = 2 * MemoryNeed.MIB;

  /** Of this JVM. */
  static MemoryBounds ofThisJvm() {
    return new MemoryBounds(Runtime.getRuntime().maxMemory(), PlatformDependent.maxDirectMemory());
  }

  /** Whether a need fits. */
  boolean suffice(final MemoryNeed need) {
    return heapBytes + NOT_TOLD >= need.heapBytes() && bufferBytes >= need.bufferBytes();
  }

  /**
   * Says what was found, in one line, and what is wrong with it in another.
   *
   * @param limit of the control group; empty: none
   */
  void log(final MemoryNeed need, final OptionalLong limit) {
    LOG.info(
        "memory: maxconn {} needs up to {} MiB of heap and {} MiB of buffers; the JVM may take {}"
            + " and {}, and some {} for itself",
        need.maxconn(),
        mib(need.heapBytes()),
        mib(need.bufferBytes()),
        mib(heapBytes),
        mib(bufferBytes),
        mib(MemoryNeed.JVM_BYTES));
    warn(need, limit);
  }

  /** Says only what is wrong. */
  void warn(final MemoryNeed need, final OptionalLong limit) {
    if (!suffice(need)) {
      LOG.warn(
          "memory: that is too little: restart, with -Xmx{}m -XX:MaxDirectMemorySize={}m where"
              + " SLUICE_JAVA_OPTS says otherwise, or lower global.maxconn or the sizes of stick"
              + " tables",
          mib(need.heapBytes()),
          mib(need.bufferBytes()));
    }
    if (limit.isPresent() && limit.getAsLong() < need.totalBytes()) {
      LOG.warn(
          "memory: the control group of this process allows {} MiB, and up to {} may be needed:"
              + " raise it (systemd: MemoryMax=), or lower global.maxconn",
          mib(limit.getAsLong()),
          mib(need.totalBytes()));
    }
  }

  private static long mib(final long bytes) {
    return (bytes + MemoryNeed.MIB - 1) / MemoryNeed.MIB;
  }
}
