package io.sluice.health;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Bytes that came and that no message was made of yet. Confined to the check loop.
 *
 * <p>It holds no more than its owner lets lie, and what came with the last bytes of that.
 */
public final class Received {
  private byte[] held = new byte[256];
  private int start;
  private int end;

  /** Takes all that is readable. */
  public void feed(final ByteBuf bytes) {
    final int more = bytes.readableBytes();
    if (held.length - end < more) {
      final int length = length();
      final byte[] roomy = new byte[Math.max(2 * length, length + more)];
      System.arraycopy(held, start, roomy, 0, length);
      held = roomy;
      start = 0;
      end = length;
    }
    bytes.readBytes(held, end, more);
    end += more;
  }

  /** How many there are. */
  public int length() {
    return end - start;
  }

  /** One of them, without a sign; the first is 0. */
  public int at(final int offset) {
    return Byte.toUnsignedInt(held[start + offset]);
  }

  /** A copy of those from one to before another, or to the last. */
  public byte[] copy(final int from, final int until) {
    return Arrays.copyOfRange(held, start + from, start + Math.min(until, length()));
  }

  /** Lets the first so many go. */
  public void skip(final int count) {
    start += count;
  }
}
