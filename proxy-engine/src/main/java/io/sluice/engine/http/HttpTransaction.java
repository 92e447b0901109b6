package io.sluice.engine.http;

import io.sluice.config.http.VarName;
import io.sluice.engine.http1.FieldName;
import io.sluice.engine.http1.MessageHead;
import io.sluice.engine.http1.RequestHead;
import io.sluice.engine.http1.ResponseHead;
import io.sluice.engine.log.Captures;
import io.sluice.engine.persist.CookieCapture;
import io.sluice.engine.proxy.ProxyRules;
import io.sluice.engine.sample.Endpoint;
import io.sluice.engine.sample.Payload;
import io.sluice.engine.sample.ProxyFigures;
import io.sluice.engine.sample.Scratch;
import io.sluice.engine.sample.ServerFigures;
import io.sluice.engine.sample.Tracked;
import io.sluice.engine.sample.Transaction;
import io.sluice.engine.sample.Variables;
import java.util.EnumMap;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One exchange as its rules see it, used anew for the next. Confined to its worker; what rules do
 * not ask for is not made.
 */
final class HttpTransaction implements Transaction {
  private static final Captures NO_CAPTURES = new Captures(new int[0]);

  private static final AtomicLong NUMBERS = new AtomicLong();

  private final HttpWorker http;
  private final Client client;
  private final Payload requestPayload = new Payload();
  private final Payload responsePayload = new Payload();
  private final EnumMap<VarName.Scope, Variables> variables = new EnumMap<>(VarName.Scope.class);
  private ProxyRules rules = ProxyRules.NONE;
  private final Tracked session = new Tracked(null);
  private final Tracked tracked = new Tracked(session);
  private Captures requestCaptures = NO_CAPTURES;
  private Captures responseCaptures = NO_CAPTURES;
  private final CookieCapture requestCookie = new CookieCapture();
  private final CookieCapture responseCookie = new CookieCapture();
  private ProxyFigures frontend;

  /** The rest is the exchange's to say. */
  RequestHead request;

  ResponseHead response;
  ProxyFigures backend;
  ServerFigures server;
  Endpoint serverSource;
  Endpoint serverDestination;
  boolean first;
  byte[] uniqueId;
  long nowNanos;

  /** -2: as ever; -1: not at all; else a syslog level. */
  int logLevel;

  boolean sentOnce;

  /** Whether the client was just accepted: what is tracked is tracked for its whole connection. */
  boolean admitting;

  /** How the response is compressed; null: it is not. */
  String compression;

  private long number;

  /** Milliseconds; 0: as configured. */
  long serverTimeoutMillis;

  /** Milliseconds; 0: as configured. */
  long tunnelTimeoutMillis;

  /** Both ends of a client's connection; made when a rule first asks. */
  interface Client {
    Endpoint source();

    Endpoint destination();
  }

  HttpTransaction(final HttpWorker http, final Client client) {
    this.http = http;
    this.client = client;
  }

  HttpWorker http() {
    return http;
  }

  /** Begins a request. */
  @SuppressWarnings(
      "ReferenceEquality") // Rules of another generation, even where they are the same.
  void begin(final ProxyRules of, final ProxyFigures from, final RequestHead head) {
    if (of != rules) {
      rules = of;
      requestCaptures = captures(of.requestCaptures());
      responseCaptures = captures(of.responseCaptures());
      configure(requestCookie, of.cookieCapture());
      configure(responseCookie, of.cookieCapture());
    }
    frontend = from;
    request = head;
    response = null;
    backend = null;
    server = null;
    serverSource = null;
    serverDestination = null;
    uniqueId = null;
    compression = null;
    number = -1;
    logLevel = -2;
    sentOnce = false;
    serverTimeoutMillis = 0;
    tunnelTimeoutMillis = 0;
    requestPayload.clear();
    responsePayload.clear();
    requestCaptures.clear();
    responseCaptures.clear();
    requestCookie.clear();
    responseCookie.clear();
    clear(VarName.Scope.TXN);
    clear(VarName.Scope.REQ);
    clear(VarName.Scope.RES);
  }

