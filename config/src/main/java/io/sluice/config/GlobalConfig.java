package io.sluice.config;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What holds for the whole process.
 *
 * @param maxconn client connections at one time over all frontends, 1 or more; 0: derived from the
 *     file descriptor limit at start (HAProxy {@code maxconn})
 * @param maxpipes pipes for splice(2), 0 or more; empty: derived from the file descriptor limit
 *     (HAProxy {@code maxpipes})
 * @param threads event loops, 1 to 256; 0: one for each core the process may use (HAProxy {@code
 *     nbthread})
 * @param hardStopAfter how long a drain (SIGUSR1, or a listener that a reload removed) may last
 *     before its sessions are closed; empty: for ever (HAProxy {@code hard-stop-after})
 * @param warmUp how long the code may be warmed up before the process calls itself ready; zero: not
 *     at all
 * @param spreadChecks random share added to or taken from each check interval, 0 to 50 percent
 *     (HAProxy {@code spread-checks})
 * @param externalChecks whether checks may run programs (HAProxy {@code external-check} and {@code
 *     insecure-fork-wanted})
 * @param admin where the admin HTTP listeners are; empty: nowhere
 * @param log where log lines go
 * @param resolvers how names of servers are resolved
 * @param tuning how large the parts of HTTP messages may be, and pipes
 */
public record GlobalConfig(
    int maxconn,
    OptionalInt maxpipes,
    int threads,
    Optional<Duration> hardStopAfter,
    Duration warmUp,
    int spreadChecks,
    boolean externalChecks,
    Optional<AdminConfig> admin,
    LogConfig log,
    ResolversConfig resolvers,
    Tuning tuning) {}
