package io.sluice.engine.sample;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Variables of the process (HAProxy {@code proc.}). Any worker reads and writes them; a value that
 * is read is never changed, only replaced.
 */
public final class ProcessVariables {
  private static final int MOST = 4096;

  private final AtomicReferenceArray<Sample> values = new AtomicReferenceArray<>(MOST);

  /**
   * Copies a value in.
   *
   * @return false: there is no room for it
   */
  public boolean set(final int id, final Sample sample) {
    if (id >= MOST) {
      return false;
    }
    final Sample copy = new Sample();
    copy.set(sample);
    if (sample.isBytes()) {
      final byte[] bytes =
          java.util.Arrays.copyOfRange(
              sample.bytes(), sample.offset(), sample.offset() + sample.length());
      copy.setBytes(sample.type(), bytes, 0, bytes.length);
    }
    values.set(id, copy);
    return true;
  }

  /** Forgets one. */
  public void unset(final int id) {
    if (id < MOST) {
      values.set(id, null);
    }
  }

  /**
   * Points a sample at one.
   *
   * @return false: it is not set
   */
  public boolean get(final int id, final Sample sample) {
    final Sample value = id < MOST ? values.get(id) : null;
    if (value == null) {
      return false;
    }
    sample.set(value);
    return true;
  }
}
