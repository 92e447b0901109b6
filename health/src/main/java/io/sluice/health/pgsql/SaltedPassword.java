package io.sluice.health.pgsql;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * The key that a password becomes with a server's salt, in as many rounds as the server asks for.
 * Immutable; its text shows nothing of it.
 *
 * <p>Source: RFC 5802, section 3, {@code Hi}; RFC 7677.
 */
final class SaltedPassword {
  private static final int KEY_BITS = 256;

  private final Recipe recipe;
  private final byte[] key;

  private SaltedPassword(final Recipe recipe, final byte[] key) {
    this.recipe = recipe;
    this.key = key;
  }

  /**
   * What the server says about how to work it out.
   *
   * @param salt at least one byte
   * @param rounds at least 1
   */
  record Recipe(ByteBuffer salt, int rounds) {}

  /** Works it out, which takes a microsecond or so for each round. */
  static SaltedPassword of(final String password, final Recipe recipe) {
    final byte[] salt = new byte[recipe.salt().remaining()];
    recipe.salt().duplicate().get(salt);
    final PBEKeySpec spec =
        new PBEKeySpec(SaslPrep.prepared(password).toCharArray(), salt, recipe.rounds(), KEY_BITS);
    try {
      return new SaltedPassword(
          recipe,
          SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(spec).getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has PBKDF2", e);
    } finally {
      spec.clearPassword();
    }
  }

  /** Whether it was worked out in that way. */
  boolean isOf(final Recipe other) {
    return recipe.equals(other);
  }

  /** A key for one side, by the name that the protocol has for it. */
  byte[] key(final String name) {
    return Scram.hmac(key, name);
  }

  @Override
  public String toString() {
    return "hidden";
  }
}
