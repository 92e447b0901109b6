package io.sluice.engine.http;

import io.sluice.engine.dispatch.ClientKey;
import io.sluice.engine.dispatch.Dispatch;
import io.sluice.engine.http1.RequestHead;
import io.sluice.engine.log.HttpRecord;
import io.sluice.engine.persist.CookieCapture;
import io.sluice.engine.proxy.FrontendRuntime;
import io.sluice.engine.sample.Endpoint;
import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * Remembers what the line of a request says that is gone at its end, and prints it. Confined to its
 * worker.
 */
final class RequestLog {
  /** A blank and {@code HTTP/1.1}, behind the target. */
  private static final int VERSION_BYTES = 9;

  private final Parties parties;
  private final Timing timing;
  private final Accounting accounting;
  private final ServerChoice choice;
  private final SocketAddress clientAddress;

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

  /** Sessions of the server, this one included, when it was left; 0: it was not yet. */
  private int serverSessions;

  private boolean muted;

  RequestLog(
      final Parties parties,
      final Timing timing,
      final Accounting accounting,
      final ServerChoice choice,
      final SocketAddress clientAddress) {
    this.parties = parties;
    this.timing = timing;
    this.accounting = accounting;
    this.choice = choice;
    this.clientAddress = clientAddress;
  }

  // ---- what is remembered

  /** Begins with a request that has no right line yet. */
  void begin() {
    lineLength = 0;
    serverSource = null;
    serverAddress = null;
    serverSessions = 0;
  }

  /** The request's head is right, and no rule has edited it yet. */
  void onRequest(final RequestHead request) {
    lineStart = request.methodStart();
    lineLength = request.targetEnd() + VERSION_BYTES - lineStart;
  }

  /** A server is connected. */
  void onServer() {
    if (parties.frontend.log().wantsAddresses()) {
      serverSource = ClientKey.print(parties.server.localAddress());
      serverAddress = ClientKey.print(parties.dispatch.connectedTo());
    }
  }

  /** The server is about to be left. */
  void onServerLeft() {
    serverSessions = parties.dispatch.server().served();
  }

  /** Nothing is printed of the next end. */
  void mute() {
    muted = true;
  }

  // ---- the line

  /** The exchange is over. */
  void print(final Fate fate, final long nowNanos) {
    final FrontendRuntime frontend = parties.frontend;
    final HttpTransaction txn = parties.transaction();
    if (frontend.log().isOn() && !muted && txn.logLevel != -1) {
      final HttpRecord line = parties.http.record();
      line.clear();
      fillTimes(line, nowNanos);
      fillConnections(line);
      fillFate(line, fate);
      fillMessages(line);
      fillNames(line);
      frontend.log().print(parties.http.worker().sessionLog(), line, txn.logLevel);
    }
    muted = false;
  }

  private void fillTimes(final HttpRecord line, final long nowNanos) {
    line.acceptedMillis = timing.beganMillis;
    line.idleMillis = millis(timing.beganNanos, timing.firstByteNanos);
    line.requestMillis = millis(timing.firstByteNanos, timing.headNanos);
    line.totalMillis = millis(timing.beganNanos, nowNanos);
    if (parties.backend != null) {
      final Dispatch dispatch = parties.dispatch;
      // One who never left the queue waited to its end.
      final long leftQueueNanos = dispatch.waiting() ? nowNanos : dispatch.assignedNanos();
      line.queueMillis = millis(timing.headNanos, leftQueueNanos);
      line.connectMillis = millis(dispatch.assignedNanos(), dispatch.connectedNanos());
      line.responseMillis = millis(dispatch.connectedNanos(), timing.respondedNanos);
    }
  }

  /** From one point to a later one, milliseconds; -1: one of them was not reached. */
  private static long millis(final long fromNanos, final long toNanos) {
    return fromNanos == 0 || toNanos == 0 ? -1 : TimeUnit.NANOSECONDS.toMillis(toNanos - fromNanos);
  }

  private void fillConnections(final HttpRecord line) {
    final FrontendRuntime frontend = parties.frontend;
    final Dispatch dispatch = parties.dispatch;
    line.frontend = frontend.name();
    line.processConnections = frontend.state().process().taken();
    line.frontendConnections = frontend.state().limit().taken();
    if (parties.backend == null) {
      return;
    }
    line.backend = parties.backend.name();
    line.backendConnections = parties.backend.counters().open();
    line.retries = dispatch.retries();
    line.redispatched = dispatch.redispatched();
    line.serverQueue = dispatch.queuedOnServer() ? dispatch.queuedBefore() : 0;
    line.backendQueue = dispatch.queuedOnServer() ? 0 : dispatch.queuedBefore();
    line.serverConnections = serverSessions;
    if (dispatch.server() != null) {
      line.server = dispatch.server().name();
      line.serverConnections = Math.max(dispatch.server().served(), serverSessions);
    }
  }

  private void fillFate(final HttpRecord line, final Fate fate) {
    // One whose request was whole and that was told nothing has another number in HAProxy's lines.
    line.status = fate.status == 0 && lineLength > 0 ? -1 : fate.status;
    line.cause = fate.cause.letter();
    line.phase = fate.phase.letter();
    line.cookieState = choice.requestLetter();
    line.setCookieState = choice.responseLetter();
    line.bytesOut = accounting.bytesOut();
    line.bytesIn = accounting.bytesIn();
  }

  /** What the messages themselves said. */
  private void fillMessages(final HttpRecord line) {
    final HttpTransaction txn = parties.transaction();
    line.transaction = txn;
    final CookieCapture ofRequest = txn.requestCookie();
    line.requestCookie = ofRequest.bytes();
    line.requestCookieLength = ofRequest.length();
    final CookieCapture ofResponse = txn.responseCookie();
    line.responseCookie = ofResponse.bytes();
    line.responseCookieLength = ofResponse.length();
    if (lineLength > 0) {
      line.requestCaptures = txn.loggedRequestCaptures();
      line.responseCaptures = txn.loggedResponseCaptures();
      line.requestLine = parties.request.bytes();
      line.requestLineOffset = lineStart;
      line.requestLineLength = lineLength;
      line.mostRequestLineBytes = parties.frontend.logUriBytes();
    }
  }

  /** What it is called, and what only some formats ask for. */
  private void fillNames(final HttpRecord line) {
    final Endpoint told = parties.transaction().toldSource();
    line.client = told == null ? clientText() : told.text();
    final byte[] uniqueId = lineLength > 0 ? parties.rules.uniqueId() : null;
    line.uniqueId = uniqueId;
    line.uniqueIdLength = uniqueId == null ? 0 : uniqueId.length;
    if (parties.frontend.log().wantsNumber()) {
      line.number = parties.transaction().requestNumber();
    }
    if (parties.frontend.log().wantsAddresses()) {
      fillAddresses(line);
    }
  }

  private String clientText() {
    if (clientText == null) {
      clientText = ClientKey.print(clientAddress);
    }
    return clientText;
  }

  private void fillAddresses(final HttpRecord line) {
    if (ownText == null) {
      ownText = ClientKey.print(parties.client.localAddress());
    }
    final Dispatch dispatch = parties.dispatch;
    line.clientDestination = ownText;
    line.serverSource = serverSource;
    line.serverAddress =
        serverAddress == null && dispatch.server() != null && dispatch.connectedTo() != null
            ? ClientKey.print(dispatch.connectedTo())
            : serverAddress;
  }
}
