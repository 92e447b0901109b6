package io.sluice.engine.sample;

import io.sluice.config.http.SampleType;
import java.nio.charset.StandardCharsets;

/**
 * One value. It is filled by a fetch and changed in place by converters; bytes are not copied but
 * pointed at, in a head, in a variable or in the worker's scratch. Confined to a worker, which owns
 * it; what it holds is good until the next expression is evaluated.
 *
 * <p>Source: HAProxy configuration manual, "Sample fetches: types".
 */
public final class Sample {
  private static final byte[] NOTHING = new byte[0];

  private SampleType type = SampleType.BOOL;
  private long number;
  private long high;
  private byte[] bytes = NOTHING;
  private int offset;
  private int length;
  private boolean iterating;
  private boolean more;
  private boolean mayChange;
  private boolean awaited;
  private long cursor;

  /** What it is: BOOL, SINT, IPV4, IPV6, STR, BIN or METH. */
  public SampleType type() {
    return type;
  }

  /** SINT as it is; BOOL: 0 or 1; addresses: the lower half, or all of an IPv4 one. */
  public long number() {
    return number;
  }

  /** The upper half of an IPv6 address. */
  public long high() {
    return high;
  }

  /** Where the bytes of STR, BIN and METH are; not to be written to. */
  public byte[] bytes() {
    return bytes;
  }

  /** Where they begin. */
  public int offset() {
    return offset;
  }

  /** How many they are. */
  public int length() {
    return length;
  }

  /** Whether its value is bytes. */
  public boolean isBytes() {
    return type == SampleType.STR || type == SampleType.BIN || type == SampleType.METH;
  }

  /** Makes it yes or no. */
  public void setBool(final boolean value) {
    type = SampleType.BOOL;
    number = value ? 1 : 0;
  }

  /** Makes it an integer. */
  public void setSint(final long value) {
    type = SampleType.SINT;
    number = value;
  }

  /**
   * Makes it an IPv4 address.
   *
   * @param address in its lower 32 bits
   */
  public void setIpv4(final long address) {
    type = SampleType.IPV4;
    number = address & 0xffffffffL;
  }

  /** Makes it an IPv6 address. */
  public void setIpv6(final long upper, final long lower) {
    type = SampleType.IPV6;
    high = upper;
    number = lower;
  }

  /** Makes it text. */
  public void setStr(final byte[] from, final int at, final int count) {
    setBytes(SampleType.STR, from, at, count);
  }

  /** Makes it text that is always the same. */
  public void setStr(final byte[] whole) {
    setBytes(SampleType.STR, whole, 0, whole.length);
  }

  /** Makes it bytes. */
  public void setBin(final byte[] from, final int at, final int count) {
    setBytes(SampleType.BIN, from, at, count);
  }

  /**
   * Makes it a value of bytes.
   *
   * @param kind STR, BIN or METH
   */
  public void setBytes(final SampleType kind, final byte[] from, final int at, final int count) {
    type = kind;
    bytes = from;
    offset = at;
    length = count;
  }

  /** Other words for the same bytes. */
  public void setType(final SampleType kind) {
    type = kind;
  }

  /** A part of its bytes. */
  public void narrow(final int from, final int count) {
    offset += from;
    length = count;
  }

  /** Takes another's value. */
  public void set(final Sample other) {
    type = other.type;
    number = other.number;
    high = other.high;
    bytes = other.bytes;
    offset = other.offset;
    length = other.length;
  }

  /**
   * Begins an evaluation.
   *
   * @param everyValue whether the fetch is to give all its values, one at a time; else the one that
   *     it has where one is asked for
   */
  public void begin(final boolean everyValue) {
    iterating = everyValue;
    more = false;
    mayChange = false;
    awaited = false;
    cursor = 0;
  }

  /** Whether the fetch is to give all its values. */
  public boolean iterating() {
    return iterating;
  }

  /** Whether the fetch may have one more value. */
  public boolean more() {
    return more;
  }

  /**
   * Told by a fetch: there may be one more value.
   *
   * @param next where it goes on; {@link #cursor} gives it back
   */
  public void setMore(final long next) {
    more = true;
    cursor = next;
  }

  /** Told by a fetch: this was the last one. */
  public void setLast() {
    more = false;
  }

  /** Where the fetch goes on; 0 at first. */
  public long cursor() {
    return cursor;
  }

  /** Whether a later look may find another value, since not all has come in. */
  public boolean mayChange() {
    return mayChange;
  }

  /** Told by a fetch. */
  public void setMayChange(final boolean unsure) {
    mayChange = unsure;
  }

  /** Whether a {@link SlowCheck} has to be made first. */
  public boolean isAwaited() {
    return awaited;
  }

  /** Told by a fetch that has asked for a {@link SlowCheck}. */
  public void setAwaited() {
    awaited = true;
  }

  /** For messages and tests. */
  @Override
  public String toString() {
    return switch (type) {
      case STR, BIN, METH ->
          type + ":" + new String(bytes, offset, length, StandardCharsets.ISO_8859_1);
      case IPV6 -> type + ":" + Long.toHexString(high) + ":" + Long.toHexString(number);
      case BOOL, SINT, IPV4, ADDR, ANY -> type + ":" + number;
    };
  }
}
