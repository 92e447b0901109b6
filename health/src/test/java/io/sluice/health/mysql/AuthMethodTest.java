package io.sluice.health.mysql;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The expected hashes were computed by another program. */
class AuthMethodTest {
  private static final Password PASSWORD = new Password("Grüße");
  private static final byte[] NOT_KNOWN = {4};

  private static AuthMethod method(final String name, final Password password) {
    return AuthMethod.of(name, password, false).orElseThrow();
  }

  private static byte[] pem(final KeyPair keys) {
    final String base64 =
        Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(keys.getPublic().getEncoded());
    return ("-----BEGIN PUBLIC KEY-----\n" + base64 + "\n-----END PUBLIC KEY-----\n")
        .getBytes(US_ASCII);
  }

  private static KeyPair keys(final int bits) throws Exception {
    final KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(bits);
    return generator.generateKeyPair();
  }

  @Test
  void shouldHashAsNativePasswordDoes() throws Exception {
    assertThat(method("mysql_native_password", PASSWORD).answer(Wire.SCRAMBLE))
        .isEqualTo(Wire.hex("ab12d10a0b53c28522a85b0bf7c532c95822f71a"));
  }

  @Test
  void shouldHashAsCachingSha2Does() throws Exception {
    assertThat(method("caching_sha2_password", PASSWORD).answer(Wire.SCRAMBLE))
        .isEqualTo(Wire.hex("0c3b51bc1ceaee3022408943441eed0b58c6dc2cee2bd8cec7ce132914ff330b"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"mysql_native_password", "caching_sha2_password"})
  void shouldNotCountTheZeroByteBehindTheScramble(final String name) throws Exception {
    final byte[] withZero = Arrays.copyOf(Wire.SCRAMBLE, 21);
    assertThat(method(name, PASSWORD).answer(withZero))
        .isEqualTo(method(name, PASSWORD).answer(Wire.SCRAMBLE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"mysql_native_password", "caching_sha2_password"})
  void shouldAnswerNothingWhenThereIsNoPassword(final String name) throws Exception {
    assertThat(method(name, Password.NONE).answer(Wire.SCRAMBLE)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"mysql_native_password", "caching_sha2_password", "client_ed25519"})
  void shouldRefuseAScrambleOfAnotherLength(final String name) {
    for (final int length : new int[] {0, 8, 19, 22, 31, 33}) {
      assertThatThrownBy(() -> method(name, PASSWORD).answer(new byte[length]))
          .isInstanceOf(MySqlProtocolException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mysql_clear_password", "dialog", "sha256_password", ""})
  void shouldKnowNoMethodThatWouldGiveThePasswordAway(final String name) {
    assertThat(AuthMethod.of(name, PASSWORD, true)).isEmpty();
  }

  @Test
  void shouldSayNothingWhenCachingSha2KnowsThePassword() throws Exception {
    // Given
    final AuthMethod method = method("caching_sha2_password", PASSWORD);
    method.answer(Wire.SCRAMBLE);

    // Then
    assertThat(method.more(new byte[] {3})).isEmpty();
    assertThatThrownBy(() -> method.more(NOT_KNOWN)).isInstanceOf(MySqlProtocolException.class);
  }

  @Test
  void shouldEncryptThePasswordWhenCachingSha2DoesNotKnowIt() throws Exception {
    // Given
    final KeyPair keys = keys(2048);
    final AuthMethod method = method("caching_sha2_password", PASSWORD);
    method.answer(Wire.SCRAMBLE);

    // When
    final byte[] request = method.more(NOT_KNOWN).orElseThrow();
    final byte[] encrypted = method.more(pem(keys)).orElseThrow();

    // Then
    assertThat(request).containsExactly(2);
    final Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPWithSHA-1AndMGF1Padding");
    cipher.init(Cipher.DECRYPT_MODE, keys.getPrivate());
    final byte[] clear = cipher.doFinal(encrypted);
    for (int i = 0; i < clear.length; i++) {
      clear[i] ^= Wire.SCRAMBLE[i % 20];
    }
    assertThat(new String(clear, UTF_8)).isEqualTo("Grüße\0");
    assertThatThrownBy(() -> method.more(pem(keys))).isInstanceOf(MySqlProtocolException.class);
  }

  @Test
  void shouldSendThePasswordAsItIsOnlyWhenTheServerIsOnAUnixSocket() throws Exception {
    // Given
    final AuthMethod method = AuthMethod.of("caching_sha2_password", PASSWORD, true).orElseThrow();
    method.answer(Wire.SCRAMBLE);

    // Then
    assertThat(method.more(NOT_KNOWN).orElseThrow()).isEqualTo("Grüße\0".getBytes(UTF_8));
  }

  @Test
  void shouldRefuseWhatIsNoUsableKey() throws Exception {
    for (final byte[] key :
        new byte[][] {
          {}, "no key".getBytes(US_ASCII), new byte[100_000], pem(keys(512)), {0x30, 0x03, 1, 2, 3}
        }) {
      final AuthMethod method = method("caching_sha2_password", PASSWORD);
      method.answer(Wire.SCRAMBLE);
      method.more(NOT_KNOWN);
      assertThatThrownBy(() -> method.more(key)).isInstanceOf(MySqlProtocolException.class);
    }
  }

  @Test
  void shouldRefuseAKeyTooShortForThePassword() throws Exception {
    final AuthMethod method = method("caching_sha2_password", new Password("x".repeat(200)));
    method.answer(Wire.SCRAMBLE);
    method.more(NOT_KNOWN);
    final byte[] key = pem(keys(1024));
    assertThatThrownBy(() -> method.more(key))
        .isInstanceOf(MySqlProtocolException.class)
        .hasMessageNotContaining("xxx");
  }

  @Test
  void shouldRefuseStepsThatCachingSha2DoesNotHave() throws Exception {
    for (final byte[] said : new byte[][] {{}, {5}, {3, 3}, {0}}) {
      final AuthMethod method = method("caching_sha2_password", PASSWORD);
      method.answer(Wire.SCRAMBLE);
      assertThatThrownBy(() -> method.more(said)).isInstanceOf(MySqlProtocolException.class);
    }
    assertThatThrownBy(() -> method("mysql_native_password", PASSWORD).more(NOT_KNOWN))
        .isInstanceOf(MySqlProtocolException.class);
  }
}
