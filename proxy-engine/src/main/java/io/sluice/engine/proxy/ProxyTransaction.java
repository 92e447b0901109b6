package io.sluice.engine.proxy;

import io.sluice.config.http.VarName;
import io.sluice.engine.log.Captures;
import io.sluice.engine.sample.Endpoint;
import io.sluice.engine.sample.Payload;
import io.sluice.engine.sample.ProxyFigures;
import io.sluice.engine.sample.Scratch;
import io.sluice.engine.sample.ServerFigures;
import io.sluice.engine.sample.Transaction;
import io.sluice.engine.sample.Variables;
import java.util.EnumMap;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What rules see of a client and its proxies, whatever is spoken: both ends of both connections,
 * who serves, variables, captures, and what rules said about the rest of the way. Confined to the
 * worker of the exchange; what rules do not ask for is not made.
 */
public abstract class ProxyTransaction implements Transaction {
  private static final Captures NO_CAPTURES = new Captures(new int[0]);

  private static final AtomicLong NUMBERS = new AtomicLong();

  private final Scratch scratch;
  private final ClientEnds client;
  private final Payload requestPayload = new Payload();
  private final Payload responsePayload = new Payload();
  private final EnumMap<VarName.Scope, Variables> variables = new EnumMap<>(VarName.Scope.class);
  private ProxyRules rules = ProxyRules.NONE;
  private Captures requestCaptures = NO_CAPTURES;
  private Captures responseCaptures = NO_CAPTURES;
  private ProxyFigures frontend;
  private final ToldEnds told = new ToldEnds();
  private long number;

  /** The rest is the exchange's to say. */
  public ProxyFigures backend;

  public ServerFigures server;
  public Endpoint serverSource;
  public Endpoint serverDestination;
  public long nowNanos;

  /** -2: as ever; -1: not at all; else a syslog level. */
  public int logLevel;

  /** Milliseconds; 0: as configured. */
  public long serverTimeoutMillis;

  /** Milliseconds; 0: as configured. */
  public long tunnelTimeoutMillis;

  protected ProxyTransaction(final Scratch scratch, final ClientEnds client) {
    this.scratch = scratch;
    this.client = client;
  }

  /**
   * Begins with the rules of a frontend; variables of the session stay.
   *
   * @return whether these are other rules than before
   */
  @SuppressWarnings(
      "ReferenceEquality") // Rules of another generation, even where they are the same.
  protected final boolean begin(final ProxyRules of, final ProxyFigures from) {
    final boolean others = of != rules;
    if (others) {
      rules = of;
      requestCaptures = captures(of.requestCaptures());
      responseCaptures = captures(of.responseCaptures());
    }
    frontend = from;
    // As in HAProxy, a frontend stands in for its backend until one is chosen.
    backend = from;
    server = null;
    told.begin();
    serverSource = null;
    serverDestination = null;
    number = -1;
    logLevel = -2;
    serverTimeoutMillis = 0;
    tunnelTimeoutMillis = 0;
    requestPayload.clear();
    responsePayload.clear();
    requestCaptures.clear();
    responseCaptures.clear();
    forget(VarName.Scope.TXN);
    forget(VarName.Scope.REQ);
    forget(VarName.Scope.RES);
    return others;
  }

  private static Captures captures(final List<ProxyRules.Capture> places) {
    return places.isEmpty()
        ? NO_CAPTURES
        : new Captures(places.stream().mapToInt(ProxyRules.Capture::bytes).toArray());
  }

  /** The variables of a scope are gone. */
  protected final void forget(final VarName.Scope scope) {
    final Variables kept = variables.get(scope);
    if (kept != null) {
      kept.clear();
    }
  }

  /** The rules that it began with. */
  protected final ProxyRules rules() {
    return rules;
  }

  /** Whether the response has begun, with which the request's variables are over. */
  protected abstract boolean hasResponse();

  /** What was captured, for the log; null: nothing is to be. */
  public final Captures loggedRequestCaptures() {
    return requestCaptures.count() == 0 ? null : requestCaptures;
  }

  /** The same of the response. */
  public final Captures loggedResponseCaptures() {
    return responseCaptures.count() == 0 ? null : responseCaptures;
  }

  @Override
  public final Scratch scratch() {
    return scratch;
  }

  @Override
  public final Payload requestPayload() {
    return requestPayload;
  }

  @Override
  public final Payload responsePayload() {
    return responsePayload;
  }

  /** Numbers are given to those whose number is asked for. */
  @Override
  public final long requestNumber() {
    if (number < 0) {
      number = NUMBERS.getAndIncrement();
    }
    return number;
  }

  @Override
  public final Endpoint source() {
    final Endpoint end = told.source();
    return end == null ? client.source() : end;
  }

  @Override
  public final Endpoint destination() {
    final Endpoint end = told.destination();
    return end == null ? client.destination() : end;
  }

  /** The client as a rule said; null: none did. */
  public final Endpoint toldSource() {
    return told.source();
  }

  /** Whether what rules say now is for the whole connection. */
  protected boolean isAdmitting() {
    return false;
  }

  @Override
  public final void setSource(final Endpoint end) {
    told.setSource(end, isAdmitting());
  }

  @Override
  public final void setDestination(final Endpoint end) {
    told.setDestination(end, isAdmitting());
  }

  @Override
  public final void silenceClient() {
    client.silence();
  }

  @Override
  public final boolean isProxied() {
    return !client.source().equals(socketSource());
  }

  @Override
  public final Endpoint socketSource() {
    return client.source();
  }

  @Override
  public final Endpoint socketDestination() {
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
  public final boolean isClientTls() {
    return false;
  }

  @Override
  public final int listenerId() {
    return 1;
  }

  @Override
  public final ProxyFigures frontend() {
    return frontend;
  }

  @Override
  public final ProxyFigures backend() {
    return backend;
  }

  @Override
  public ServerFigures server() {
    return server;
  }

  @Override
  public final Variables variables(final VarName.Scope scope) {
    final boolean isOver =
        scope == VarName.Scope.RES ? !hasResponse() : scope == VarName.Scope.REQ && hasResponse();
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
  public final Captures requestCaptures() {
    return requestCaptures;
  }

  @Override
  public final Captures responseCaptures() {
    return responseCaptures;
  }

  @Override
  public final long nowMillis() {
    return System.currentTimeMillis();
  }

  @Override
  public final long nowNanos() {
    return nowNanos;
  }

  @Override
  public final void setLogLevel(final int level) {
    logLevel = level;
  }

  @Override
  public final void setServerTimeout(final long millis) {
    serverTimeoutMillis = millis;
  }

  @Override
  public final void setTunnelTimeout(final long millis) {
    tunnelTimeoutMillis = millis;
  }
}
