package io.sluice.engine.log;

import java.io.Closeable;
import java.io.IOException;

/** Closes sockets of which nothing more is wanted. Stateless. */
final class Closing {
  private Closing() {}

  /** The descriptor is free afterwards even where closing it reports an error. */
  static void quietly(final Closeable socket) {
    try {
      socket.close();
    } catch (final IOException e) {
      // Nobody waits for what it may have lost.
    }
  }
}
