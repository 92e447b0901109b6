package io.sluice.engine.sample.pattern;

import io.sluice.engine.sample.Output;
import java.nio.charset.StandardCharsets;

/** Bytes as characters, one for each, without copying. Confined to a thread. */
final class ByteText implements CharSequence {
  private byte[] bytes = new byte[0];
  private int offset;
  private int length;

  void set(final byte[] from, final int at, final int count) {
    bytes = from;
    offset = at;
    length = count;
  }

  void put(final int from, final int to, final Output into) {
    into.put(bytes, offset + from, to - from);
  }

  @Override
  public int length() {
    return length;
  }

  @Override
  public char charAt(final int index) {
    return (char) (bytes[offset + index] & 255);
  }

  @Override
  public CharSequence subSequence(final int start, final int end) {
    return new String(bytes, offset + start, end - start, StandardCharsets.ISO_8859_1);
  }

  @Override
  public String toString() {
    return new String(bytes, offset, length, StandardCharsets.ISO_8859_1);
  }
}
