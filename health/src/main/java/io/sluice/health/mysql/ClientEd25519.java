package io.sluice.health.mysql;

/**
 * MariaDB's method {@code ed25519}: the scramble, signed with a key that is made of the password.
 *
 * <p>Source: MariaDB knowledge base, "Authentication Plugin - ed25519".
 */
final class ClientEd25519 implements AuthMethod {
  static final String NAME = "client_ed25519";
  private static final int SCRAMBLE_BYTES = 32;

  private final Password password;

  ClientEd25519(final Password password) {
    this.password = password;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public byte[] answer(final byte[] scramble) throws MySqlProtocolException {
    if (scramble.length != SCRAMBLE_BYTES) {
      throw new MySqlProtocolException("a scramble of " + scramble.length + " bytes");
    }
    return Ed25519.sign(password.bytes(), scramble);
  }
}
