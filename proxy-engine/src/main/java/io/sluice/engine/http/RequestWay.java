package io.sluice.engine.http;

import io.netty.buffer.ByteBuf;
import io.sluice.config.ZeroCopy;
import io.sluice.engine.http1.Framing;
import io.sluice.engine.http1.Names;
import io.sluice.engine.sample.Payload;
import io.sluice.engine.transport.Connection;

/**
 * The request on its way up, from the client to a server. Confined to its worker.
 *
 * <pre>
 *   client ──Requester.moveBody──┬──────────────► Outflow ──► server
 *                                └──► HeldBody ──────┘
 *                                     where rules, the algorithm or another try may need it
 * </pre>
 */
final class RequestWay {
  private final Parties parties;
  private final Outflow out;
  private final HeldBody held;
  private boolean whole;
  private boolean holds;

  RequestWay(final HttpWorker http, final Parties parties) {
    this.parties = parties;
    out = new Outflow(http);
    held = new HeldBody(http.worker(), out);
  }

  /** Begins with a request, whose head is here; or with none. */
  void begin() {
    whole = parties.request != null && parties.request.framing() == Framing.NONE;
    holds = false;
  }

  /** Whether nothing more of the request is to come. */
  boolean isWhole() {
    return whole;
  }

  /** Nobody knows where this request ends. */
  void setEndless() {
    whole = false;
  }

  // ---- before there is a server

  /** From now on the body is kept, as long as it fits. */
  void hold() {
    if (!holds) {
      holds = true;
      held.begin(parties.request.limits());
    }
  }

  boolean holds() {
    return holds;
  }

  /** Whether no more of the body comes before a server takes of it. */
  boolean isFull() {
    return held.isFull();
  }

  /** How much of the body is kept, bytes, with its chunks. */
  int heldBytes() {
    return held.size();
  }

  /** Takes in what there is of the body. */
  Moved takeIn() {
    return noteEnd(parties.client.moveBody(held, ZeroCopy.OFF));
  }

  /** Shows rules, and the algorithm, what is kept of the body. */
  void show() {
    final Payload body = parties.transaction().requestPayload();
    if (holds) {
      held.fill(body, parties.request.framing(), whole);
    } else {
      body.clear();
      body.whole = whole;
    }
  }

  // ---- to a server

  /** A server is there: the head is gathered for it, and what is kept of the body. */
  void connect(final Connection server) {
    out.begin(server);
    final ByteBuf buffer = out.gather();
    buffer.ensureWritable(parties.request.mostWrittenBytes());
    parties.request.writeTo(buffer);
    if (holds) {
      held.connect();
    }
  }

  /**
   * Throws away what there is of the body, which nobody wants any more, so that the client's next
   * request can be read where that is all of it. One who waits to be asked for a body sends none.
   */
  void discard() {
    if (!whole && !parties.request.expectsContinue()) {
      noteEnd(parties.client.moveBody(Nowhere.SINK, ZeroCopy.OFF));
    }
  }

  /** Moves what there is of the body, and sends what is gathered. */
  Moved move() {
    return noteEnd(parties.client.moveBody(holds ? held : out, parties.zeroCopy()));
  }

  private Moved noteEnd(final Moved moved) {
    whole |= moved == Moved.DONE;
    return moved;
  }

  void flush() {
    out.flush();
  }

  /** Whether it is the server's turn to take what is kept for it. */
  boolean hasPending() {
    return out.hasPending();
  }

  /** Whether the server has the whole request. */
  boolean isOver() {
    return whole && !out.hasPending() && !out.isBroken();
  }

  /** Bytes that moved on either side since the connections began. */
  long moved() {
    return parties.client.received() + out.written();
  }

  // ---- another try

  /** Whether the server has taken nothing. */
  boolean isUnseen() {
    return out.written() == 0;
  }

  /** Whether the whole request so far is still here. */
  boolean isReplayable() {
    return parties.request.framing() == Framing.NONE || (holds && held.isWhole());
  }

  /** There is no server any more, but there may be another. */
  void disconnect() {
    out.drop();
    held.disconnect();
  }

  /** The server has its request, or there will be none. */
  void dropServer() {
    out.drop();
  }

  /** It is over. */
  void drop() {
    out.drop();
    held.drop();
  }

  /**
   * Whether the client still waits to be asked for the body, which it is from now on by us, and not
   * by the server.
   */
  boolean takeExpectation() {
    if (!parties.request.expectsContinue() || !parties.request.has(Names.EXPECT)) {
      return false;
    }
    parties.request.deleteAll(Names.EXPECT);
    return true;
  }
}
