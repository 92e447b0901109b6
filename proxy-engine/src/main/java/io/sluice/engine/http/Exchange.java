package io.sluice.engine.http;

import io.netty.buffer.ByteBuf;
import io.sluice.config.http.BackendHttp;
import io.sluice.config.http.BackendHttp.RetryOn;
import io.sluice.config.http.HttpOptions;
import io.sluice.engine.dispatch.ClientKey;
import io.sluice.engine.dispatch.Dispatch;
import io.sluice.engine.http1.ConnectionOption;
import io.sluice.engine.http1.Framing;
import io.sluice.engine.http1.Method;
import io.sluice.engine.http1.Names;
import io.sluice.engine.http1.Parse;
import io.sluice.engine.http1.RequestHead;
import io.sluice.engine.http1.ResponseHead;
import io.sluice.engine.log.HttpRecord;
import io.sluice.engine.persist.CookieCapture;
import io.sluice.engine.persist.Persisted;
import io.sluice.engine.persist.Persistence;
import io.sluice.engine.proxy.BackendRuntime;
import io.sluice.engine.proxy.Cause;
import io.sluice.engine.proxy.FrontendRuntime;
import io.sluice.engine.proxy.Phase;
import io.sluice.engine.proxy.PooledConnection;
import io.sluice.engine.proxy.Services;
import io.sluice.engine.proxy.SessionList;
import io.sluice.engine.rules.Answer;
import io.sluice.engine.rules.Verdict;
import io.sluice.engine.stats.ProxyCounters;
import io.sluice.engine.transport.Connection;
import io.sluice.engine.transport.Worker;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * One request and its response, on their way between a client and a server. One object serves all
 * requests of a client connection, one after the other, and allocates nothing for them. Confined to
 * its worker.
 *
 * <pre>
 *   begin ─► (BUFFERING) ─► DISPATCHING ──a server──► ACTIVE ──whole response──► FLUSHING ─► IDLE: over
 *               │                ▲  │                   │ │                        the client takes its last bytes
 *               │                │  │                   │ └──101, 2xx to CONNECT──► TUNNEL ─► IDLE: over
 *               │                └──┼────may be retried─┤
 *               └───────────────────┴──no server, refused, silent, broken──► an answer, or a cut ─► over
 * </pre>
 *
 * <p>While it is ACTIVE the request's body goes up and the response comes down independently; a
 * response that is whole before the request closes the client's connection behind it.
 */
final class Exchange implements Dispatch.Owner, Connection.Listener {
  private enum State {
    IDLE,
    TARPIT,
    SERVICE,
    BUFFERING,
    DISPATCHING,
    ACTIVE,
    FLUSHING,
    TUNNEL
  }

  /** A blank and {@code HTTP/1.1}, behind the target. */
  private static final int VERSION_BYTES = 9;

  private static final String CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n";

  private static final String SERVICE_HEAD =
      "HTTP/1.1 200 OK\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\n"
          + "Cache-Control: no-cache\r\nContent-Length: ";

  /** Interim responses that a server may send before its answer. */
  private static final int MOST_INTERIM = 32;

  private final HttpWorker http;
  private final Worker worker;
  private final Requester client;
  private final SocketAddress clientAddress;
  private final long clientKey;
  private final Dispatch dispatch;
  private final Inflow serverIn;
  private final Outflow serverOut;
  private final HeldBody held;
  private final Body down;
  private final ExchangeRules rules;
  private final Compression compression;
  private final Persisted persisted = new Persisted();

  /** What the balancing algorithm goes by. */
  private long balanceKey;

  private State state = State.IDLE;
  private FrontendRuntime frontend;
  private BackendRuntime backend;
  private ProxyCounters frontendCounters;
  private ProxyCounters backendCounters;
  private Connection server;

  /** The idle connection that only this client may use; null: none. */
  private PooledConnection own;

  private RequestHead request;
  private ResponseHead response;
  private boolean first;
  private boolean holds;
  private boolean buffers;
  private boolean ruleWaits;
  private long tarpitNanos;
  private long serviceCalls;
  private boolean upgrades;
  private boolean clientKeeps;
  private boolean serverKeeps;
  private boolean upDone;
  private boolean headSent;
  private boolean downDone;
  private boolean reconnected;
  private int interim;
  private long upActiveNanos;
  private long downActiveNanos;
  private long countedIn;
  private long countedOut;

  private boolean muted;
  private boolean untilClose;
  private long sentBefore;
  private long receivedBefore;

  /** Where the request line is in its head, as it came. */
  private int lineStart;

  /** 0: the request has none that is right. */
  private int lineLength;

  /** As the log prints it; null: nothing was logged yet. */
  private String clientText;

  /** Where the client connected to, in the same way. */
  private String ownText;

  /** Both ends of the connection to the server, where the log prints them; null: there is none. */
  private String serverSource;

  private String serverAddress;

  private ProxyCounters serverCounters;

  /** Sessions of the server, this one included, when it was left; 0: it was not yet. */
  private int serverSessions;

  private int status;
  private Cause cause = Cause.NONE;
  private Phase phase = Phase.NONE;

  final Timing timing = new Timing();

  Exchange(
      final HttpWorker http,
      final Requester client,
      final SocketAddress clientAddress,
      final HttpTransaction.Client ends,
      final SessionList.Entry place) {
    this.http = http;
    this.client = client;
    this.clientAddress = clientAddress;
    clientKey = ClientKey.of(clientAddress);
    worker = http.worker();
    dispatch = new Dispatch(worker, this, place);
    serverIn = new Inflow(http);
    serverOut = new Outflow(http);
    held = new HeldBody(worker, serverOut);
    down = new Body();
    rules = new ExchangeRules(new HttpTransaction(http, ends));
    compression = new Compression(http.gzip());
  }

