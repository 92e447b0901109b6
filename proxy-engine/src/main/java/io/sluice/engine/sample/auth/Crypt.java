package io.sluice.engine.sample.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * Passwords as crypt(3) makes them: MD5 ({@code $1$}), SHA-256 ({@code $5$}), SHA-512 ({@code
 * $6$}). Stateless; costs milliseconds by design.
 *
 * <p>Source: crypt(5); "Unix crypt using SHA-256 and SHA-512" by Ulrich Drepper, version 0.6.
 */
public final class Crypt {
  private static final String ALPHABET =
      "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final int ROUNDS = 5_000;
  private static final int LEAST_ROUNDS = 1_000;

  /** HAProxy would block a core for seconds with more; a login must not. */
  private static final int MOST_ROUNDS = 1_000_000;

  private Crypt() {}

  /** Whether a hash is of a kind that is known here, and whole. */
  public static boolean isKnown(final String hash) {
    return hash.matches("\\$1\\$[^$:\n]{0,8}\\$[./0-9A-Za-z]{22}")
        || hash.matches("\\$5\\$(rounds=[0-9]{1,9}\\$)?[^$:\n]{0,16}\\$[./0-9A-Za-z]{43}")
        || hash.matches("\\$6\\$(rounds=[0-9]{1,9}\\$)?[^$:\n]{0,16}\\$[./0-9A-Za-z]{86}");
  }

  /**
   * What crypt(3) makes of a password.
   *
   * @param setting a hash, of which the beginning counts; {@link #isKnown} said yes to it
   */
  public static String crypt(final byte[] password, final String setting) {
    return switch (setting.charAt(1)) {
      case '1' -> md5(password, setting);
      case '5' -> sha(password, setting, "SHA-256", 32);
      case '6' -> sha(password, setting, "SHA-512", 64);
      default -> throw new IllegalArgumentException("not a known kind of hash");
    };
  }

  private static MessageDigest digest(final String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (final NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String md5(final byte[] password, final String setting) {
    final String salt = setting.substring(3, setting.indexOf('$', 3));
    final byte[] salted = salt.getBytes(StandardCharsets.ISO_8859_1);
    final MessageDigest digest = digest("MD5");
    digest.update(password);
    digest.update(salted);
    byte[] last = digest.digest(password);
    digest.update(password);
    digest.update("$1$".getBytes(StandardCharsets.ISO_8859_1));
    digest.update(salted);
    for (int left = password.length; left > 0; left -= last.length) {
      digest.update(last, 0, Math.min(left, last.length));
    }
    for (int i = password.length; i > 0; i >>= 1) {
      digest.update((i & 1) != 0 ? 0 : password[0]);
    }
    last = digest.digest();
    for (int i = 0; i < 1000; i++) {
      digest.update((i & 1) != 0 ? password : last);
      if (i % 3 != 0) {
        digest.update(salted);
      }
      if (i % 7 != 0) {
        digest.update(password);
      }
      last = digest.digest((i & 1) != 0 ? last : password);
    }
    final StringBuilder text = new StringBuilder("$1$").append(salt).append('$');
    for (int i = 0; i < 5; i++) {
      put(last[i], last[i + 6], i == 4 ? last[5] : last[i + 12], 4, text);
    }
    put((byte) 0, (byte) 0, last[11], 2, text);
    return text.toString();
  }

  private static String sha(
      final byte[] password, final String setting, final String algorithm, final int size) {
    final String kind = setting.substring(0, 3);
    String rest = setting.substring(3);
    int rounds = ROUNDS;
    String told = "";
    if (rest.startsWith("rounds=")) {
      final int end = rest.indexOf('$');
      rounds = Math.clamp(Integer.parseInt(rest.substring(7, end)), LEAST_ROUNDS, MOST_ROUNDS);
      told = "rounds=" + rounds + "$";
      rest = rest.substring(end + 1);
    }
    final int saltEnd = rest.indexOf('$');
    final String salt = saltEnd < 0 ? rest : rest.substring(0, saltEnd);
    final byte[] hash =
        shaRounds(password, salt.getBytes(StandardCharsets.ISO_8859_1), rounds, algorithm, size);
    final StringBuilder text = new StringBuilder(kind + told + salt + "$");
    if (size == 32) {
      putSha256(hash, text);
    } else {
      putSha512(hash, text);
    }
    return text.toString();
  }

  private static byte[] shaRounds(
      final byte[] password,
      final byte[] salt,
      final int rounds,
      final String algorithm,
      final int size) {
    final MessageDigest digest = digest(algorithm);
    digest.update(password);
    digest.update(salt);
    final byte[] second = digest.digest(password);
    digest.update(password);
    digest.update(salt);
    update(digest, second, password.length);
    for (int i = password.length; i > 0; i >>= 1) {
      digest.update((i & 1) != 0 ? second : password);
    }
    byte[] last = digest.digest();
    for (int i = 0; i < password.length; i++) {
      digest.update(password);
    }
    final byte[] p = stretched(digest.digest(), password.length);
    for (int i = 0; i < 16 + (last[0] & 255); i++) {
      digest.update(salt);
    }
    final byte[] s = stretched(digest.digest(), salt.length);
    for (int i = 0; i < rounds; i++) {
      digest.update((i & 1) != 0 ? p : last);
      if (i % 3 != 0) {
        digest.update(s);
      }
      if (i % 7 != 0) {
        digest.update(p);
      }
      last = digest.digest((i & 1) != 0 ? last : p);
    }
    return Arrays.copyOf(last, size);
  }

  private static void update(final MessageDigest digest, final byte[] block, final int length) {
    for (int left = length; left > 0; left -= block.length) {
      digest.update(block, 0, Math.min(left, block.length));
    }
  }

  private static byte[] stretched(final byte[] block, final int length) {
    final byte[] whole = new byte[length];
    for (int i = 0; i < length; i++) {
      whole[i] = block[i % block.length];
    }
    return whole;
  }

  private static void putSha256(final byte[] hash, final StringBuilder text) {
    for (final int[] three : order(10, 10)) {
      put(hash[three[0]], hash[three[1]], hash[three[2]], 4, text);
    }
    put((byte) 0, hash[31], hash[30], 3, text);
  }

  private static void putSha512(final byte[] hash, final StringBuilder text) {
    for (final int[] three : order(21, 21)) {
      put(hash[three[0]], hash[three[1]], hash[three[2]], 4, text);
    }
    put((byte) 0, (byte) 0, hash[63], 2, text);
  }

  /** Which three bytes make each group of four characters. */
  private static int[][] order(final int groups, final int apart) {
    final int[][] order = new int[groups][];
    int[] three = {0, apart, 2 * apart};
    for (int i = 0; i < groups; i++) {
      order[i] = three;
      three =
          apart == 10
              ? new int[] {three[2] + 1, three[0] + 1, three[1] + 1}
              : new int[] {three[1] + 1, three[2] + 1, three[0] + 1};
    }
    return order;
  }

  private static void put(
      final byte high, final byte middle, final byte low, final int count, final StringBuilder to) {
    int bits = (high & 255) << 16 | (middle & 255) << 8 | (low & 255);
    for (int i = 0; i < count; i++) {
      to.append(ALPHABET.charAt(bits & 63));
      bits >>= 6;
    }
  }
}
