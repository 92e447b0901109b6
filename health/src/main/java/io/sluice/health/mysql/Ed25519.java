package io.sluice.health.mysql;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * Signatures as in RFC 8032, section 5.1.6, but with a secret of any length: the JDK's keys have 32
 * bytes, MariaDB's are passwords. Where the secret has 32 bytes, the two are the same. Stateless.
 *
 * <p>Takes one or two milliseconds, and longer or shorter depending on the secret; whoever could
 * measure that over a network would need a great many logins.
 */
final class Ed25519 {
  private static final BigInteger P = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
  private static final BigInteger L =
      BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));
  private static final BigInteger D =
      BigInteger.valueOf(-121665).multiply(BigInteger.valueOf(121666).modInverse(P)).mod(P);
  private static final BigInteger TWO_D = D.shiftLeft(1).mod(P);
  private static final Point BASE =
      Point.of(
          new BigInteger(
              "15112221349535400772501151409588531511454012693041857206046113283949847762202"),
          BigInteger.valueOf(4).multiply(BigInteger.valueOf(5).modInverse(P)).mod(P));

  private Ed25519() {}

  /** The 64 bytes of the signature. */
  static byte[] sign(final byte[] secret, final byte[] message) {
    final byte[] hash = Digests.hash("SHA-512", secret);
    final byte[] low = Arrays.copyOf(hash, 32);
    low[0] &= (byte) 0xf8;
    low[31] &= 0x7f;
    low[31] |= 0x40;
    final BigInteger scalar = number(low);
    final byte[] publicKey = BASE.times(scalar).encoded();
    final byte[] prefix = Arrays.copyOfRange(hash, 32, 64);
    final BigInteger nonce = number(Digests.hash("SHA-512", prefix, message)).mod(L);
    final byte[] commitment = BASE.times(nonce).encoded();
    final BigInteger challenge = number(Digests.hash("SHA-512", commitment, publicKey, message));
    final byte[] response = bytes(challenge.multiply(scalar).add(nonce).mod(L));
    final byte[] signature = Arrays.copyOf(commitment, 64);
    System.arraycopy(response, 0, signature, 32, 32);
    return signature;
  }

  /** From bytes, the lowest first. */
  private static BigInteger number(final byte[] bytes) {
    return new BigInteger(1, reversed(bytes));
  }

  /** As 32 bytes, the lowest first. */
  private static byte[] bytes(final BigInteger number) {
    return Arrays.copyOf(reversed(stripped(number.toByteArray())), 32);
  }

  /** Without the sign's own byte. */
  private static byte[] stripped(final byte[] bytes) {
    return bytes.length > 32 ? Arrays.copyOfRange(bytes, bytes.length - 32, bytes.length) : bytes;
  }

  private static byte[] reversed(final byte[] bytes) {
    final byte[] reversed = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      reversed[i] = bytes[bytes.length - 1 - i];
    }
    return reversed;
  }

  /** A point of the curve in extended coordinates: x = X/Z, y = Y/Z, x * y = T/Z. */
  private record Point(BigInteger x, BigInteger y, BigInteger z, BigInteger t) {
    static final Point ZERO =
        new Point(BigInteger.ZERO, BigInteger.ONE, BigInteger.ONE, BigInteger.ZERO);

    static Point of(final BigInteger x, final BigInteger y) {
      return new Point(x, y, BigInteger.ONE, x.multiply(y).mod(P));
    }

    /** RFC 8032, section 5.1.4, the addition that holds for doubling as well. */
    Point plus(final Point o) {
      final BigInteger a = y.subtract(x).multiply(o.y.subtract(o.x)).mod(P);
      final BigInteger b = y.add(x).multiply(o.y.add(o.x)).mod(P);
      final BigInteger c = t.multiply(TWO_D).mod(P).multiply(o.t).mod(P);
      final BigInteger d = z.shiftLeft(1).multiply(o.z).mod(P);
      final BigInteger e = b.subtract(a);
      final BigInteger f = d.subtract(c);
      final BigInteger g = d.add(c);
      final BigInteger h = b.add(a);
      return new Point(
          e.multiply(f).mod(P), g.multiply(h).mod(P), f.multiply(g).mod(P), e.multiply(h).mod(P));
    }

    Point times(final BigInteger factor) {
      Point sum = ZERO;
      for (int bit = factor.bitLength() - 1; bit >= 0; bit--) {
        sum = sum.plus(sum);
        if (factor.testBit(bit)) {
          sum = sum.plus(this);
        }
      }
      return sum;
    }

    byte[] encoded() {
      final BigInteger inverse = z.modInverse(P);
      final byte[] encoded = bytes(y.multiply(inverse).mod(P));
      if (x.multiply(inverse).mod(P).testBit(0)) {
        encoded[31] |= (byte) 0x80;
      }
      return encoded;
    }
  }
}
