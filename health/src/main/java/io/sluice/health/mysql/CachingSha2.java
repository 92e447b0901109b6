package io.sluice.health.mysql;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Cipher;

/**
 * MySQL 8's usual method. On the check loop; one for each login.
 *
 * <p>The short way, for a password that the server has seen of late, is a hash with the scramble.
 * On the long way the password goes over, encrypted for the key that the server is asked for.
 *
 * <pre>
 *   hash → 3: known          → (OK)
 *        → 4: not known → 2  → key → encrypted password → (OK)
 *                       → password, where nobody can listen → (OK)
 * </pre>
 *
 * <p>Source: MySQL internals, "Caching SHA-2 Pluggable Authentication".
 */
final class CachingSha2 implements AuthMethod {
  static final String NAME = "caching_sha2_password";

  private static final String SHA256 = "SHA-256";
  private static final byte KNOWN = 3;
  private static final byte NOT_KNOWN = 4;
  private static final byte[] ASK_FOR_KEY = {2};
  private static final int MAX_KEY_BYTES = 8192;
  private static final int MIN_KEY_BITS = 1024;
  private static final int MAX_KEY_BITS = 8192;

  private enum Step {
    HASH,
    KNOWN,
    KEY,
    PASSWORD
  }

  private final Password password;
  private final boolean confidential;
  private byte[] twenty = new byte[0];
  private Step step = Step.HASH;

  CachingSha2(final Password password, final boolean confidential) {
    this.password = password;
    this.confidential = confidential;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public byte[] answer(final byte[] scramble) throws MySqlProtocolException {
    twenty = Digests.scramble(scramble);
    if (password.isEmpty()) {
      return new byte[0];
    }
    final byte[] once = Digests.hash(SHA256, password.bytes());
    final byte[] twice = Digests.hash(SHA256, once);
    return Digests.xor(once, Digests.hash(SHA256, twice, twenty));
  }

  @Override
  public Optional<byte[]> more(final byte[] said) throws MySqlProtocolException {
    if (step == Step.KEY) {
      step = Step.PASSWORD;
      return Optional.of(encrypted(publicKey(said)));
    }
    if (step == Step.HASH && !password.isEmpty() && said.length == 1) {
      if (said[0] == KNOWN) {
        step = Step.KNOWN;
        return Optional.empty();
      }
      if (said[0] == NOT_KNOWN) {
        step = confidential ? Step.PASSWORD : Step.KEY;
        return Optional.of(confidential ? terminated() : ASK_FOR_KEY.clone());
      }
    }
    throw new MySqlProtocolException("no next step of " + NAME);
  }

  private byte[] terminated() {
    final byte[] bytes = password.bytes();
    return Arrays.copyOf(bytes, bytes.length + 1);
  }

  private static RSAPublicKey publicKey(final byte[] pem) throws MySqlProtocolException {
    if (pem.length > MAX_KEY_BYTES) {
      throw new MySqlProtocolException("a public key of " + pem.length + " bytes");
    }
    final String base64 =
        new String(pem, US_ASCII).replaceAll("-----(BEGIN|END) PUBLIC KEY-----|\\s|\u0000", "");
    try {
      final byte[] der = Base64.getDecoder().decode(base64);
      if (KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(der))
              instanceof RSAPublicKey key
          && key.getModulus().bitLength() >= MIN_KEY_BITS
          && key.getModulus().bitLength() <= MAX_KEY_BITS) {
        return key;
      }
    } catch (GeneralSecurityException | IllegalArgumentException _) {
      // Said below.
    }
    throw new MySqlProtocolException("no RSA key of a usable size where one was due");
  }

  private byte[] encrypted(final RSAPublicKey key) throws MySqlProtocolException {
    try {
      final Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPWithSHA-1AndMGF1Padding");
      cipher.init(Cipher.ENCRYPT_MODE, key);
      return cipher.doFinal(Digests.xor(terminated(), twenty));
    } catch (GeneralSecurityException _) {
      throw new MySqlProtocolException("a public key too short for the password");
    }
  }
}