  /** Whether the rules let a client stay that was just accepted. */
  boolean admit(final FrontendRuntime from, final long nowNanos) {
    final boolean admitted = rules.admit(from, nowNanos);
    if (!admitted) {
      from.state().counters(worker.index()).requestsDenied++;
    }
    return admitted;
  }

  // ---- a request

  /**
   * Takes a request, whose head is whole and right.
   *
   * @param isFirst whether it is the first of its client's connection
   * @param mayKeep whether the client's connection may serve another request
   */
  void begin(
      final FrontendRuntime from,
      final boolean isFirst,
      final boolean mayKeep,
      final long nowNanos) {
    clear(from, isFirst, nowNanos);
    final HttpOptions options = from.config().http().options();
    clientKeeps =
        mayKeep && request.keepsAlive() && options.connection() != HttpOptions.Connection.CLOSE;
    lineStart = request.methodStart();
    lineLength = request.targetEnd() + VERSION_BYTES - lineStart;
    buffers = options.bufferRequest();
    rules.begin(from, request, isFirst);
    if (request.method() == Method.CONNECT && !options.allowConnect()) {
      refuse(405, nowNanos);
      return;
    }
    final Answer monitored = rules.beforeRules(nowNanos);
    if (monitored != null) {
      muted = true;
      answerBy(monitored, Cause.LOCAL, Phase.REQUEST, true, nowNanos);
      return;
    }
    runRules(false, nowNanos);
  }

  private void runRules(final boolean complete, final long nowNanos) {
    final Verdict verdict = rules.request(this, complete, nowNanos);
    if (verdict == Verdict.CONTINUE || verdict == Verdict.DENY || verdict == Verdict.TARPIT) {
      // Those that a rule answers in another way are not looked at, as by HAProxy.
      rules.transaction().requestCookie().lookAtRequest(request);
    }
    switch (verdict) {
      case CONTINUE -> onRulesDone(nowNanos);
      case DENY -> {
        countDenied();
        decide(Cause.PROXY, Phase.REQUEST, false, nowNanos);
      }
      case RETURN, REDIRECT, AUTH -> decide(Cause.LOCAL, Phase.REQUEST, true, nowNanos);
      case SERVICE -> callService();
      case TARPIT -> {
        countDenied();
        state = State.TARPIT;
        tarpitNanos = nowNanos;
      }
      case REJECT -> {
        countDenied();
        cause = Cause.PROXY;
        phase = Phase.REQUEST;
        over(Ending.RESET, nowNanos);
      }
      case WAIT_BODY, WAIT_INPUT -> awaitBody(nowNanos);
      case WAIT_TIMEOUT -> fail(408, Cause.CLIENT_TIMEOUT, Phase.DATA, nowNanos);
      case ERROR -> fail(500, Cause.PROXY, Phase.REQUEST, nowNanos);
    }
  }

  /** A page of our own is made on a thread that may take its time. */
  private void callService() {
    state = State.SERVICE;
    final long call = ++serviceCalls;
    final Services services = frontend.rules().services();
    final String name = rules.run().service();
    Thread.ofVirtual()
        .name("service")
        .start(() -> {
          final byte[] page = services.page(name);
          worker.execute(() -> onService(call, page));
        });
  }

  private void onService(final long call, final byte[] page) {
    if (state != State.SERVICE || call != serviceCalls) {
      return;
    }
    final long nowNanos = System.nanoTime();
    cause = Cause.LOCAL;
    phase = Phase.REQUEST;
    clientKeeps &= upDone;
    final ByteBuf head = http.answerHead();
    head.writeCharSequence(SERVICE_HEAD + page.length + "\r\n\r\n", StandardCharsets.US_ASCII);
    beginAnswer();
    response.feed(head, 0, head.writerIndex());
    sendAnswer(page, page.length, nowNanos);
    over(clientKeeps ? Ending.KEEP : Ending.CLOSE, nowNanos);
    http.settle();
  }

  /** A rule waits for the body: it comes in, as far as it fits. */
  private void awaitBody(final long nowNanos) {
    if (upDone || (state == State.BUFFERING && held.isFull())) {
      runRules(true, nowNanos);
      return;
    }
    hold();
    askForBody();
    state = State.BUFFERING;
    ruleWaits = true;
    pumpBuffer(nowNanos);
  }

  /** Who waits for a body must ask for it, where the client waits to be asked. */
  private void askForBody() {
    if (!request.expectsContinue() || !request.has(Names.EXPECT)) {
      return;
    }
    request.deleteAll(Names.EXPECT);
    final ByteBuf head = http.answerHead();
    head.writeCharSequence(CONTINUE, StandardCharsets.US_ASCII);
    beginAnswer();
    response.feed(head, 0, head.writerIndex());
    client.sendHead(response);
    client.sink().flush();
    giveBackResponse();
  }

  private void hold() {
    if (!holds) {
      holds = true;
      held.begin();
    }
  }

  private void onRulesDone(final long nowNanos) {
    ruleWaits = false;
    if (backend == null) {
      refuseWithoutBackend(nowNanos);
      return;
    }
    final Persistence persistence = backend.rules().persistence();
    buffers |= persistence.waitsForBody(request.method());
    final boolean fits = persistence.onRequest(rules.transaction(), backend.backend(), persisted);
    balanceKey = persistence.key(rules.transaction(), clientKey);
    if (!fits || !rules.tellServer() || !request.toOriginForm()) {
      fail(431, Cause.PROXY, Phase.REQUEST, nowNanos);
      return;
    }
    prepareRequest();
    final BackendHttp http = backend.config().http();
    buffers |= http.options().bufferRequest();
    if (!upDone && (buffers || Retries.ofResponses(http.retryOn()))) {
      hold();
    }
    if (buffers && !upDone && !held.isFull()) {
      askForBody();
      state = State.BUFFERING;
      pumpBuffer(nowNanos);
    } else {
      dispatch(nowNanos);
    }
  }

