package io.sluice.engine.transport;

import io.sluice.config.ZeroCopy;

/**
 * Moves bytes from one connection to another through a pipe, while there are so many that this is
 * cheaper than to copy them. Confined to its worker.
 *
 * <pre>
 *   COPYING ──reads that fill the read buffer──► SPLICING ──turns that find little──► COPYING
 * </pre>
 *
 * <p>A pipe is held only as long as bytes are in it: those that the sink did not take. They are at
 * most what one pipe holds, and meanwhile the source is not read.
 *
 * <p>Source: splice(2); HAProxy configuration manual, {@code option splice-auto}.
 */
public final class BulkWay {
  /** From {@link #fill}: read it the ordinary way, which tells what there is. */
  public static final int COPY = -3;

  /** Reads in a row that filled the read buffer, before bytes are taken for bulk. */
  private static final int FULL_READS = 2;

  /** Turns in a row that found less than {@link #SMALL_BYTES}, before they are no longer. */
  private static final int SMALL_TURNS = 4;

  private static final int SMALL_BYTES = 16 * 1024;

  private final Worker worker;
  private ZeroCopy how = ZeroCopy.OFF;
  private int fullReads;
  private int smallTurns;

  /** What the present turn found so far. */
  private long turnBytes;

  /** When bytes were last taken, for {@link BulkScheduling}. */
  private int window;

  /** Null: nothing is on its way. */
  private Pipe pipe;

  public BulkWay(final Worker worker) {
    this.worker = worker;
  }

  /** Begins with other bytes, of which nothing is known. */
  public void begin(final ZeroCopy allowed) {
    how = allowed;
    fullReads = 0;
    smallTurns = 0;
    turnBytes = 0;
  }

  /** Takes what comes for bulk, as long as it does not show otherwise. */
  public void expectBulk() {
    fullReads = FULL_READS;
  }

  /** Whether what comes next should not be copied. */
  public boolean isOn() {
    return how != ZeroCopy.OFF && (fullReads >= FULL_READS || how == ZeroCopy.SPLICE);
  }

  /** Some bytes were copied. */
  public void onCopied(final int read, final int asked) {
    if (read == asked) {
      fullReads++;
      smallTurns = 0;
    } else {
      fullReads = 0;
    }
  }

  /** Whether bytes are on their way that the sink did not take yet. */
  public boolean hasPending() {
    return pipe != null;
  }

  /**
   * Takes bytes from a source; none are on their way.
   *
   * @param sink who is to have them
   * @return how many, and {@link #drain} is to be called; {@link Connection#WOULD_BLOCK}; {@link
   *     Connection#RESET}; or {@link #COPY}
   */
  public int fill(final Connection source, final Connection sink, final long most) {
    if (!source.isSpliceable() || !sink.isSpliceable()) {
      return COPY;
    }
    final Pipe taken = worker.pipes().take();
    if (taken == null) {
      return COPY;
    }
    final int got = source.read(taken, (int) Math.min(most, taken.capacity()));
    if (got > 0) {
      pipe = taken;
      turnBytes += got;
      window = worker.bulkScheduling().onMoved(got, window);
      return got;
    }
    worker.pipes().giveBack(taken);
    if (got == Connection.WOULD_BLOCK) {
      onNothing();
    }
    return got == Connection.ENDED ? COPY : got;
  }

  private void onNothing() {
    smallTurns = turnBytes < SMALL_BYTES ? smallTurns + 1 : 0;
    turnBytes = 0;
    if (smallTurns == SMALL_TURNS) {
      smallTurns = 0;
      fullReads = 0;
    }
  }

  /**
   * Gives the sink what is on its way.
   *
   * @return how many bytes it took, maybe 0; or {@link Connection#RESET}
   */
  public int drain(final Connection sink) {
    final int given = sink.write(pipe);
    if (pipe.size() == 0) {
      drop();
    }
    return given;
  }

  /** Throws away what is on its way. */
  public void drop() {
    if (pipe != null) {
      worker.pipes().giveBack(pipe);
      pipe = null;
    }
  }
}
