package io.sluice.engine.sample;

import io.sluice.config.http.SampleType;
import java.util.Arrays;

/**
 * Variables of one scope of one exchange or session. Confined to its worker; used again, with its
 * arrays, for the next exchange.
 *
 * <p>Source: HAProxy configuration manual, {@code set-var}; {@code tune.vars.*-max-size} for the
 * bound.
 */
public final class Variables {
  /** What the values of one scope take at most; what does not fit is not set. */
  private static final int MOST_BYTES = 256 * 1024;

  private static final int KEPT_BYTES = 1024;
  private static final byte[] NOTHING = new byte[0];

  private final VariableIds ids;
  private Value[] values = new Value[0];
  private int usedBytes;
  private boolean used;

  /** Those of a scope of which the ids are. */
  public Variables(final VariableIds ids) {
    this.ids = ids;
  }

  /**
   * Copies a value in.
   *
   * @return false: there is no room for it
   */
  public boolean set(final int id, final Sample sample) {
    if (id >= values.length) {
      values = Arrays.copyOf(values, Math.max(ids.size(), id + 1));
    }
    if (values[id] == null) {
      values[id] = new Value();
    }
    used = true;
    usedBytes -= values[id].unset();
    final int bytes = sample.isBytes() ? sample.length() : 0;
    if (usedBytes + bytes > MOST_BYTES) {
      return false;
    }
    usedBytes += bytes;
    values[id].set(sample);
    return true;
  }

  /** Forgets one. */
  public void unset(final int id) {
    if (isSet(id)) {
      usedBytes -= values[id].unset();
    }
  }

  /** Whether there is one. */
  public boolean isSet(final int id) {
    return id < values.length && values[id] != null && values[id].set;
  }

  /**
   * Points a sample at one.
   *
   * @return false: it is not set
   */
  public boolean get(final int id, final Sample sample) {
    if (!isSet(id)) {
      return false;
    }
    values[id].get(sample);
    return true;
  }

  /** Forgets all. */
  public void clear() {
    if (!used) {
      return;
    }
    used = false;
    usedBytes = 0;
    for (final Value value : values) {
      if (value != null) {
        value.clear();
      }
    }
  }

  /** What one holds. */
  private static final class Value {
    private boolean set;
    private SampleType type = SampleType.BOOL;
    private long number;
    private long high;
    private byte[] bytes = NOTHING;
    private int length;

    void set(final Sample sample) {
      set = true;
      type = sample.type();
      number = sample.number();
      high = sample.high();
      length = 0;
      if (sample.isBytes()) {
        length = sample.length();
        if (bytes.length < length) {
          bytes = new byte[Math.max(32, length)];
        }
        System.arraycopy(sample.bytes(), sample.offset(), bytes, 0, length);
      }
    }

    int unset() {
      set = false;
      final int freed = length;
      length = 0;
      return freed;
    }

    void clear() {
      set = false;
      length = 0;
      if (bytes.length > KEPT_BYTES) {
        bytes = NOTHING;
      }
    }

    void get(final Sample sample) {
      switch (type) {
        case BOOL -> sample.setBool(number != 0);
        case SINT -> sample.setSint(number);
        case IPV4 -> sample.setIpv4(number);
        case IPV6 -> sample.setIpv6(high, number);
        case STR, BIN, METH -> sample.setBytes(type, bytes, 0, length);
        case ADDR, ANY -> throw new IllegalStateException("no sample has the type " + type);
      }
    }
  }
}