  @Override
  public String compression() {
    return compression;
  }

  /** The response is there: the request's variables are gone. */
  void beginResponse(final ResponseHead head) {
    response = head;
    clear(VarName.Scope.REQ);
  }

  private static Captures captures(final List<ProxyRules.Capture> places) {
    return places.isEmpty()
        ? NO_CAPTURES
        : new Captures(places.stream().mapToInt(ProxyRules.Capture::bytes).toArray());
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
    capture(rules.requestCaptures(), request, requestCaptures);
  }

  /** The same of the response. */
  void captureResponse() {
    capture(rules.responseCaptures(), response, responseCaptures);
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

  private void clear(final VarName.Scope scope) {
    final Variables kept = variables.get(scope);
    if (kept != null) {
      kept.clear();
    }
  }

  @Override
  public Tracked tracked() {
    return admitting ? session : tracked;
  }

  /** What the client's connection counts in. */
  Tracked session() {
    return session;
  }

  /** What was captured, for the log; null: nothing is to be. */
  Captures loggedRequestCaptures() {
    return requestCaptures.count() == 0 ? null : requestCaptures;
  }

  /** The same of the response. */
  Captures loggedResponseCaptures() {
    return responseCaptures.count() == 0 ? null : responseCaptures;
  }

  @Override
  public Scratch scratch() {
    return http.scratch();
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
  public Payload requestPayload() {
    return requestPayload;
  }

  @Override
  public Payload responsePayload() {
    return responsePayload;
  }

  @Override
  public boolean isFirstRequest() {
    return first;
  }

  /** Numbers are given to those whose number is asked for. */
  @Override
  public long requestNumber() {
    if (number < 0) {
      number = NUMBERS.getAndIncrement();
    }
    return number;
  }

  @Override
  public byte[] uniqueId() {
    return uniqueId;
  }

  @Override
  public Endpoint source() {
    return client.source();
  }

  @Override
  public Endpoint destination() {
    return client.destination();
  }

  @Override
  public Endpoint socketSource() {
    return client.source();
  }

  @Override
  public Endpoint socketDestination() {
    return client.destination();
  }

  @Override
  public Endpoint serverSource() {
    return serverSource;
  }

  @Override
  public Endpoint serverDestination() {
    return serverDestination;
  }

  @Override
  public boolean isClientTls() {
    return false;
  }

  @Override
  public int listenerId() {
    return 1;
  }

  @Override
  public ProxyFigures frontend() {
    return frontend;
  }

  @Override
  public ProxyFigures backend() {
    return backend;
  }

  @Override
  public ServerFigures server() {
    return server;
  }

  @Override
  public Variables variables(final VarName.Scope scope) {
    final boolean isOver =
        scope == VarName.Scope.RES
            ? response == null
            : scope == VarName.Scope.REQ && response != null;
    if (isOver || scope == VarName.Scope.PROC) {
      return null;
    }
    Variables kept = variables.get(scope);
    if (kept == null) {
      kept = new Variables(rules.scopes().ids(scope));
      variables.put(scope, kept);
    }
    return kept;
  }

  @Override
  public Captures requestCaptures() {
    return requestCaptures;
  }

  @Override
  public Captures responseCaptures() {
    return responseCaptures;
  }

  @Override
  public long nowMillis() {
    return System.currentTimeMillis();
  }

  @Override
  public long nowNanos() {
    return nowNanos;
  }

  @Override
  public void setLogLevel(final int level) {
    logLevel = level;
  }

  @Override
  public void disableL7Retry() {
    sentOnce = true;
  }

  @Override
  public void setServerTimeout(final long millis) {
    serverTimeoutMillis = millis;
  }

  @Override
  public void setTunnelTimeout(final long millis) {
    tunnelTimeoutMillis = millis;
  }
}
