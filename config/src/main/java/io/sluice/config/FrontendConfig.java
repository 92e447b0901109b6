package io.sluice.config;

import io.sluice.config.http.FrontendHttp;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Where clients come in.
 *
 * @param name unique among frontends
 * @param origin the place of the section
 * @param mode what is understood of the bytes
 * @param binds at least one
 * @param defaultBackend the name of a backend of the same configuration; empty: none, what no rule
 *     decides on is refused
 * @param maxconn client connections at one time, 1 or more; 0: only the process's limit (HAProxy
 *     {@code maxconn}). At the limit the frontend stops accepting, and the kernel's backlog holds
 *     the rest
 * @param backlog connections that the kernel holds before they are accepted, 1 or more (HAProxy
 *     {@code backlog})
 * @param timeouts for the client's side
 * @param socket options of client connections
 * @param zeroCopy whether bytes may pass within the kernel
 * @param log whether each session prints a line
 * @param http what it does with requests
 * @param lines what the lines look like
 */
public record FrontendConfig(
    String name,
    Origin origin,
    Mode mode,
    List<BindConfig> binds,
    String defaultBackend,
    int maxconn,
    int backlog,
    Timeouts timeouts,
    SocketConfig socket,
    ZeroCopy zeroCopy,
    boolean log,
    FrontendHttp http,
    LogLines lines) {
  public FrontendConfig {
    binds = List.copyOf(binds);
  }

  /**
   * Timeouts of the client's side; empty: none.
   *
   * @param client the client neither sends nor takes a byte
   * @param clientFin the same, once the stream towards the client has ended; empty: {@code client}
   *     goes on
   */
  public record Timeouts(Optional<Duration> client, Optional<Duration> clientFin) {}
}
