package io.sluice.config.http;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a backend does with requests and responses.
 *
 * @param useServers looked at in order, before persistence and balancing
 * @param reuse HAProxy {@code http-reuse}
 * @param retryOn HAProxy {@code retry-on}
 * @param requestTimeout HAProxy {@code timeout http-request}, for bodies that are waited for
 * @param tarpitTimeout HAProxy {@code timeout tarpit}
 * @param cookie empty: none
 * @param persist HAProxy {@code option persist}
 * @param persistRules the first that holds counts
 * @param stickRules in the order of the file
 * @param table empty: none of its own
 */
public record BackendHttp(
    HttpOptions options,
    RuleLists rules,
    List<UseServer> useServers,
    Reuse reuse,
    Set<RetryOn> retryOn,
    Optional<Duration> requestTimeout,
    Optional<Duration> tarpitTimeout,
    Optional<CookieConfig> cookie,
    boolean persist,
    List<PersistRule> persistRules,
    List<StickRule> stickRules,
    Optional<StickTableConfig> table) {
  /** What holds where nothing is said. */
  public static final BackendHttp DEFAULT =
      new BackendHttp(
          HttpOptions.DEFAULT,
          RuleLists.NONE,
          List.of(),
          Reuse.SAFE,
          Set.of(RetryOn.CONN_FAILURE),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          false,
          List.of(),
          List.of(),
          Optional.empty());

  public BackendHttp {
    useServers = List.copyOf(useServers);
    retryOn = Set.copyOf(retryOn);
    persistRules = List.copyOf(persistRules);
    stickRules = List.copyOf(stickRules);
  }

  /**
   * HAProxy {@code use-server}.
   *
   * @param server a server's name, maybe made for each request
   */
  public record UseServer(LogFormat server, Condition condition) {}

  /**
   * HAProxy {@code force-persist} and {@code ignore-persist}.
   *
   * @param force which of the two
   */
  public record PersistRule(boolean force, Condition condition) {}

  /** When a connection to a server serves a request of another client. */
  public enum Reuse {
    NEVER,
    SAFE,
    AGGRESSIVE,
    ALWAYS
  }

  /** What may be tried again. */
  public enum RetryOn {
    CONN_FAILURE,
    EMPTY_RESPONSE,
    JUNK_RESPONSE,
    RESPONSE_TIMEOUT,
    STATUS_401,
    STATUS_403,
    STATUS_404,
    STATUS_408,
    STATUS_425,
    STATUS_429,
    STATUS_500,
    STATUS_501,
    STATUS_502,
    STATUS_503,
    STATUS_504
  }
}
