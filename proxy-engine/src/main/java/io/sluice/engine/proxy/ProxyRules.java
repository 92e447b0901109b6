package io.sluice.engine.proxy;

import io.sluice.engine.rules.Answering;
import io.sluice.engine.rules.RuleList;
import io.sluice.engine.sample.ProxyFigures;
import java.util.List;
import java.util.Map;

/**
 * The rules of one frontend or backend, compiled for one generation of the configuration.
 * Immutable.
 *
 * @param connection {@code tcp-request connection}
 * @param session {@code tcp-request session}
 * @param content {@code tcp-request content}
 * @param request {@code http-request}
 * @param response {@code http-response}
 * @param afterResponse {@code http-after-response}
 * @param errorPages by status, what stands in place of the built-in pages
 * @param requestCaptures how many bytes of each declared capture of a request are kept
 * @param responseCaptures the same of a response
 * @param scopes the variables
 * @param figures the proxy as samples see it; null: nothing looks
 */
public record ProxyRules(
    RuleList connection,
    RuleList session,
    RuleList content,
    RuleList request,
    RuleList response,
    RuleList afterResponse,
    Map<Integer, Answering> errorPages,
    List<Integer> requestCaptures,
    List<Integer> responseCaptures,
    Scopes scopes,
    ProxyFigures figures) {
  /** No rules. */
  public static final ProxyRules NONE =
      new ProxyRules(
          RuleList.NONE,
          RuleList.NONE,
          RuleList.NONE,
          RuleList.NONE,
          RuleList.NONE,
          RuleList.NONE,
          Map.of(),
          List.of(),
          List.of(),
          new Scopes(),
          null);

  public ProxyRules {
    errorPages = Map.copyOf(errorPages);
    requestCaptures = List.copyOf(requestCaptures);
    responseCaptures = List.copyOf(responseCaptures);
  }
}
