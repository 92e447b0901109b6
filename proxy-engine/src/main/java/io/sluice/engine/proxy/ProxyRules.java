package io.sluice.engine.proxy;

import io.sluice.engine.http1.FieldName;
import io.sluice.engine.log.LineFormat;
import io.sluice.engine.persist.Persistence;
import io.sluice.engine.rules.Answering;
import io.sluice.engine.rules.ClientTold;
import io.sluice.engine.rules.Monitor;
import io.sluice.engine.rules.RuleList;
import io.sluice.engine.rules.UniqueId;
import java.util.List;
import java.util.Map;

/**
 * The rules of one frontend or backend, compiled for one generation of the configuration.
 * Immutable.
 *
 * @param connection {@code tcp-request connection}
 * @param session {@code tcp-request session}
 * @param content {@code tcp-request content}
 * @param inspectNanos how long those may wait for what they look at; 0: not at all
 * @param responseContent {@code tcp-response content}
 * @param request {@code http-request}
 * @param response {@code http-response}
 * @param afterResponse {@code http-after-response}
 * @param monitor who asks whether we are there; null: nobody is answered
 * @param uniqueId null: requests have no names
 * @param told who the client is, told to the server
 * @param errorPages by status, what stands in place of the built-in pages
 * @param requestCaptures what is kept of a request for the log
 * @param responseCaptures the same of a response
 * @param cookieCapture which cookie is kept for the log; null: none
 * @param line the format of the log
 * @param scopes the variables
 * @param services our own pages
 * @param persistence how a backend's requests find their server
 * @param figures the proxy as samples see it; null: nothing looks
 */
public record ProxyRules(
    RuleList connection,
    RuleList session,
    RuleList content,
    long inspectNanos,
    RuleList responseContent,
    RuleList request,
    RuleList response,
    RuleList afterResponse,
    Monitor monitor,
    UniqueId uniqueId,
    List<ClientTold> told,
    Map<Integer, Answering> errorPages,
    List<Capture> requestCaptures,
    List<Capture> responseCaptures,
    CookieName cookieCapture,
    LineFormat line,
    Scopes scopes,
    Services services,
    Persistence persistence,
    LiveFigures figures) {
  /** No rules. */
  public static final ProxyRules NONE =
      new ProxyRules(
          RuleList.NONE,
          RuleList.NONE,
          RuleList.NONE,
          0,
          RuleList.NONE,
          RuleList.NONE,
          RuleList.NONE,
          RuleList.NONE,
          null,
          null,
          List.of(),
          Map.of(),
          List.of(),
          List.of(),
          null,
          LineFormat.HTTP,
          new Scopes(),
          _ -> new byte[0],
          Persistence.NONE,
          null);

  public ProxyRules {
    told = List.copyOf(told);
    errorPages = Map.copyOf(errorPages);
    requestCaptures = List.copyOf(requestCaptures);
    responseCaptures = List.copyOf(responseCaptures);
  }

  /** Whether it says nothing of requests, so that one generation of it is like another. */
  public boolean isPlain() {
    return connection.isEmpty()
        && session.isEmpty()
        && content.isEmpty()
        && responseContent.isEmpty()
        && request.isEmpty()
        && response.isEmpty()
        && afterResponse.isEmpty()
        && errorPages.isEmpty()
        && persistence.equals(Persistence.NONE);
  }

  /**
   * A place for something that the log is to say.
   *
   * @param field whose value is kept; null: a rule fills it
   * @param bytes how much of it
   */
  public record Capture(FieldName field, int bytes) {}

  /**
   * A cookie that the log is to say.
   *
   * @param start what its text begins with
   * @param bytes how much of it
   */
  public record CookieName(String start, int bytes) {}
}
