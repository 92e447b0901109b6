package io.sluice.config.http;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a frontend does with requests, beyond where it listens. In mode tcp only the rules that look
 * at no HTTP are there.
 *
 * @param useBackends looked at in order, before the default backend
 * @param requestTimeout a request's head must be whole after so long (HAProxy {@code timeout
 *     http-request})
 * @param keepAliveTimeout a connection may wait for its next request (HAProxy {@code timeout
 *     http-keep-alive}); empty: the one above
 * @param tarpitTimeout HAProxy {@code timeout tarpit}
 * @param monitorUri a request for it is answered with 200 (HAProxy {@code monitor-uri})
 * @param monitorFail when it is answered with 503 (HAProxy {@code monitor fail})
 * @param captureRequest HAProxy {@code capture request header}
 * @param captureResponse HAProxy {@code capture response header}
 * @param captureCookie HAProxy {@code capture cookie}
 * @param uniqueIdFormat HAProxy {@code unique-id-format}
 * @param uniqueIdHeader HAProxy {@code unique-id-header}
 * @param logFormat HAProxy {@code log-format}; empty: that of {@code option httplog}, or {@code
 *     tcplog}
 * @param table empty: none of its own. A listen section's is its backend's
 */
public record FrontendHttp(
    HttpOptions options,
    RuleLists rules,
    List<UseBackend> useBackends,
    Optional<Duration> requestTimeout,
    Optional<Duration> keepAliveTimeout,
    Optional<Duration> tarpitTimeout,
    Optional<String> monitorUri,
    List<Condition> monitorFail,
    List<Captured> captureRequest,
    List<Captured> captureResponse,
    Optional<Captured> captureCookie,
    Optional<LogFormat> uniqueIdFormat,
    Optional<String> uniqueIdHeader,
    Optional<LogFormat> logFormat,
    Optional<StickTableConfig> table) {
  /** What holds where nothing is said. */
  public static final FrontendHttp DEFAULT =
      new FrontendHttp(
          HttpOptions.DEFAULT,
          RuleLists.NONE,
          List.of(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          List.of(),
          List.of(),
          List.of(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  public FrontendHttp {
    useBackends = List.copyOf(useBackends);
    monitorFail = List.copyOf(monitorFail);
    captureRequest = List.copyOf(captureRequest);
    captureResponse = List.copyOf(captureResponse);
  }

  /**
   * HAProxy {@code use_backend}.
   *
   * @param backend a backend's name, maybe made for each request; one that does not exist leads to
   *     the default backend
   */
  public record UseBackend(LogFormat backend, Condition condition) {}

  /**
   * Something that is kept for the log.
   *
   * @param bytes at most so many of its value
   */
  public record Captured(String name, int bytes) {}
}