  private void clear(final FrontendRuntime from, final boolean isFirst, final long nowNanos) {
    frontend = from;
    frontendCounters = from.state().counters(worker.index());
    frontendCounters.requests++;
    request = client.head();
    first = isFirst;
    backend = null;
    server = null;
    headSent = false;
    downDone = false;
    reconnected = false;
    interim = 0;
    status = 0;
    cause = Cause.NONE;
    phase = Phase.NONE;
    upDone = request != null && request.framing() == Framing.NONE;
    upActiveNanos = nowNanos;
    downActiveNanos = nowNanos;
    untilClose = false;
    holds = false;
    buffers = false;
    ruleWaits = false;
    persisted.clear();
    sentBefore = client.sent();
    receivedBefore = countedIn;
    lineLength = 0;
    serverCounters = null;
    serverSource = null;
    serverAddress = null;
    serverSessions = 0;
  }

  /** Where it goes from here. */
  void useBackend(final BackendRuntime chosen) {
    backend = chosen;
    backendCounters = chosen.counters().of(worker.index());
    backendCounters.sessions++;
    backendCounters.open++;
    backendCounters.requests++;
  }

  private void prepareRequest() {
    final HttpOptions.Connection mode = mode();
    upgrades = request.isUpgrade();
    serverKeeps = mode == HttpOptions.Connection.KEEP_ALIVE && !request.mustClose();
    compression.onRequest(
        frontend.config().http().options(), backend.config().http().options(), request);
    request.removeHopByHop(upgrades);
    request.setConnection(
        !serverKeeps
            ? ConnectionOption.CLOSE
            : request.minorVersion() == 0 ? ConnectionOption.KEEP_ALIVE : ConnectionOption.NONE);
  }

  /** The stricter of the frontend's and the backend's. */
  private HttpOptions.Connection mode() {
    final HttpOptions.Connection ours = frontend.config().http().options().connection();
    final HttpOptions.Connection theirs = backend.config().http().options().connection();
    return ours.compareTo(theirs) > 0 ? ours : theirs;
  }

  private void dispatch(final long nowNanos) {
    state = State.DISPATCHING;
    final Persistence persistence = backend.rules().persistence();
    if (holds && persistence.waitsForBody(request.method())) {
      held.fill(rules.transaction().requestPayload(), request.framing(), upDone);
      balanceKey = persistence.key(rules.transaction(), clientKey);
    }
    dispatch.begin(backend, balanceKey, persisted.server(), reuse(), own, nowNanos);
  }

  private Dispatch.Reuse reuse() {
    if (!serverKeeps) {
      return Dispatch.Reuse.NONE;
    }
    return switch (backend.config().http().reuse()) {
      case NEVER -> Dispatch.Reuse.NONE;
      case SAFE -> first ? Dispatch.Reuse.NONE : Dispatch.Reuse.ANY;
      case AGGRESSIVE -> first ? Dispatch.Reuse.PROVEN : Dispatch.Reuse.ANY;
      case ALWAYS -> Dispatch.Reuse.ANY;
    };
  }

  /** Takes the body in before a server is looked for, as far as it fits. */
  private void pumpBuffer(final long nowNanos) {
    final Moved moved = client.moveBody(held);
    count(client.received(), client.sent());
    switch (moved) {
      case DONE -> {
        upDone = true;
        fillPayload();
      }
      case WAITS_FOR_SINK -> fillPayload();
      case REFUSED -> {
        refuse(400, nowNanos);
        return;
      }
      case ENDED, RESET, SINK_BROKE -> {
        abortByClient(nowNanos);
        return;
      }
      case WAITS_FOR_SOURCE, YIELDS -> {
        if (ruleWaits && held.size() >= rules.run().wantedBytes()) {
          fillPayload();
          runRules(false, nowNanos);
        }
        return;
      }
    }
    if (ruleWaits) {
      runRules(upDone || held.isFull(), nowNanos);
    } else {
      dispatch(nowNanos);
    }
  }

  private void fillPayload() {
    if (ruleWaits) {
      held.fill(rules.transaction().requestPayload(), request.framing(), upDone);
    }
  }

  // ---- a server

  @Override
  public void onServer(final Connection connected, final long nowNanos) {
    state = State.ACTIVE;
    server = connected;
    server.setListener(this);
    serverIn.begin(server);
    serverOut.begin(server);
    serverCounters = dispatch.serverCounters();
    if (frontend.log().wantsAddresses()) {
      serverSource = ClientKey.print(server.localAddress());
      serverAddress = ClientKey.print(dispatch.connectedTo());
    }
    serverCounters.requests++;
    if (dispatch.reused()) {
      serverCounters.reuses++;
      backendCounters.reuses++;
    }
    upActiveNanos = nowNanos;
    downActiveNanos = nowNanos;
    final ByteBuf out = serverOut.gather();
    out.ensureWritable(request.mostWrittenBytes());
    request.writeTo(out);
    if (holds) {
      held.connect();
    }
    pump(nowNanos);
    client.onProgress(nowNanos);
    http.settle();
  }

  @Override
  public void onNoServer(final Cause why, final Phase where) {
    final long nowNanos = System.nanoTime();
    final int answer = why == Cause.INTERNAL ? 500 : 503;
    fail(answer, why, where, nowNanos);
    http.settle();
  }

