package io.sluice.benchmarks.system.load;

import io.netty.buffer.ByteBuf;

/** A protocol of requests and answers, one at a time on a connection. For one event loop. */
interface Talk extends AutoCloseable {
  /** The bytes of the next request; the caller releases them. */
  ByteBuf request();

  /**
   * Looks at what came so far, without taking it.
   *
   * @return the length of the answer; 0: it is not whole yet; below 0: it is not good
   */
  int answer(ByteBuf in);

  /** Gives up its memory. */
  @Override
  void close();
}
