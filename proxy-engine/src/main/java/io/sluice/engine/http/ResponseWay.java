package io.sluice.engine.http;

import io.sluice.engine.http1.ConnectionOption;
import io.sluice.engine.http1.Framing;
import io.sluice.engine.http1.Method;
import io.sluice.engine.http1.Names;
import io.sluice.engine.http1.Parse;
import io.sluice.engine.http1.ResponseHead;
import io.sluice.engine.transport.Connection;

/**
 * The response on its way down, from a server to the client: its head, and behind it its body.
 * Confined to its worker.
 *
 * <pre>
 *   server ──► Inflow ──► ResponseHead ──rules──► Requester.sendHead
 *                 └─────► Body ──(GzipSink)─────► Requester.sink
 * </pre>
 */
final class ResponseWay {
  /** How far the head is. */
  enum HeadState {
    /** It is the server's turn. */
    WAITS,
    /** The server's stream is over, in one way or the other. */
    ENDED,
    /** It is none. */
    REFUSED,
    /** It is here, and right. */
    WHOLE
  }

  /** Interim responses that a server may send before its answer. */
  private static final int MOST_INTERIM = 32;

  private final Parties parties;
  private final Inflow in;
  private final Body body = new Body();
  private final Compression compression;

  /** Null: there is none under way. */
  private ResponseHead head;

  private boolean headSent;
  private boolean bodyDone;
  private Framing framing = Framing.NONE;
  private boolean bare;
  private boolean untilClose;
  private int interim;

  /** How much of what is behind the head was shown to rules; -1: nothing was shown. */
  private int shownBytes;

  ResponseWay(final HttpWorker http, final Parties parties) {
    this.parties = parties;
    in = new Inflow(http);
    compression = new Compression(http.gzip());
  }

  /** Begins: nothing of a response is here. */
  void begin() {
    headSent = false;
    bodyDone = false;
    untilClose = false;
    interim = 0;
  }

  /** Looks at a request that is about to go up. */
  void prepareRequest() {
    compression.onRequest(parties.frontendOptions(), parties.backendOptions(), parties.request);
  }

  void connect(final Connection server) {
    in.begin(server);
  }

  // ---- the head

  /** Reads on in the head. */
  HeadState readHead() {
    Parse parse;
    do {
      final int got = in.fillHead(body.wasBulk());
      if (got == Connection.WOULD_BLOCK) {
        return HeadState.WAITS;
      }
      if (got < 0) {
        return HeadState.ENDED;
      }
      if (head == null) {
        head = parties.http.takeResponse();
        head.begin(parties.request.method());
        shownBytes = -1;
      }
      parse = head.feed(in.window(), in.from(), in.to());
      in.consume(head.consumed());
    } while (parse == Parse.NEED_MORE);
    return parse == Parse.DONE ? HeadState.WHOLE : HeadState.REFUSED;
  }

  /** The head that is under way. */
  ResponseHead head() {
    return head;
  }

  /**
   * Reads what there is behind the head without using it up, and shows it to rules.
   *
   * @return false: nothing new came
   */
  boolean collect() {
    final int got = in.fillMore(head.limits().maxHeadBytes());
    if (got == Connection.WOULD_BLOCK && in.size() == shownBytes) {
      return false;
    }
    shownBytes = in.size();
    BodyView.show(
        parties.transaction().responsePayload(),
        in.window(),
        in.from(),
        in.to(),
        head.framing(),
        head.contentLength(),
        head.limits(),
        got < 0);
    return true;
  }

  /** An empty head, for an answer that is not the server's. */
  ResponseHead newHead() {
    giveBackHead();
    head = parties.http.takeResponse();
    head.begin(Method.GET);
    return head;
  }

  void giveBackHead() {
    if (head != null) {
      parties.http.giveBack(head);
      head = null;
    }
  }

  /**
   * Passes an interim response on to a client that knows them, and awaits the next head.
   *
   * @return false: there are too many
   */
  boolean passInterim() {
    interim++;
    if (interim > MOST_INTERIM) {
      return false;
    }
    if (parties.request.minorVersion() > 0) {
      head.removeHopByHop(false);
      parties.client.sendHead(head);
      parties.client.sink().flush();
    }
    head.begin(parties.request.method());
    return true;
  }

  /** Finds out how the body will end, before a rule edits the head. */
  void judgeBody() {
    final boolean takesChunks = parties.client.takesChunks();
    framing = head.framing();
    bare = framing == Framing.CHUNKED && (parties.request.minorVersion() == 0 || !takesChunks);
    untilClose = framing == Framing.UNTIL_CLOSE || (bare && takesChunks);
  }

  /** Whether the client finds the end of the body by that of the connection alone. */
  boolean isUntilClose() {
    return untilClose;
  }

  /** Whether the server says the end of the body by that of the connection. */
  boolean endsServer() {
    return framing == Framing.UNTIL_CLOSE;
  }

  /** Sends the head, after the rules; the body follows. */
  void sendHead(final KeepAlive keepAlive) {
    head.removeHopByHop(false);
    if (bare) {
      head.deleteAll(Names.TRANSFER_ENCODING);
      head.deleteAll(Names.TRAILER);
    }
    final boolean compressed = compression.onResponse(head, parties.client.takesChunks());
    parties.transaction().compression = compressed ? "gzip" : null;
    head.setConnection(keepAlive.forClient(head));
    body.begin(framing, head.contentLength(), bare || compressed, head.limits());
    sendHead();
  }

  /** Sends the head of another protocol. */
  void sendSwitch() {
    head.removeHopByHop(true);
    head.setConnection(ConnectionOption.NONE);
    sendHead();
  }

  /** Sends the head as it is. */
  void sendHead() {
    headSent = true;
    parties.client.sendHead(head);
  }

  /** Whether the client was told a status that stands. */
  boolean headSent() {
    return headSent;
  }

  // ---- the body

  /** Moves what there is of the body. */
  Moved move() {
    final Moved moved = compression.move(body, in, parties.client.sink(), parties.zeroCopy());
    bodyDone = moved == Moved.DONE;
    return moved;
  }

  boolean isBodyDone() {
    return bodyDone;
  }

  /** Whether the server sent nothing on this connection for this request. */
  boolean isEmpty() {
    return in.received() == 0;
  }

  /** Whether the server sent what nobody asked for. */
  boolean hasSurplus() {
    return in.hasBytes();
  }

  /** Bytes that moved on either side since the connections began. */
  long moved() {
    return parties.client.sent() + in.received();
  }

  /** Gives away what came behind a head that changed the protocol. */
  Inflow inflow() {
    return in;
  }

  /** The response is here; what the server says beyond it is lost. */
  void dropServer() {
    in.drop();
  }

  /** There is no server any more, but there may be another. */
  void disconnect() {
    in.drop();
    giveBackHead();
    interim = 0;
  }

  /** It is over. */
  void drop() {
    in.drop();
    compression.end();
    giveBackHead();
  }
}