  @Override
  public void onReady(final Connection connection, final long nowNanos) {
    if (state == State.ACTIVE) {
      pump(nowNanos);
    }
    http.settle();
  }

  @Override
  public void onConnected(
      final Connection connection, final IOException error, final long nowNanos) {
    throw new IllegalStateException("connected twice: " + connection);
  }

  @Override
  public void onDefect(final Connection connection) {
    fail(500, Cause.INTERNAL, headSent ? Phase.DATA : Phase.HEADERS, System.nanoTime());
    http.settle();
  }

  /** The client may have more of the body, take more of the response, or be gone. */
  void onClientReady(final Connection connection, final long nowNanos) {
    if (connection.errorSeen()) {
      abortByClient(nowNanos);
      return;
    }
    switch (state) {
      case TARPIT -> {
        if (connection.endSeen()) {
          decide(Cause.PROXY, Phase.TARPIT, false, nowNanos);
        }
      }
      case BUFFERING -> pumpBuffer(nowNanos);
      case DISPATCHING -> {
        if (connection.endSeen() && abortsOnClose()) {
          abortByClient(nowNanos);
        }
      }
      case ACTIVE -> {
        if (connection.endSeen() && upDone && !headSent && abortsOnClose()) {
          abortByClient(nowNanos);
        } else {
          pump(nowNanos);
        }
      }
      case FLUSHING -> finish(nowNanos);
      case IDLE, SERVICE, TUNNEL -> {}
    }
  }

  private boolean abortsOnClose() {
    return backend.config().http().options().abortOnClose()
        || frontend.config().http().options().abortOnClose();
  }

  // ---- bytes

  private void pump(final long nowNanos) {
    final long in = client.received() + serverOut.written();
    final long out = client.sent() + serverIn.received();
    final Connection before = server;
    pumpUp(nowNanos);
    if (state == State.ACTIVE && server == before) {
      pumpDown(nowNanos);
    }
    if (state == State.ACTIVE && server == before) {
      serverOut.flush();
      client.sink().flush();
    }
    if (client.received() + serverOut.written() != in) {
      upActiveNanos = nowNanos;
    }
    if (client.sent() + serverIn.received() != out) {
      downActiveNanos = nowNanos;
    }
    if (state != State.IDLE) {
      count(client.received(), client.sent());
    }
  }

  private void pumpUp(final long nowNanos) {
    if (upDone) {
      serverOut.flush();
      return;
    }
    switch (client.moveBody(holds ? held : serverOut)) {
      case DONE -> {
        upDone = true;
        client.onProgress(nowNanos);
      }
      case ENDED, RESET -> abortByClient(nowNanos);
      case REFUSED -> fail(400, Cause.PROXY, Phase.DATA, nowNanos);
      case WAITS_FOR_SOURCE, WAITS_FOR_SINK, YIELDS, SINK_BROKE -> {}
    }
    if (state == State.ACTIVE) {
      serverOut.flush();
    }
  }

  private void pumpDown(final long nowNanos) {
    final Connection before = server;
    while (state == State.ACTIVE && server == before && !headSent) {
      if (client.sink().hasPending()) {
        client.sink().flush();
        if (client.sink().hasPending()) {
          return;
        }
      }
      if (!readHead(nowNanos)) {
        return;
      }
    }
    if (state == State.ACTIVE && server == before && headSent && !downDone) {
      moveDown(nowNanos);
    }
  }

  /** Returns whether to go on. */
  private boolean readHead(final long nowNanos) {
    final int got = serverIn.fill();
    if (got == Connection.WOULD_BLOCK) {
      return false;
    }
    if (got < 0) {
      onServerEnded(nowNanos);
      return false;
    }
    if (response == null) {
      response = http.takeResponse();
      response.begin(request.method());
    }
    final Parse parse = response.feed(serverIn.window(), serverIn.from(), serverIn.to());
    serverIn.consume(response.consumed());
    return switch (parse) {
      case NEED_MORE -> true;
      case REFUSED -> {
        onJunk(nowNanos);
        yield false;
      }
      case DONE -> onHead(nowNanos);
    };
  }

  private boolean onHead(final long nowNanos) {
    final int code = response.status();
    if (code == 101) {
      onSwitched(nowNanos);
      return false;
    }
    if (code < 200) {
      return onInterim(nowNanos);
    }
    if (mayRetryOn(code) && tryAgain(nowNanos)) {
      return false;
    }
    timing.respondedNanos = nowNanos;
    status = code;
    if (request.method() == Method.CONNECT && code < 300) {
      onSwitched(nowNanos);
      return false;
    }
    if (!runResponseRules(nowNanos)) {
      return false;
    }
    sendHead(nowNanos);
    return true;
  }

  /** Returns whether the response goes on to the client. */
  private boolean runResponseRules(final long nowNanos) {
    switch (rules.response(response, nowNanos)) {
      case CONTINUE, WAIT_BODY, WAIT_INPUT -> {
        return persist(nowNanos);
      }
      case DENY -> {
        frontendCounters.responsesDenied++;
        backendCounters.responsesDenied++;
        serverCounters.responsesDenied++;
        decide(Cause.PROXY, Phase.HEADERS, false, nowNanos);
      }
      case RETURN, REDIRECT, AUTH -> decide(Cause.LOCAL, Phase.HEADERS, false, nowNanos);
      case SERVICE, TARPIT, REJECT, ERROR -> fail(502, Cause.PROXY, Phase.HEADERS, nowNanos);
      case WAIT_TIMEOUT -> fail(504, Cause.SERVER_TIMEOUT, Phase.HEADERS, nowNanos);
    }
    return false;
  }

