package io.sluice.health.pgsql;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** What messages are put together from. Stateless. */
final class Bytes {
  private Bytes() {}

  /** Some parts in a row. */
  static byte[] of(final byte[]... parts) {
    final ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (final byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  static byte[] int32(final int number) {
    return ByteBuffer.allocate(4).putInt(number).array();
  }
}
