package io.sluice.health.pgsql;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.sluice.health.CheckText;
import io.sluice.health.pgsql.SaltedPassword.Recipe;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The client's side of one login by SCRAM-SHA-256, without channel binding: neither side sees the
 * password, and each proves that it knows it.
 *
 * <p>On the check loop; one for each login.
 *
 * <pre>
 *   {@link #first} → {@link #onFirst} → (key) → {@link #last} → {@link #onLast}
 * </pre>
 *
 * <p>Source: RFC 5802, RFC 7677.
 */
final class Scram {
  static final String NAME = "SCRAM-SHA-256";

  /** More take half a second and longer; servers ask for 4096 unless they are told otherwise. */
  static final int MAX_ROUNDS = 600_000;

  private static final int MAX_SALT_BYTES = 1024;
  private static final String NO_BINDING = "n,,";
  private static final Pattern FIRST =
      Pattern.compile(
          "r=([\\x21-\\x2b\\x2d-\\x7e]{1,1024}),s=([A-Za-z0-9+/=]+),i=([0-9]{1,10})(?:,.*)?");
  private static final Pattern LAST = Pattern.compile("v=([A-Za-z0-9+/=]+)(?:,.*)?");

  private final String nonce;
  private final String firstBare;
  private String serverFirst = "";
  private String bothNonces = "";
  private byte[] expected = new byte[0];

  /**
   * @param user empty for PostgreSQL, which heard it before
   * @param nonce never used before; printable, without commas
   */
  Scram(final String user, final String nonce) {
    this.nonce = nonce;
    this.firstBare = "n=" + user + ",r=" + nonce;
  }

  /** What the client says first. */
  String first() {
    return NO_BINDING + firstBare;
  }

  /**
   * Reads what the server says first.
   *
   * @throws PgsqlProtocolException it does not follow on what was said, or asks for too much
   */
  Recipe onFirst(final String said) throws PgsqlProtocolException {
    final Matcher first = FIRST.matcher(said);
    if (!first.matches()) {
      throw new PgsqlProtocolException("a login that does not go on as " + NAME + " does");
    }
    serverFirst = said;
    bothNonces = first.group(1);
    if (!bothNonces.startsWith(nonce) || bothNonces.length() == nonce.length()) {
      throw new PgsqlProtocolException("an answer to another login");
    }
    final byte[] salt = decoded(first.group(2));
    if (salt.length == 0 || salt.length > MAX_SALT_BYTES) {
      throw new PgsqlProtocolException("a salt of " + salt.length + " bytes");
    }
    final long rounds = Long.parseLong(first.group(3));
    if (rounds < 1 || rounds > MAX_ROUNDS) {
      throw new PgsqlProtocolException(
          "a login of " + rounds + " rounds, where " + MAX_ROUNDS + " are the most");
    }
    return new Recipe(ByteBuffer.wrap(salt), (int) rounds);
  }

  /** What the client says last: its proof. */
  String last(final SaltedPassword password) {
    final String withoutProof = "c=" + encoded(NO_BINDING.getBytes(US_ASCII)) + ",r=" + bothNonces;
    final String all = firstBare + "," + serverFirst + "," + withoutProof;
    final byte[] clientKey = password.key("Client Key");
    final byte[] signature = hmac(hash(clientKey), all);
    expected = hmac(password.key("Server Key"), all);
    for (int i = 0; i < signature.length; i++) {
      signature[i] ^= clientKey[i];
    }
    return withoutProof + ",p=" + encoded(signature);
  }

  /**
   * Reads what the server says last: its own proof.
   *
   * @throws PgsqlProtocolException it does not know the password either
   */
  void onLast(final String said) throws PgsqlProtocolException {
    final Matcher last = LAST.matcher(said);
    if (!last.matches()) {
      throw new PgsqlProtocolException("no proof of its own: " + CheckText.quote(said));
    }
    if (!MessageDigest.isEqual(expected, decoded(last.group(1)))) {
      throw new PgsqlProtocolException("a wrong proof of its own");
    }
  }

  private static byte[] decoded(final String base64) throws PgsqlProtocolException {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException _) {
      throw new PgsqlProtocolException("no base64 where it was due");
    }
  }

  private static String encoded(final byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static byte[] hash(final byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  static byte[] hmac(final byte[] key, final String text) {
    try {
      final Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(ISO_8859_1));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }
}