  /** Returns whether the response goes on to the client. */
  private boolean persist(final long nowNanos) {
    rules.transaction().responseCookie().lookAtResponse(response);
    final boolean fits =
        backend
            .rules()
            .persistence()
            .onResponse(
                rules.transaction(), response, request.method(), dispatch.server(), persisted);
    if (!fits) {
      fail(502, Cause.PROXY, Phase.HEADERS, nowNanos);
    }
    return fits;
  }

  private boolean onInterim(final long nowNanos) {
    interim++;
    if (interim > MOST_INTERIM) {
      fail(502, Cause.PROXY, Phase.HEADERS, nowNanos);
      return false;
    }
    if (request.minorVersion() > 0) {
      response.removeHopByHop(false);
      client.sendHead(response);
      client.sink().flush();
    }
    response.begin(request.method());
    return true;
  }

  private void sendHead(final long nowNanos) {
    final Framing framing = response.framing();
    final boolean bare =
        framing == Framing.CHUNKED && (request.minorVersion() == 0 || !client.takesChunks());
    untilClose = framing == Framing.UNTIL_CLOSE || (bare && client.takesChunks());
    final boolean stays = response.keepsAlive();
    final boolean mustClose = response.mustClose();
    rules.afterResponse(response, nowNanos);
    status = response.status();
    serverKeeps &= stays && framing != Framing.UNTIL_CLOSE;
    clientKeeps &= client.mayKeep() && !untilClose && upDone && !mustClose;
    countStatus(status);
    response.removeHopByHop(false);
    if (bare) {
      response.deleteAll(Names.TRANSFER_ENCODING);
      response.deleteAll(Names.TRAILER);
    }
    final boolean compressed = compression.onResponse(response, client.takesChunks());
    rules.transaction().compression = compressed ? "gzip" : null;
    response.setConnection(connectionForClient());
    headSent = true;
    down.begin(framing, response.contentLength(), bare || compressed);
    client.sendHead(response);
  }

  /** What the version implies is not said (RFC 9112 section 9.3). */
  private ConnectionOption connectionForClient() {
    final boolean isImplied =
        request != null && request.minorVersion() > 0 && response.minorVersion() > 0;
    if (clientKeeps) {
      return isImplied ? ConnectionOption.NONE : ConnectionOption.KEEP_ALIVE;
    }
    return ConnectionOption.CLOSE;
  }

  private void moveDown(final long nowNanos) {
    switch (compression.move(down, serverIn, client.sink())) {
      case DONE -> {
        downDone = true;
        onDownDone(nowNanos);
      }
      case ENDED, RESET -> fail(0, Cause.SERVER_ABORT, Phase.DATA, nowNanos);
      case REFUSED -> fail(0, Cause.SERVER_ABORT, Phase.DATA, nowNanos);
      case SINK_BROKE -> abortByClient(nowNanos);
      case YIELDS -> server.yieldTurn();
      case WAITS_FOR_SOURCE, WAITS_FOR_SINK -> {}
    }
  }

  private void onDownDone(final long nowNanos) {
    client.sink().flush();
    count(client.received(), client.sent());
    leaveServer(nowNanos);
    state = State.FLUSHING;
    finish(nowNanos);
  }

  /** Over, once the client has taken the last bytes. */
  private void finish(final long nowNanos) {
    final Sink sink = client.sink();
    sink.flush();
    count(client.received(), client.sent());
    if (sink.isBroken()) {
      abortByClient(nowNanos);
    } else if (!sink.hasPending()) {
      over(clientKeeps ? Ending.KEEP : Ending.CLOSE, nowNanos);
    } else {
      downActiveNanos = nowNanos;
      client.onProgress(nowNanos);
    }
  }

  /** The connection to the server is kept, where nothing is under way on it, or closed. */
  private void leaveServer(final long nowNanos) {
    final boolean keeps =
        serverKeeps
            && upDone
            && !serverOut.hasPending()
            && !serverOut.isBroken()
            && !serverIn.hasBytes();
    serverIn.drop();
    serverOut.drop();
    server = null;
    serverSessions = dispatch.server().served();
    if (keeps) {
      final boolean isPrivate = backend.config().http().reuse() == BackendHttp.Reuse.NEVER;
      final PooledConnection kept = dispatch.keep(isPrivate, nowNanos);
      own = isPrivate ? kept : null;
    } else {
      dispatch.release();
    }
  }

  // ---- what goes wrong at the server

  private void onServerEnded(final long nowNanos) {
    final boolean isEmpty = serverIn.received() == 0;
    if (isEmpty && dispatch.reused() && !reconnected && isReplayable() && mayRepeat()) {
      reconnected = true;
      dropServer();
      dispatch.reconnect(nowNanos);
      return;
    }
    if (mayRetryOn(isEmpty ? RetryOn.EMPTY_RESPONSE : RetryOn.JUNK_RESPONSE)
        && tryAgain(nowNanos)) {
      return;
    }
    if (isEmpty && dispatch.reused() && !first) {
      // The client knows that its connection was idle, and sends the request again (HAProxy).
      status = 0;
      cause = Cause.SERVER_ABORT;
      phase = Phase.HEADERS;
      over(Ending.RESET, nowNanos);
      return;
    }
    fail(502, Cause.SERVER_ABORT, Phase.HEADERS, nowNanos);
  }

  private void onJunk(final long nowNanos) {
    if (!(mayRetryOn(RetryOn.JUNK_RESPONSE) && tryAgain(nowNanos))) {
      countResponseError();
      fail(502, Cause.PROXY, Phase.HEADERS, nowNanos);
    }
  }

