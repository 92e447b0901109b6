package io.sluice.engine.tcp;

import io.sluice.engine.dispatch.ClientKey;
import io.sluice.engine.dispatch.Dispatch;
import io.sluice.engine.log.SessionRecord;
import io.sluice.engine.proxy.BackendRuntime;
import io.sluice.engine.proxy.Cause;
import io.sluice.engine.proxy.ClientEnds;
import io.sluice.engine.proxy.FrontendRuntime;
import io.sluice.engine.proxy.Phase;
import io.sluice.engine.sample.Endpoint;
import io.sluice.engine.transport.Connection;
import io.sluice.engine.transport.Worker;
import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;

/** The log line of one session. Confined to its worker; makes what the line's format asks for. */
final class TcpLog {
  private final Worker worker;
  private final FrontendRuntime frontend;
  private final SocketAddress clientAddress;
  private final Connection client;
  private final long acceptedNanos;
  private final long acceptedMillis = System.currentTimeMillis();
  private boolean muted;
  private String clientDestination;
  private String serverSource;
  private String serverAddress;

  /** What samples are taken from; null: there are no rules. */
  TcpTransaction transaction;

  TcpLog(
      final Worker worker,
      final FrontendRuntime frontend,
      final SocketAddress clientAddress,
      final Connection client,
      final long acceptedNanos) {
    this.worker = worker;
    this.frontend = frontend;
    this.clientAddress = clientAddress;
    this.client = client;
    this.acceptedNanos = acceptedNanos;
  }

  /** Nothing is printed. */
  void mute() {
    muted = true;
  }

  /** There is a server. */
  void onServer(final Connection server, final Dispatch dispatch) {
    if (frontend.log().wantsAddresses()) {
      serverSource = ClientKey.print(server.localAddress());
      serverAddress = ClientKey.print(dispatch.connectedTo());
    }
    if (frontend.log().wantsSamples()) {
      transaction().serverSource = Endpoint.of(server.localAddress());
      transaction().serverDestination = Endpoint.of(dispatch.connectedTo());
    }
  }

  /** The client's connection is about to be closed. */
  void onEnd() {
    if (muted) {
      return;
    }
    if (frontend.log().wantsAddresses()) {
      clientDestination = ClientKey.print(client.localAddress());
    }
    if (frontend.log().wantsSamples()) {
      // It is remembered.
      final Endpoint _ = transaction().destination();
    }
  }

  private TcpTransaction transaction() {
    if (transaction == null) {
      transaction =
          new TcpTransaction(
              TcpWorker.of(worker).scratch(), new ClientEnds(clientAddress, client), frontend);
    }
    return transaction;
  }

  /**
   * Prints it, unless it is not wanted.
   *
   * @param backend null: none was chosen
   * @param relay null: no server was connected
   * @param inspectedBytes what was read of the client before
   */
  void print(
      final BackendRuntime backend,
      final Dispatch dispatch,
      final Relay relay,
      final long inspectedBytes,
      final Cause cause,
      final Phase phase) {
    final long bytesIn = inspectedBytes + (relay == null ? 0 : relay.bytesIn());
    final int level = transaction == null ? -2 : transaction.logLevel;
    if (muted || !frontend.log().isOn() || level == -1 || isNull(bytesIn)) {
      return;
    }
    final SessionRecord line = worker.sessionRecord();
    final long nowNanos = System.nanoTime();
    line.client = ClientKey.print(clientAddress);
    line.acceptedMillis = acceptedMillis;
    line.frontend = frontend.name();
    line.totalMillis = millis(acceptedNanos, nowNanos);
    line.bytesOut = relay == null ? 0 : relay.bytesOut();
    line.bytesIn = bytesIn;
    line.cause = cause.letter();
    line.phase = phase.letter();
    line.processConnections = frontend.state().process().taken();
    line.frontendConnections = frontend.state().limit().taken();
    line.backend = backend == null ? null : backend.name();
    line.backendConnections = backend == null ? 0 : backend.counters().open();
    line.clientDestination = clientDestination;
    if (frontend.log().wantsNumber()) {
      line.number = transaction().requestNumber();
    }
    if (frontend.log().wantsSamples()) {
      showToSamples(backend, dispatch, nowNanos);
    }
    line.transaction = transaction;
    fillServer(line, dispatch, nowNanos);
    frontend.log().print(worker.sessionLog(), line, level);
  }

  private void showToSamples(
      final BackendRuntime backend, final Dispatch dispatch, final long nowNanos) {
    final TcpTransaction txn = transaction();
    txn.nowNanos = nowNanos;
    if (backend != null && backend.rules().figures() != null) {
      txn.backend = backend.rules().figures();
      txn.server =
          dispatch.server() == null
              ? null
              : backend.rules().figures().server(dispatch.server().name());
    }
  }

  private void fillServer(final SessionRecord line, final Dispatch dispatch, final long nowNanos) {
    line.server = dispatch.server() == null ? null : dispatch.server().name();
    line.serverConnections = dispatch.server() == null ? 0 : dispatch.server().served();
    // One who never left the queue waited to its end.
    line.queueMillis =
        millis(acceptedNanos, dispatch.waiting() ? nowNanos : dispatch.assignedNanos());
    line.connectMillis = millis(dispatch.assignedNanos(), dispatch.connectedNanos());
    line.retries = dispatch.retries();
    line.redispatched = dispatch.redispatched();
    line.serverQueue = dispatch.queuedOnServer() ? dispatch.queuedBefore() : 0;
    line.backendQueue = dispatch.queuedOnServer() ? 0 : dispatch.queuedBefore();
    line.serverSource = serverSource;
    line.serverAddress = serverAddress;
    if (serverAddress == null
        && frontend.log().wantsAddresses()
        && dispatch.server() != null
        && dispatch.connectedTo() != null) {
      line.serverAddress = ClientKey.print(dispatch.connectedTo());
    }
  }

  /** Whether it is a connection without a byte, and those have no lines. */
  private boolean isNull(final long bytesIn) {
    return bytesIn == 0 && frontend.config().http().options().dontLogNull();
  }

  /** From one point to a later one, milliseconds; -1: one of them was not reached. */
  private static long millis(final long fromNanos, final long toNanos) {
    return fromNanos == 0 || toNanos == 0 ? -1 : TimeUnit.NANOSECONDS.toMillis(toNanos - fromNanos);
  }
}
