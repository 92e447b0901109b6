package io.sluice.health.mysql;

import io.sluice.health.CheckText;
import java.util.Optional;

/**
 * One login by one method of authentication. On the check loop.
 *
 * <p>None of them ever sends the password as it is, except where nobody else can listen, on a unix
 * socket or through TLS, to a server that asks for that, which is what MySQL's own clients do.
 */
sealed interface AuthMethod permits NativePassword, CachingSha2, ClientEd25519 {
  /**
   * The method of that name; empty: it is not known here.
   *
   * @param confidential whether nobody else can listen to the connection
   */
  static Optional<AuthMethod> of(
      final String name, final Password password, final boolean confidential) {
    return switch (name) {
      case NativePassword.NAME -> Optional.of(new NativePassword(password));
      case CachingSha2.NAME -> Optional.of(new CachingSha2(password, confidential));
      case ClientEd25519.NAME -> Optional.of(new ClientEd25519(password));
      default -> Optional.empty();
    };
  }

  /** What the server calls it. */
  String name();

  /**
   * The first answer.
   *
   * @param scramble the server's, as it came
   */
  byte[] answer(byte[] scramble) throws MySqlProtocolException;

  /**
   * What is to be said to what the server says besides; empty: nothing, it goes on.
   *
   * @throws MySqlProtocolException the method knows nothing of that
   */
  default Optional<byte[]> more(final byte[] said) throws MySqlProtocolException {
    throw new MySqlProtocolException("more than a method like " + CheckText.quote(name()) + " has");
  }
}
