package io.sluice.engine.http;

import io.sluice.config.http.VarName;
import io.sluice.engine.http1.FieldName;
import io.sluice.engine.http1.MessageHead;
import io.sluice.engine.http1.RequestHead;
import io.sluice.engine.http1.ResponseHead;
import io.sluice.engine.log.Captures;
import io.sluice.engine.persist.CookieCapture;
import io.sluice.engine.proxy.ClientEnds;
import io.sluice.engine.proxy.ProxyRules;
import io.sluice.engine.proxy.ProxyTransaction;
import io.sluice.engine.sample.Endpoint;
import io.sluice.engine.sample.ProxyFigures;
import io.sluice.engine.sample.ServerFigures;
import io.sluice.engine.sample.SlowCheck;
import io.sluice.engine.sample.Tracked;
import java.util.List;

/**
 * One exchange as its rules see it, used anew for the next. Confined to its worker; what rules do
 * not ask for is not made.
 */
final class HttpTransaction extends ProxyTransaction {
  private final HttpWorker http;
  private final ServerEnd serverEnd;
  private final SlowCheck slowCheck = new SlowCheck();
  private final Tracked session = new Tracked(null);
  private final Tracked tracked = new Tracked(session);
  private final CookieCapture requestCookie = new CookieCapture();
  private final CookieCapture responseCookie = new CookieCapture();

  /** The rest is the exchange's to say. */
  RequestHead request;

  ResponseHead response;
  boolean first;
  byte[] uniqueId;

  /** File and line of the last rule that ended a list; null: none did. */
  String lastRule;

  boolean sentOnce;

  /** Whether the client was just accepted: what is tracked is tracked for its whole connection. */
  boolean admitting;

  /** How the response is compressed; null: it is not. */
  String compression;

  HttpTransaction(final HttpWorker http, final ClientEnds client, final ServerEnd server) {
    super(http.scratch(), client);
    this.http = http;
    serverEnd = server;
  }

  HttpWorker http() {
    return http;
  }

  /** Begins a request. */
  void begin(final ProxyRules of, final ProxyFigures from, final RequestHead head) {
    if (begin(of, from)) {
      configure(requestCookie, of.cookieCapture());
      configure(responseCookie, of.cookieCapture());
    }
    request = head;
    response = null;
    serverEnd.clear();
    slowCheck.clear();
    lastRule = null;
    uniqueId = null;
    compression = null;
    sentOnce = false;
    requestCookie.clear();
    responseCookie.clear();
  }

  @Override
  public ServerFigures server() {
    return serverEnd.figures();
  }

  @Override
  public Endpoint serverSource() {
    return serverEnd.source();
  }

  @Override
  public Endpoint serverDestination() {
    return serverEnd.destination();
  }

  /** The server's side, which the exchange tells of its way there. */
  ServerEnd serverEnd() {
    return serverEnd;
  }

  @Override
  public SlowCheck slowCheck() {
    return slowCheck;
  }

  @Override
  public String lastRule() {
    return lastRule;
  }

  @Override
  public String compression() {
    return compression;
  }

  /** The response is there: the request's variables are gone. */
  void beginResponse(final ResponseHead head) {
    response = head;
    forget(VarName.Scope.REQ);
  }

  private static void configure(final CookieCapture kept, final ProxyRules.CookieName name) {
    if (name == null) {
      kept.configure("", 0);
    } else {
      kept.configure(name.start(), name.bytes());
    }
  }

  /** The cookie of the request that the log is to say. */
  CookieCapture requestCookie() {
    return requestCookie;
  }

  /** The one of the response. */
  CookieCapture responseCookie() {
    return responseCookie;
  }

  /** Keeps the fields of the request that the log is to say. */
  void captureRequest() {
    capture(rules().requestCaptures(), request, requestCaptures());
  }

  /** The same of the response. */
  void captureResponse() {
    capture(rules().responseCaptures(), response, responseCaptures());
  }

  private static void capture(
      final List<ProxyRules.Capture> places, final MessageHead head, final Captures kept) {
    for (int i = 0; i < places.size(); i++) {
      final FieldName name = places.get(i).field();
      final int field = name == null ? -1 : head.find(name, -1);
      if (field >= 0) {
        final int from = head.valueStart(field);
        kept.set(i, head.bytes(), from, head.valueEnd(field) - from);
      }
    }
  }

  @Override
  protected boolean isAdmitting() {
    return admitting;
  }

  @Override
  public Tracked tracked() {
    return admitting ? session : tracked;
  }

  /** What the client's connection counts in. */
  Tracked session() {
    return session;
  }

  @Override
  public RequestHead request() {
    return request;
  }

  @Override
  public ResponseHead response() {
    return response;
  }

  @Override
  public boolean isFirstRequest() {
    return first;
  }

  @Override
  public byte[] uniqueId() {
    return uniqueId;
  }

  @Override
  public void disableL7Retry() {
    sentOnce = true;
  }

  @Override
  protected boolean hasResponse() {
    return response != null;
  }
}
