package io.sluice.health.mysql;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** Hashes and their combinations. Stateless. */
final class Digests {
  private static final int SCRAMBLE_BYTES = 20;

  private Digests() {}

  /** The hash of some parts in a row. */
  static byte[] hash(final String algorithm, final byte[]... parts) {
    try {
      final MessageDigest digest = MessageDigest.getInstance(algorithm);
      for (final byte[] part : parts) {
        digest.update(part);
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has " + algorithm, e);
    }
  }

  /** One under the other, which is repeated as often as needed. */
  static byte[] xor(final byte[] one, final byte[] repeated) {
    final byte[] result = one.clone();
    for (int i = 0; i < result.length; i++) {
      result[i] ^= repeated[i % repeated.length];
    }
    return result;
  }

  /** The twenty bytes that count, without the zero byte behind them. */
  static byte[] scramble(final byte[] sent) throws MySqlProtocolException {
    if (sent.length < SCRAMBLE_BYTES || sent.length > SCRAMBLE_BYTES + 1) {
      throw new MySqlProtocolException("a scramble of " + sent.length + " bytes");
    }
    return Arrays.copyOf(sent, SCRAMBLE_BYTES);
  }
}
