package io.sluice.engine.log;

/** Prints session lines of one event loop. Confined to that loop; allocates nothing. */
public final class SessionLog {
  /** Prints one line, or drops and counts it where the buffer is full. */
  public void log(final SessionRecord record) {
    throw new UnsupportedOperationException();
  }
}