  /** Whether doing it twice does no harm, or the server cannot have seen it. */
  private boolean mayRepeat() {
    return request.method().isIdempotent() || serverOut.written() == 0;
  }

  /** Whether the whole request so far is still here. */
  private boolean isReplayable() {
    return request.framing() == Framing.NONE || (holds && held.isWhole());
  }

  private boolean mayRetryOn(final RetryOn what) {
    return backend.config().http().retryOn().contains(what)
        && isReplayable()
        && !headSent
        && !rules.transaction().sentOnce;
  }

  private boolean mayRetryOn(final int code) {
    final Set<RetryOn> on = backend.config().http().retryOn();
    if (code < 400 || !Retries.ofResponses(on)) {
      return false;
    }
    final RetryOn status = Retries.of(code);
    return status != null && mayRetryOn(status);
  }

  private boolean tryAgain(final long nowNanos) {
    if (!dispatch.hasRetry()) {
      return false;
    }
    dropServer();
    dispatch.retry(nowNanos);
    return true;
  }

  private void dropServer() {
    state = State.DISPATCHING;
    server = null;
    serverIn.drop();
    serverOut.drop();
    held.disconnect();
    giveBackResponse();
    interim = 0;
  }

  // ---- a change of protocol

  private void onSwitched(final long nowNanos) {
    if (response.status() == 101 && !(upgrades && response.isUpgrade())) {
      fail(502, Cause.PROXY, Phase.HEADERS, nowNanos);
      return;
    }
    timing.respondedNanos = nowNanos;
    status = response.status();
    countStatus(status);
    response.removeHopByHop(true);
    response.setConnection(ConnectionOption.NONE);
    client.sendHead(response);
    headSent = true;
    state = State.TUNNEL;
    client.onTunnel(server, serverIn, nowNanos);
  }

  // ---- time

  /** How long whoever's turn it is has left, nanoseconds; Long.MAX_VALUE: for ever. */
  long leftNanos(final long nowNanos) {
    return switch (state) {
      case TARPIT -> tarpitNanos + frontend.http().tarpitNanos() - nowNanos;
      case BUFFERING ->
          ruleWaits
              ? rules.run().deadlineNanos() - nowNanos
              : left(frontend.http().requestNanos(), timing.headNanos, nowNanos);
      case ACTIVE -> Math.min(clientLeftNanos(nowNanos), serverLeftNanos(nowNanos));
      case FLUSHING -> left(frontend.http().clientNanos(), downActiveNanos, nowNanos);
      case IDLE, SERVICE, DISPATCHING, TUNNEL -> Long.MAX_VALUE;
    };
  }

  private long clientLeftNanos(final long nowNanos) {
    final long clientNanos = frontend.http().clientNanos();
    final long toTake =
        client.sink().hasPending() ? left(clientNanos, downActiveNanos, nowNanos) : Long.MAX_VALUE;
    final long toGive =
        upDone || serverOut.hasPending()
            ? Long.MAX_VALUE
            : left(clientNanos, Math.max(upActiveNanos, downActiveNanos), nowNanos);
    return Math.min(toTake, toGive);
  }

  private long serverLeftNanos(final long nowNanos) {
    final boolean isServersTurn = serverOut.hasPending() || (upDone && !client.sink().hasPending());
    return isServersTurn
        ? left(serverNanos(), Math.max(upActiveNanos, downActiveNanos), nowNanos)
        : Long.MAX_VALUE;
  }

  private long serverNanos() {
    final long millis = rules.transaction().serverTimeoutMillis;
    return millis > 0 ? TimeUnit.MILLISECONDS.toNanos(millis) : backend.serverNanos();
  }

  private static long left(final long timeoutNanos, final long sinceNanos, final long nowNanos) {
    return timeoutNanos == 0 ? Long.MAX_VALUE : timeoutNanos - (nowNanos - sinceNanos);
  }

  /** Somebody let his time go by. */
  void onDeadline(final long nowNanos) {
    switch (state) {
      case TARPIT -> decide(Cause.PROXY, Phase.TARPIT, false, nowNanos);
      case BUFFERING -> {
        if (ruleWaits) {
          fillPayload();
          runRules(true, nowNanos);
        } else {
          fail(408, Cause.CLIENT_TIMEOUT, Phase.DATA, nowNanos);
        }
      }
      case ACTIVE -> {
        if (clientLeftNanos(nowNanos) <= 0) {
          fail(408, Cause.CLIENT_TIMEOUT, Phase.DATA, nowNanos);
        } else {
          onServerTimeout(nowNanos);
        }
      }
      case FLUSHING -> {
        cause = Cause.CLIENT_TIMEOUT;
        phase = Phase.DATA;
        over(Ending.RESET, nowNanos);
      }
      case IDLE, SERVICE, DISPATCHING, TUNNEL -> {}
    }
  }

  private void onServerTimeout(final long nowNanos) {
    if (!(mayRetryOn(RetryOn.RESPONSE_TIMEOUT) && tryAgain(nowNanos))) {
      fail(504, Cause.SERVER_TIMEOUT, headSent ? Phase.DATA : Phase.HEADERS, nowNanos);
    }
  }

  // ---- ends

  /** Nothing is logged of the next answer. */
  void mute() {
    muted = true;
  }

  /** A head that is not whole, or not right, is answered; nothing of it goes to a server. */
  void refuseHead(
      final FrontendRuntime from, final int answer, final Cause why, final long nowNanos) {
    clear(from, false, nowNanos);
    upDone = false;
    rules.begin(from, null, false);
    frontendCounters.requestErrors++;
    fail(answer, why, Phase.REQUEST, nowNanos);
  }

