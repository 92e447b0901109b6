package io.sluice.engine.warmup;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Reads the requests of a rehearsal's clients, which are known. Confined to its thread. */
final class RequestReader {
  private final byte[] head = new byte[4096];
  private String text = "";

  /** Reads one, and its body; false: there is none. */
  boolean read(final InputStream in) throws IOException {
    int length = 0;
    while (!endsWithEmptyLine(length)) {
      final int next = in.read();
      if (next < 0) {
        return false;
      }
      head[length++] = (byte) next;
    }
    text = new String(head, 0, length, StandardCharsets.ISO_8859_1);
    if (text.startsWith("POST")) {
      skip(in, RehearsalClients.BODY_BYTES);
    }
    return true;
  }

  private boolean endsWithEmptyLine(final int length) throws EOFException {
    if (length == head.length) {
      throw new EOFException("a head that no client of a rehearsal sends");
    }
    return length > 3 && head[length - 1] == '\n' && head[length - 3] == '\n';
  }

  private static void skip(final InputStream in, final int length) throws IOException {
    in.skipNBytes(length);
  }

  boolean isLarge() {
    return text.startsWith("GET /large");
  }

  /** Whether the client wants no other answer on this connection. */
  boolean isLast() {
    return text.contains("\r\nConnection: close\r\n");
  }
}
