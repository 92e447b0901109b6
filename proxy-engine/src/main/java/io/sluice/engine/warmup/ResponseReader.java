package io.sluice.engine.warmup;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** Reads responses whose length is said. Confined to its thread. */
final class ResponseReader {
  private final byte[] bytes = new byte[32 << 10];

  /** Reads one to its end; what it cannot read is an IOException. */
  void read(final InputStream in) throws IOException {
    int length = 0;
    int head;
    do {
      length += readSome(in, length, bytes.length - length);
      head = HeadBytes.end(bytes, length);
    } while (head < 0);
    int left = head + HeadBytes.bodyLength(bytes, head) - length;
    while (left > 0) {
      left -= readSome(in, 0, Math.min(left, bytes.length));
    }
  }

  private int readSome(final InputStream in, final int at, final int most) throws IOException {
    final int read = in.read(bytes, at, most);
    if (read <= 0) {
      throw new EOFException();
    }
    return read;
  }
}