  /** A client came, said nothing, and went. */
  void logNothing(final FrontendRuntime from, final Cause why, final long nowNanos) {
    clear(from, true, nowNanos);
    rules.begin(from, null, true);
    // Nothing is sent, but this is what HAProxy would have answered, and its line says.
    status = 400;
    cause = why;
    phase = Phase.REQUEST;
    log(nowNanos);
  }

  /** Sluice refuses it: nothing of it goes to a server. */
  void refuse(final int answer, final long nowNanos) {
    frontendCounters.requestErrors++;
    fail(answer, Cause.PROXY, Phase.REQUEST, nowNanos);
  }

  /** No rule decided, and the frontend leads nowhere; as HAProxy, whose line has no times then. */
  private void refuseWithoutBackend(final long nowNanos) {
    timing.headNanos = 0;
    cause = Cause.SERVER_ABORT;
    phase = Phase.CONNECT;
    clientKeeps &= upDone;
    answer(503, nowNanos);
    over(clientKeeps ? Ending.KEEP : Ending.CLOSE, nowNanos);
  }

  void abortByClient(final long nowNanos) {
    final Phase where =
        switch (state) {
          case TARPIT -> Phase.TARPIT;
          case SERVICE -> Phase.REQUEST;
          case BUFFERING -> Phase.DATA;
          case DISPATCHING -> dispatch.phase();
          case ACTIVE -> !upDone || headSent ? Phase.DATA : Phase.HEADERS;
          case FLUSHING, TUNNEL -> Phase.DATA;
          case IDLE -> Phase.NONE;
        };
    fail(400, Cause.CLIENT_ABORT, where, nowNanos);
  }

  /** Ended from outside. */
  void kill(final Cause why, final long nowNanos) {
    dispatch.reset();
    cause = why;
    phase = state == State.DISPATCHING ? dispatch.phase() : Phase.DATA;
    over(Ending.RESET, nowNanos);
  }

  /**
   * Ends it.
   *
   * @param answer what the client is told, where it was told nothing yet
   */
  private void fail(final int answer, final Cause why, final Phase where, final long nowNanos) {
    cause = why;
    phase = where;
    if (headSent) {
      // Where the end of the body is the end of the connection, only a reset tells that it is cut.
      over(untilClose || why == Cause.CLIENT_ABORT ? Ending.RESET : Ending.CLOSE, nowNanos);
      return;
    }
    clientKeeps = false;
    answer(answer, nowNanos);
    over(Ending.CLOSE, nowNanos);
  }

  /** Sends the answer that a rule decided on. */
  private void decide(
      final Cause why, final Phase where, final boolean mayKeep, final long nowNanos) {
    answerBy(rules.decided(), why, where, mayKeep, nowNanos);
  }

  private void answerBy(
      final Answer answer,
      final Cause why,
      final Phase where,
      final boolean mayKeep,
      final long nowNanos) {
    cause = why;
    phase = where;
    clientKeeps &= mayKeep && upDone;
    send(answer, nowNanos);
    over(clientKeeps ? Ending.KEEP : Ending.CLOSE, nowNanos);
  }

  private void answer(final int code, final long nowNanos) {
    final Answer page = rules.errorPage(code);
    if (page != null) {
      send(page, nowNanos);
      return;
    }
    final Answers.Page built = Answers.of(code);
    beginAnswer();
    response.feed(built.head(), 0, built.head().writerIndex());
    sendAnswer(built.body(), built.body().length, nowNanos);
  }

  private void send(final Answer answer, final long nowNanos) {
    final ByteBuf head = http.answerHead();
    head.writeBytes(answer.head(), 0, answer.headLength());
    beginAnswer();
    if (response.feed(head, 0, head.writerIndex()) != Parse.DONE) {
      // A rule made a head that is none.
      final Answers.Page built = Answers.of(500);
      beginAnswer();
      response.feed(built.head(), 0, built.head().writerIndex());
      sendAnswer(built.body(), built.body().length, nowNanos);
      return;
    }
    sendAnswer(answer.body(), answer.bodyLength(), nowNanos);
  }

  private void beginAnswer() {
    giveBackResponse();
    response = http.takeResponse();
    response.begin(Method.GET);
  }

  private void sendAnswer(final byte[] body, final int length, final long nowNanos) {
    status = response.status();
    countStatus(status);
    if (rules.hasAfterResponse()) {
      rules.afterResponse(response, nowNanos);
      status = response.status();
    }
    response.setConnection(connectionForClient());
    client.sendHead(response);
    if (request == null || request.method() != Method.HEAD) {
      client.sendBody(body, length);
    }
    headSent = true;
  }

  private void over(final Ending ending, final long nowNanos) {
    client.sink().flush();
    count(client.received(), client.sent());
    countEnd();
    log(nowNanos);
    rules.onOver(status, client.received() - receivedBefore, client.sent() - sentBefore);
    state = State.IDLE;
    dispatch.release();
    server = null;
    serverIn.drop();
    serverOut.drop();
    held.drop();
    compression.end();
    giveBackResponse();
    if (backend != null) {
      backendCounters.open--;
    }
    client.onOver(ending, upDone, nowNanos);
  }

  /** The backend that it goes to; null: none yet. */
  BackendRuntime backend() {
    return backend;
  }

  /** Who counts its bytes. */
  ProxyCounters[] counted() {
    return new ProxyCounters[] {frontendCounters, backendCounters, serverCounters};
  }

  /** The server's connection is closed, the client's goes on for a while. */
  void releaseServer() {
    dispatch.release();
  }

