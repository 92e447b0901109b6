package io.sluice.config;

import java.util.List;
import java.util.Optional;

/**
 * A whole configuration, valid and with every default filled in. A {@code listen} section is here
 * as a frontend and a backend of the same name.
 *
 * @param global what holds for the process
 * @param frontends in the order of the files; names are unique among frontends
 * @param backends in the order of the files; names are unique among backends
 */
public record ProxyConfig(
    GlobalConfig global, List<FrontendConfig> frontends, List<BackendConfig> backends) {
  public ProxyConfig {
    frontends = List.copyOf(frontends);
    backends = List.copyOf(backends);
  }

  /** The backend of that name; empty when there is none. */
  public Optional<BackendConfig> backend(final String name) {
    return backends.stream().filter(b -> b.name().equals(name)).findFirst();
  }
}
