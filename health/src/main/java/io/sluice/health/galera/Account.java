package io.sluice.health.galera;

import io.sluice.config.ProbeConfig.Galera;
import io.sluice.config.ProbeConfig.Tls;
import io.sluice.config.Secret;
import io.sluice.health.mysql.Credentials;
import io.sluice.health.mysql.Password;
import io.sluice.health.tls.ClientTls;
import java.util.Optional;
import java.util.function.Function;

/**
 * Who logs in, and through what. Immutable; its text does not show the password.
 *
 * @param credentials of the user
 * @param tls how the connection is encrypted; empty: it is not
 */
record Account(Credentials credentials, Optional<ClientTls> tls) {
  /**
   * That of a check.
   *
   * @param clients makes or finds the client's side of TLS
   * @throws IllegalArgumentException TLS cannot be made as it is configured
   */
  static Account of(final Galera config, final Function<Tls, ClientTls> clients) {
    final Password password =
        config.password().map(Secret::text).map(Password::new).orElse(Password.NONE);
    return new Account(new Credentials(config.user(), password), config.tls().map(clients));
  }
}
