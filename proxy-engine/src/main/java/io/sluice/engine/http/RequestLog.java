package io.sluice.engine.http;

import io.sluice.engine.dispatch.Dispatch;
import io.sluice.engine.log.HttpRecord;
import io.sluice.engine.proxy.BackendRuntime;
import io.sluice.engine.proxy.FrontendRuntime;
import java.util.concurrent.TimeUnit;

/** Fills the record of a request that is over. Stateless. */
final class RequestLog {
  private RequestLog() {}

  /** What the line says of times, frontend and connections; the rest is the exchange's to fill. */
  static void fill(
      final HttpRecord line,
      final FrontendRuntime frontend,
      final BackendRuntime backend,
      final Dispatch dispatch,
      final Timing timing,
      final long nowNanos) {
    line.acceptedMillis = timing.beganMillis;
    line.frontend = frontend.name();
    line.idleMillis = millis(timing.beganNanos, timing.firstByteNanos);
    line.requestMillis = millis(timing.firstByteNanos, timing.headNanos);
    line.totalMillis = millis(timing.beganNanos, nowNanos);
    line.processConnections = frontend.state().process().taken();
    line.frontendConnections = frontend.state().limit().taken();
    if (backend == null) {
      return;
    }
    line.backend = backend.name();
    line.backendConnections = backend.counters().open();
    // One who never left the queue waited to its end.
    final long leftQueueNanos = dispatch.waiting() ? nowNanos : dispatch.assignedNanos();
    line.queueMillis = millis(timing.headNanos, leftQueueNanos);
    line.connectMillis = millis(dispatch.assignedNanos(), dispatch.connectedNanos());
    line.responseMillis = millis(dispatch.connectedNanos(), timing.respondedNanos);
    line.retries = dispatch.retries();
    line.redispatched = dispatch.redispatched();
    line.serverQueue = dispatch.queuedOnServer() ? dispatch.queuedBefore() : 0;
    line.backendQueue = dispatch.queuedOnServer() ? 0 : dispatch.queuedBefore();
    if (dispatch.server() != null) {
      line.server = dispatch.server().name();
      line.serverConnections = dispatch.server().served();
    }
  }

  /** From one point to a later one, milliseconds; -1: one of them was not reached. */
  private static long millis(final long fromNanos, final long toNanos) {
    return fromNanos == 0 || toNanos == 0 ? -1 : TimeUnit.NANOSECONDS.toMillis(toNanos - fromNanos);
  }
}
