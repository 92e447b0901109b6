package io.sluice.engine.http;

import io.sluice.engine.testkit.Peer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;

/**
 * The data of the chunks that a peer receives. Its end is the last chunk; an end before that is an
 * exception. For one test thread.
 */
final class GzipBody extends InputStream {
  private final Peer peer;
  private byte[] chunk = {};
  private int at;
  private boolean ended;

  GzipBody(final Peer peer) {
    this.peer = peer;
  }

  /** What is in it. */
  InputStream unzipped() throws IOException {
    return new GZIPInputStream(this);
  }

  /** The whole text of a body, up to its last chunk. */
  static String text(final Peer peer) throws IOException {
    final GzipBody body = new GzipBody(peer);
    final byte[] text = body.unzipped().readAllBytes();
    if (body.read() >= 0) {
      throw new IOException("bytes behind the end of what was compressed");
    }
    return new String(text, StandardCharsets.ISO_8859_1);
  }

  /** Returns whether there are bytes at hand. */
  private boolean fill() throws IOException {
    if (at == chunk.length && !ended) {
      final int size = Integer.parseInt(peer.readLine(), 16);
      chunk = peer.receive(size).getBytes(StandardCharsets.ISO_8859_1);
      at = 0;
      ended = size == 0;
      peer.receive(2);
    }
    return !ended;
  }

  @Override
  public int read() throws IOException {
    return fill() ? chunk[at++] & 0xff : -1;
  }

  @Override
  public int read(final byte[] to, final int from, final int length) throws IOException {
    if (!fill()) {
      return -1;
    }
    final int size = Math.min(length, chunk.length - at);
    System.arraycopy(chunk, at, to, from, size);
    at += size;
    return size;
  }
}
