package io.sluice.engine.warmup;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Reads a response whose length is said. Confined to its thread. */
final class ResponseReader {
  private static final String LENGTH = "content-length: ";

  private final byte[] head = new byte[1024];

  /** Reads one to its end; what it cannot read is an IOException. */
  void read(final InputStream in) throws IOException {
    int length = 0;
    while (length < 4 || head[length - 1] != '\n' || head[length - 3] != '\n') {
      final int next = in.read();
      if (next < 0 || length == head.length) {
        throw new EOFException();
      }
      head[length++] = (byte) next;
    }
    in.skipNBytes(bodyLength(length));
  }

  private long bodyLength(final int length) throws EOFException {
    final String text =
        new String(head, 0, length, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
    final int at = text.indexOf(LENGTH);
    if (at < 0) {
      throw new EOFException("no length");
    }
    return Long.parseLong(text.substring(at + LENGTH.length(), text.indexOf('\r', at)));
  }
}
