package io.sluice.engine.http;

import io.sluice.engine.http1.ChunkedBody;

/** Where the bytes of a body go. Confined to its worker. */
interface Sink {
  /** Gives bytes; they are taken from memory before this returns. */
  void write(long address, int length);

  /** Gives the trailers and the end of a body of chunks. */
  void writeTail(ChunkedBody chunks);

  /** Whether it should be given no more before it took what it has. */
  boolean hasPending();

  /** How many bytes it may be given at most; 0, and nothing pending: no more in this turn. */
  default int room() {
    return Integer.MAX_VALUE;
  }

  /** Where bytes go that it need not see; null: it looks at them, or does not pass them on. */
  default Outflow direct() {
    return null;
  }

  /** Whether what it is given is lost. */
  boolean isBroken();

  /** Nothing follows what it has but the end of its connection, at once: both may go together. */
  default void holdForEnd() {}

  /** Sends what it has, as far as it is taken. */
  void flush();
}
