package io.sluice.engine.sample.convert;

import io.sluice.engine.sample.Bytes;
import io.sluice.engine.sample.Converter;
import io.sluice.engine.sample.RuleProblem;
import io.sluice.engine.sample.Sample;
import io.sluice.engine.sample.Surroundings;
import io.sluice.engine.sample.Transaction;
import java.security.DigestException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Cryptographic digests. Each converter keeps a digest for each thread that uses it.
 *
 * <p>Source: HAProxy configuration manual, converters {@code sha1}, {@code sha2}, {@code digest},
 * {@code hmac}.
 */
final class Digests {
  private Digests() {}

  static Converter sha1(final List<String> args, final Surroundings surroundings) {
    return of("SHA-1");
  }

  static Converter sha2(final List<String> args, final Surroundings surroundings) {
    final int bits = Args.number(args, 0, 256);
    return switch (bits) {
      case 224, 256, 384, 512 -> of("SHA-" + bits);
      default -> throw new RuleProblem("there is SHA-2 of 224, 256, 384 and 512 bits");
    };
  }

  static Converter digest(final List<String> args, final Surroundings surroundings) {
    return of(algorithm(Args.text(args, 0)));
  }

  private static String algorithm(final String name) {
    final String lower = name.toLowerCase(Locale.ROOT);
    return lower.startsWith("sha") ? "SHA-" + lower.substring(3) : name;
  }

  private static Converter of(final String algorithm) {
    final ThreadLocal<MessageDigest> digests =
        ThreadLocal.withInitial(() -> {
          try {
            return MessageDigest.getInstance(algorithm);
          } catch (final NoSuchAlgorithmException e) {
            throw new RuleProblem("there is no digest " + algorithm, e);
          }
        });
    digests.get();
    return (txn, sample) -> finish(digests.get(), txn, sample);
  }

  private static boolean finish(
      final MessageDigest digest, final Transaction txn, final Sample sample) {
    digest.update(sample.bytes(), sample.offset(), sample.length());
    final int length = digest.getDigestLength();
    final byte[] into = txn.scratch().buffer(sample, length);
    try {
      digest.digest(into, 0, length);
    } catch (final DigestException e) {
      throw new IllegalStateException(e);
    }
    sample.setBin(into, 0, length);
    return true;
  }

  /** {@code hmac(algorithm,key)}, the key in base64. */
  static Converter hmac(final List<String> args, final Surroundings surroundings) {
    final String name = "Hmac" + algorithm(Args.text(args, 0)).replace("-", "");
    final byte[] key = key(Args.text(args, 1));
    final ThreadLocal<Mac> macs = ThreadLocal.withInitial(() -> mac(name, key));
    macs.get();
    return (txn, sample) -> {
      final Mac mac = macs.get();
      mac.update(sample.bytes(), sample.offset(), sample.length());
      final byte[] into = txn.scratch().buffer(sample, mac.getMacLength());
      try {
        mac.doFinal(into, 0);
      } catch (final GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
      sample.setBin(into, 0, mac.getMacLength());
      return true;
    };
  }

  private static byte[] key(final String base64) {
    try {
      return java.util.Base64.getDecoder().decode(Bytes.latin(base64));
    } catch (final IllegalArgumentException e) {
      throw new RuleProblem("the key of hmac is not base64", e);
    }
  }

  private static Mac mac(final String name, final byte[] key) {
    try {
      final Mac mac = Mac.getInstance(name);
      mac.init(new SecretKeySpec(key.length == 0 ? new byte[1] : key, name));
      return mac;
    } catch (final GeneralSecurityException e) {
      throw new RuleProblem("there is no " + name, e);
    }
  }
}
