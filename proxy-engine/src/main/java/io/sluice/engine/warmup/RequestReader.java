package io.sluice.engine.warmup;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** Reads the requests of a rehearsal's clients, which are known. Confined to its thread. */
final class RequestReader {
  private final byte[] bytes = new byte[4096 + RehearsalRequest.BODY_BYTES];
  private int head;

  /** Reads one, and its body; false: there is none. */
  boolean read(final InputStream in) throws IOException {
    int length = 0;
    do {
      final int read = in.read(bytes, length, bytes.length - length);
      if (read < 0) {
        return false;
      }
      if (read == 0) {
        throw new EOFException("a head that no client of a rehearsal sends");
      }
      length += read;
      head = HeadBytes.end(bytes, length);
    } while (head < 0);
    in.skipNBytes(Math.max(0, head + HeadBytes.bodyLength(bytes, head) - length));
    return true;
  }

  /** Whether the client wants a large answer. */
  boolean isLarge() {
    return bytes[0] == 'G' && bytes[5] == 'l';
  }
}
