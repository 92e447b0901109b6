package io.sluice.config;

import io.sluice.config.http.BackendHttp;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A set of servers and how a session gets one of them.
 *
 * @param name unique among backends
 * @param origin the place of the section
 * @param mode what is understood of the bytes
 * @param balance how a server is picked (HAProxy {@code balance})
 * @param servers in the order of the file; names are unique in the backend; may be empty
 * @param timeouts for the server's side
 * @param retries how often a failed connect is tried again, 0 or more (HAProxy {@code retries})
 * @param redispatch whether a retry may go to another server (HAProxy {@code option redispatch})
 * @param allbackups whether all backup servers share the load, or only the first (HAProxy {@code
 *     option allbackups})
 * @param logHealthChecks whether every change of what checks find is logged, or only those of a
 *     verdict (HAProxy {@code option log-health-checks})
 * @param holdUntilChecked how long new sessions may wait, at the start, for the first verdict on
 *     every checked server; 0: not at all
 * @param source the local address that connections to servers come from (HAProxy {@code source});
 *     empty: the kernel's choice
 * @param socket options of server connections
 * @param zeroCopy whether bytes may pass within the kernel
 * @param writer how it takes part in a cluster with one writer; empty: it does not
 * @param http what it does with requests and responses
 */
public record BackendConfig(
    String name,
    Origin origin,
    Mode mode,
    BalanceConfig balance,
    List<ServerConfig> servers,
    Timeouts timeouts,
    int retries,
    boolean redispatch,
    boolean allbackups,
    boolean logHealthChecks,
    Duration holdUntilChecked,
    Optional<Address.Inet> source,
    SocketConfig socket,
    ZeroCopy zeroCopy,
    Optional<WriterConfig> writer,
    BackendHttp http) {
  public BackendConfig {
    servers = List.copyOf(servers);
  }

  /** The same, with other servers. */
  BackendConfig withServers(final List<ServerConfig> newServers) {
    return new BackendConfig(
        name,
        origin,
        mode,
        balance,
        newServers,
        timeouts,
        retries,
        redispatch,
        allbackups,
        logHealthChecks,
        holdUntilChecked,
        source,
        socket,
        zeroCopy,
        writer,
        http);
  }

  /**
   * Timeouts of the server's side; empty: none.
   *
   * @param connect a connect may last
   * @param server the server neither sends nor takes a byte
   * @param serverFin the same, once the stream towards the server has ended; empty: {@code server}
   *     goes on
   * @param tunnel in place of both {@code client} and {@code server} once the session is
   *     established; empty: those
   * @param queue a session may wait for a free slot; empty: {@code connect}
   */
  public record Timeouts(
      Optional<Duration> connect,
      Optional<Duration> server,
      Optional<Duration> serverFin,
      Optional<Duration> tunnel,
      Optional<Duration> queue) {}
}
