package io.sluice.engine.http;

import io.sluice.engine.proxy.Cause;
import io.sluice.engine.proxy.Phase;
import io.sluice.engine.rules.Answer;

/**
 * The ways in which an exchange ends before its response is whole: what the client is told, and
 * what becomes of its connection. Confined to its worker.
 */
final class Endings {
  private final Exchange exchange;
  private final Rooms rooms;

  Endings(final Exchange exchange, final Rooms rooms) {
    this.exchange = exchange;
    this.rooms = rooms;
  }

  /** Sluice refuses the request: nothing of it goes to a server. */
  void refuse(final int status, final long nowNanos) {
    rooms.accounting.countRequestError();
    fail(status, Cause.PROXY, Phase.REQUEST, nowNanos);
  }

  /**
   * Something went wrong. The client's connection stays where the fault was not the client's, and
   * its request is whole.
   *
   * @param status what the client is told, where it was told nothing yet
   */
  void fail(final int status, final Cause why, final Phase where, final long nowNanos) {
    if (rooms.down.headSent()) {
      // Where the end of the body is the end of the connection, only a reset tells that it is cut.
      final boolean mustTell = rooms.down.isUntilClose() || why == Cause.CLIENT_ABORT;
      end(mustTell ? Ending.RESET : Ending.CLOSE, why, where, nowNanos);
      return;
    }
    rooms.keepAlive.keepClientIf(status >= 502 && status <= 504 && why != Cause.CLIENT_ABORT);
    answer(status, why, where, nowNanos);
  }

  /** The client gets the page of a status, and may go on where it can. */
  void answer(final int status, final Cause why, final Phase where, final long nowNanos) {
    rooms.keepAlive.keepClientIf(readsOn());
    rooms.answers.sendError(status, nowNanos);
    end(rooms.keepAlive.ending(), why, where, nowNanos);
  }

  /**
   * The client gets what a rule decided on.
   *
   * @param mayKeep whether the client's connection may serve another request
   */
  void decide(final Cause why, final Phase where, final boolean mayKeep, final long nowNanos) {
    rooms.keepAlive.keepClientIf(mayKeep);
    answer(rooms.parties.rules.decided(), why, where, nowNanos);
  }

  /** The client gets an answer, and may go on where it can. */
  void answer(final Answer answer, final Cause why, final Phase where, final long nowNanos) {
    rooms.keepAlive.keepClientIf(readsOn());
    rooms.answers.send(answer, nowNanos);
    end(rooms.keepAlive.ending(), why, where, nowNanos);
  }

  /** The client gets a page of a service, and may go on where it can. */
  void answer(final byte[] page, final long nowNanos) {
    rooms.keepAlive.keepClientIf(readsOn());
    rooms.answers.sendPage(page, nowNanos);
    end(rooms.keepAlive.ending(), Cause.LOCAL, Phase.REQUEST, nowNanos);
  }

  /** Whether the client can be served another request: all of this one is here. */
  private boolean readsOn() {
    if (!rooms.keepAlive.keepsClient() || !rooms.parties.client.mayKeep()) {
      return false;
    }
    rooms.up.discard();
    return rooms.up.isWhole();
  }

  /** The client is told nothing more. */
  void cut(final Cause why, final Phase where, final long nowNanos) {
    end(Ending.RESET, why, where, nowNanos);
  }

  private void end(final Ending ending, final Cause why, final Phase where, final long nowNanos) {
    rooms.fate.end(why, where);
    exchange.over(ending, nowNanos);
  }
}
