package io.sluice.config;

import io.sluice.config.http.ServerHttp;
import java.time.Duration;
import java.util.Optional;

/**
 * One server of a backend.
 *
 * @param name unique in its backend
 * @param origin the place of the line
 * @param address where it is; never an inherited socket
 * @param weight its share of the load, 0 to 256; 0: no new sessions
 * @param maxconn sessions at one time, 1 or more; 0: no limit. What is above waits in the queue
 * @param maxqueue sessions that may wait for this very server before they go to another; 0: no
 *     limit
 * @param priority its place in the order of those that may be the cluster's writer, the lowest
 *     first; 0: it is never the writer. Where not said, its place among the servers of the file,
 *     from 1
 * @param backup whether it serves only when no other server does
 * @param disabled whether it starts in maintenance
 * @param slowstart how long weight and maxconn take to grow to their full value after it came up;
 *     0: at once
 * @param onMarkedDown what happens to its sessions when its check finds it down
 * @param onMarkedUp what happens to the sessions of backup servers when its check finds it up
 * @param check how it is checked; empty: never, and it counts as up
 * @param agent how its agent is asked, by a {@link ProbeConfig.Agent}; rise and fall mean nothing;
 *     empty: it has none
 * @param resolve how it gets its address where that is a name
 * @param observe what follows from connects of the traffic that fail; empty: nothing. Only where
 *     there is a check, which brings the server up again
 * @param http what is said to it alone of HTTP
 */
public record ServerConfig(
    String name,
    Origin origin,
    Address address,
    int weight,
    int maxconn,
    int maxqueue,
    int priority,
    boolean backup,
    boolean disabled,
    Duration slowstart,
    OnMarkedDown onMarkedDown,
    OnMarkedUp onMarkedUp,
    Optional<CheckConfig> check,
    Optional<CheckConfig> agent,
    ResolveConfig resolve,
    Optional<ObserveConfig> observe,
    ServerHttp http) {
  /** The same, with another check. */
  ServerConfig withCheck(final Optional<CheckConfig> newCheck) {
    return new ServerConfig(
        name,
        origin,
        address,
        weight,
        maxconn,
        maxqueue,
        priority,
        backup,
        disabled,
        slowstart,
        onMarkedDown,
        onMarkedUp,
        newCheck,
        agent,
        resolve,
        observe,
        http);
  }

  /** HAProxy {@code on-marked-down}. */
  public enum OnMarkedDown {
    /** Its sessions go on. */
    NONE,
    /** Its sessions are closed. */
    SHUTDOWN_SESSIONS
  }

  /** HAProxy {@code on-marked-up}. */
  public enum OnMarkedUp {
    /** Sessions stay where they are. */
    NONE,
    /** The sessions of the backend's backup servers are closed. */
    SHUTDOWN_BACKUP_SESSIONS
  }
}
