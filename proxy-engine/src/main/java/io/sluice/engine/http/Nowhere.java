package io.sluice.engine.http;

import io.sluice.engine.http1.ChunkedBody;

/** Where the body of a request goes that was answered without it. Without state. */
final class Nowhere implements Sink {
  static final Nowhere SINK = new Nowhere();

  private Nowhere() {}

  @Override
  public void write(final long address, final int length) {}

  @Override
  public void writeTail(final ChunkedBody chunks) {}

  @Override
  public boolean hasPending() {
    return false;
  }

  @Override
  public boolean isBroken() {
    return false;
  }

  @Override
  public void flush() {}
}
