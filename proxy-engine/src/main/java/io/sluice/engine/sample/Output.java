package io.sluice.engine.sample;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Bytes that are written one after another into an array that grows up to a bound and is used
 * again. Confined to its owner's thread.
 */
public final class Output {
  private static final int FIRST_BYTES = 1024;
  private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

  private final int mostBytes;
  private byte[] bytes;
  private int length;
  private boolean overflown;

  /**
   * @param mostBytes what goes beyond is dropped, and {@link #isOverflown} says so
   */
  public Output(final int mostBytes) {
    this.mostBytes = mostBytes;
    bytes = new byte[Math.min(FIRST_BYTES, mostBytes)];
  }

  /** The array, written from its start. */
  public byte[] bytes() {
    return bytes;
  }

  /** How many bytes were written. */
  public int length() {
    return length;
  }

  /** Whether something did not fit. */
  public boolean isOverflown() {
    return overflown;
  }

  /** Begins anew. */
  public void clear() {
    length = 0;
    overflown = false;
  }

  /** Goes back to a length that it had. */
  public void cut(final int to) {
    length = to;
  }

  /** Writes one byte. */
  public void put(final int b) {
    if (room(1)) {
      bytes[length++] = (byte) b;
    }
  }

  /** Writes bytes. */
  public void put(final byte[] from, final int offset, final int count) {
    final int fits = Math.min(count, mostBytes - length);
    if (fits < count) {
      overflown = true;
    }
    if (fits > 0 && room(fits)) {
      System.arraycopy(from, offset, bytes, length, fits);
      length += fits;
    }
  }

  /** Writes bytes. */
  public void put(final byte[] from) {
    put(from, 0, from.length);
  }

  /** Writes a sample's bytes. */
  public void put(final Sample sample) {
    put(sample.bytes(), sample.offset(), sample.length());
  }

  /** Writes ASCII text. */
  public void put(final String text) {
    for (int i = 0; i < text.length(); i++) {
      put(text.charAt(i));
    }
  }

  /** Writes a number in decimal digits. */
  public void putNumber(final long number) {
    if (number < 0) {
      put('-');
    }
    int digits = 1;
    for (long rest = number / 10; rest != 0; rest /= 10) {
      digits++;
    }
    if (!room(digits)) {
      return;
    }
    int end = length + digits;
    length = end;
    // Digits are taken from a number that is never positive, which every long has.
    long rest = number < 0 ? number : -number;
    for (int i = 0; i < digits; i++) {
      bytes[--end] = (byte) ('0' - rest % 10);
      rest /= 10;
    }
  }

  /** Writes a byte as two hexadecimal digits in capitals. */
  public void putHex(final int b) {
    put(HEX[b >> 4 & 15]);
    put(HEX[b & 15]);
  }

  private boolean room(final int more) {
    if (length + more > mostBytes) {
      overflown = true;
      return false;
    }
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.min(mostBytes, Math.max(length + more, bytes.length * 2)));
    }
    return true;
  }

  @Override
  public String toString() {
    return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
  }
}