  /** {@code timeout tunnel} as a rule said it, nanoseconds; 0: as configured. */
  long tunnelNanos() {
    return TimeUnit.MILLISECONDS.toNanos(rules.transaction().tunnelTimeoutMillis);
  }

  /** The tunnel that it became is over. */
  void onTunnelOver(final Cause why, final long bytesOut) {
    if (state != State.TUNNEL) {
      return;
    }
    cause = why;
    phase = why == Cause.NONE ? Phase.NONE : Phase.DATA;
    sentBefore -= bytesOut;
    dispatch.reset();
    over(Ending.CLOSE, System.nanoTime());
  }

  /** The client's connection is gone. */
  void close() {
    if (own != null && own.isIdle()) {
      own.closeIdle();
    }
    own = null;
    rules.transaction().session().release(rules.transaction().tableMillis());
  }

  // ---- counters and the log

  private void count(final long in, final long out) {
    final long moreIn = in - countedIn;
    final long moreOut = out - countedOut;
    countedIn = in;
    countedOut = out;
    add(frontendCounters, moreIn, moreOut);
    if (backend != null) {
      add(backendCounters, moreIn, moreOut);
      if (serverCounters != null) {
        add(serverCounters, moreIn, moreOut);
      }
    }
  }

  private static void add(final ProxyCounters counters, final long in, final long out) {
    counters.bytesIn += in;
    counters.bytesOut += out;
  }

  private void countStatus(final int code) {
    frontendCounters.countStatus(code);
    if (backend != null) {
      backendCounters.countStatus(code);
      if (serverCounters != null) {
        serverCounters.countStatus(code);
      }
    }
  }

  /** What went wrong, if anything did, as sessions without HTTP count it. */
  private void countEnd() {
    countEnd(frontendCounters);
    if (backend != null) {
      countEnd(backendCounters);
      if (serverCounters != null) {
        countEnd(serverCounters);
      }
    }
  }

  private void countEnd(final ProxyCounters counters) {
    switch (cause) {
      case CLIENT_ABORT, CLIENT_TIMEOUT -> counters.clientAborts++;
      case SERVER_ABORT, SERVER_TIMEOUT -> {
        counters.serverAborts++;
        if (serverCounters != null) {
          counters.responseErrors++;
        }
      }
      case SERVER_DOWN, SERVER_UP, KILLED -> counters.killed++;
      case NONE, RESOURCE, INTERNAL, PROXY, LOCAL -> {}
    }
  }

  /** A response that is none. */
  private void countResponseError() {
    frontendCounters.responseErrors++;
    backendCounters.responseErrors++;
    serverCounters.responseErrors++;
  }

  /** A request that a rule denied is one of all the proxies that it has come to. */
  private void countDenied() {
    frontendCounters.requestsDenied++;
    if (backend != null) {
      backendCounters.requestsDenied++;
    }
  }

  private void log(final long nowNanos) {
    if (isLogged()) {
      final HttpRecord line = http.record();
      line.clear();
      RequestLog.fill(line, frontend, backend, dispatch, timing, nowNanos);
      line.cookieState = persisted.requestLetter();
      line.setCookieState = persisted.responseLetter();
      line.client = clientText();
      line.serverConnections = Math.max(line.serverConnections, serverSessions);
      // One whose request was whole and that was told nothing has another number in HAProxy's
      // lines.
      line.status = status == 0 && lineLength > 0 ? -1 : status;
      line.cause = cause.letter();
      line.phase = phase.letter();
      line.transaction = rules.transaction();
      fillCookies(line);
      fillNames(line);
      line.bytesOut = client.sent() - sentBefore;
      line.bytesIn = client.received() - receivedBefore;
      if (lineLength > 0) {
        line.requestCaptures = rules.transaction().loggedRequestCaptures();
        line.responseCaptures = rules.transaction().loggedResponseCaptures();
        line.requestLine = request.bytes();
        line.requestLineOffset = lineStart;
        line.requestLineLength = lineLength;
      }
      frontend.log().print(worker.sessionLog(), line, rules.transaction().logLevel);
    }
    muted = false;
  }

  private void fillCookies(final HttpRecord line) {
    final CookieCapture ofRequest = rules.transaction().requestCookie();
    line.requestCookie = ofRequest.bytes();
    line.requestCookieLength = ofRequest.length();
    final CookieCapture ofResponse = rules.transaction().responseCookie();
    line.responseCookie = ofResponse.bytes();
    line.responseCookieLength = ofResponse.length();
  }

  /** What only some formats ask for. */
  private void fillNames(final HttpRecord line) {
    final byte[] uniqueId = lineLength > 0 ? rules.uniqueId() : null;
    line.uniqueId = uniqueId;
    line.uniqueIdLength = uniqueId == null ? 0 : uniqueId.length;
    if (frontend.log().wantsNumber()) {
      line.number = rules.transaction().requestNumber();
    }
    if (frontend.log().wantsAddresses()) {
      if (ownText == null) {
        ownText = ClientKey.print(client.localAddress());
      }
      line.clientDestination = ownText;
      line.serverSource = serverSource;
      line.serverAddress =
          serverAddress == null && dispatch.server() != null && dispatch.connectedTo() != null
              ? ClientKey.print(dispatch.connectedTo())
              : serverAddress;
    }
  }

  private boolean isLogged() {
    return frontend.log().isOn() && !muted && rules.transaction().logLevel != -1;
  }

  private String clientText() {
    if (clientText == null) {
      clientText = ClientKey.print(clientAddress);
    }
    return clientText;
  }

  private void giveBackResponse() {
    if (response != null) {
      http.giveBack(response);
      response = null;
    }
  }
}
