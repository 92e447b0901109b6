package io.sluice.config;

import io.sluice.config.http.Userlist;
import java.util.List;
import java.util.Optional;

/**
 * A whole configuration, valid and with every default filled in. A {@code listen} section is here
 * as a frontend and a backend of the same name.
 *
 * @param global what holds for the process
 * @param frontends in the order of the files; names are unique among frontends
 * @param backends in the order of the files; names are unique among backends
 * @param userlists names are unique
 */
public record ProxyConfig(
    GlobalConfig global,
    List<FrontendConfig> frontends,
    List<BackendConfig> backends,
    List<Userlist> userlists) {
  public ProxyConfig {
    frontends = List.copyOf(frontends);
    backends = List.copyOf(backends);
    userlists = List.copyOf(userlists);
  }

  /** The backend of that name; empty when there is none. */
  public Optional<BackendConfig> backend(final String name) {
    return backends.stream().filter(b -> b.name().equals(name)).findFirst();
  }
}
