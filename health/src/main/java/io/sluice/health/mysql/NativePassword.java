package io.sluice.health.mysql;

/**
 * {@code SHA1(password) XOR SHA1(scramble + SHA1(SHA1(password)))}.
 *
 * <p>Source: MySQL internals, "Secure Password Authentication".
 */
final class NativePassword implements AuthMethod {
  static final String NAME = "mysql_native_password";
  private static final String SHA1 = "SHA-1";

  private final Password password;

  NativePassword(final Password password) {
    this.password = password;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public byte[] answer(final byte[] scramble) throws MySqlProtocolException {
    final byte[] twenty = Digests.scramble(scramble);
    if (password.isEmpty()) {
      return new byte[0];
    }
    final byte[] once = Digests.hash(SHA1, password.bytes());
    final byte[] twice = Digests.hash(SHA1, once);
    return Digests.xor(once, Digests.hash(SHA1, twenty, twice));
  }
}
