package io.sluice.engine.testkit;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/** The same endless stream of bytes for everyone. Immutable. */
final class Noise {
  // A prime, so that no buffer size divides it and a lost or doubled buffer changes the checksum.
  private static final int LENGTH = 1_000_003;
  private static final byte[] BLOCK = new byte[LENGTH];

  static {
    new SplittableRandom(42).nextBytes(BLOCK);
  }

  private Noise() {}

  /** A view of at most so many bytes of the stream from an offset; shorter at a block's end. */
  static ByteBuffer at(long offset, long bytes) {
    int start = (int) (offset % LENGTH);
    return ByteBuffer.wrap(BLOCK, start, (int) Math.min(bytes, LENGTH - start)).asReadOnlyBuffer();
  }
}
