package io.sluice.engine.http;

import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import io.sluice.engine.proxy.Cause;
import io.sluice.engine.proxy.ClientEnds;
import io.sluice.engine.proxy.FrontendRuntime;
import io.sluice.engine.proxy.FrontendSource;
import io.sluice.engine.proxy.SessionList;
import io.sluice.engine.stats.ProxyCounters;
import io.sluice.engine.transport.Connection;
import io.sluice.engine.transport.Defects;
import io.sluice.engine.transport.Worker;
import java.io.IOException;
import java.net.SocketAddress;

/**
 * A client connection that speaks HTTP/1, and what becomes of it: its requests are served one after
 * the other, in the order in which they came. Confined to its worker.
 *
 * <pre>
 *   start ─► WAITING ──first byte──► HEAD ──whole and right──► EXCHANGE ──kept──► WAITING
 *               │                     │                          │  └──101──► TUNNEL ─► ENDED
 *               │ idle too long,      │ refused, too slow:       │ closed
 *               ▼ gone, drained       ▼ an answer                ▼
 *             ENDED                FAREWELL: last bytes taken, FIN, the rest thrown away ─► ENDED
 * </pre>
 *
 * <p>What it allocates: itself and its {@link ClientStream}, its {@link Exchange} with its dispatch
 * and rooms, a connection, a timer; and then nothing for a request, but for a connection to a
 * server where none is idle. While it waits it holds no head and no buffer.
 */
public final class HttpSession implements Connection.Listener {
  private enum State {
    WAITING,
    HEAD,
    EXCHANGE,
    TUNNEL,
    FAREWELL,
    ENDED
  }

  private final Worker worker;
  private final HttpWorker http;
  private final FrontendSource source;
  private final Connection client;
  private final Place frontendPlace = new Place();
  private final SessionTimer timer;
  private final ClientStream stream;
  private final HeadReader reader;
  private final Farewell farewell;
  private final Exchange exchange;
  private final Timing timing;
  private final ProxyCounters frontendCounters;
  private FrontendRuntime frontend;
  private State state = State.WAITING;

  /** Null: it is none. */
  private Tunnel tunnel;

  private long requests;
  private boolean reading;

  /** When the state began that a deadline counts from. */
  private long sinceNanos;

  /**
   * A session of a client that was just accepted and holds a place in the frontend's limit; the
   * session gives that back.
   *
   * @param source where the client came in
   * @param frontend its frontend at this moment
   * @param socket the client's, non-blocking
   */
  public HttpSession(
      final Worker worker,
      final FrontendSource source,
      final FrontendRuntime frontend,
      final Socket socket,
      final SocketAddress clientAddress) {
    this.worker = worker;
    this.source = source;
    this.frontend = frontend;
    http = HttpWorker.of(worker);
    client = new Connection(socket, clientAddress instanceof DomainSocketAddress, this);
    frontendCounters = frontend.state().counters(worker.index());
    timer = new SessionTimer(worker, this);
    stream = new ClientStream(http, this, client);
    reader = stream.reader();
    farewell = new Farewell(client, stream);
    final ClientEnds ends = new ClientEnds(clientAddress, client);
    exchange = new Exchange(http, stream, clientAddress, ends, new Place());
    timing = exchange.timing();
  }

  /** Begins: waits for a request. */
  public void start() {
    try {
      begin();
    } catch (final RuntimeException | Error defect) {
      Defects.note(defect);
      onDefect(client);
    }
  }

  private void begin() {
    frontendCounters.sessions++;
    frontendCounters.open++;
    frontend.state().sessions(worker.index()).add(frontendPlace);
    worker.idle().trim();
    sinceNanos = System.nanoTime();
    timing.begin(sinceNanos, System.currentTimeMillis());
    stream.begin();
    client.open(worker);
    if (!exchange.admit(frontend, sinceNanos)) {
      client.reset();
      end();
      return;
    }
    arm(sinceNanos);
    // The request has mostly come with its connection.
    readRequests(sinceNanos);
    http.settle();
  }

  // ---- events

  @Override
  public void onReady(final Connection connection, final long nowNanos) {
    switch (state) {
      case WAITING, HEAD -> readRequests(nowNanos);
      case EXCHANGE -> exchange.onClientReady(client, nowNanos);
      case FAREWELL -> sayFarewell(nowNanos);
      case TUNNEL, ENDED -> {}
    }
    http.settle();
  }

  @Override
  public void onConnected(
      final Connection connection, final IOException error, final long nowNanos) {
    throw new IllegalStateException("a client was accepted, not connected");
  }

  @Override
  public void onDefect(final Connection connection) {
    if (state == State.EXCHANGE) {
      exchange.kill(Cause.INTERNAL, System.nanoTime());
    }
    client.reset();
    end();
  }

  // ---- requests

  private void readRequests(final long nowNanos) {
    if (reading) {
      return;
    }
    reading = true;
    while ((state == State.WAITING || state == State.HEAD) && readRequest(nowNanos)) {}
    reading = false;
  }

  /** Returns whether there may be more to read. */
  private boolean readRequest(final long nowNanos) {
    HeadReader.Progress progress = HeadReader.Progress.MORE;
    if (state == State.WAITING) {
      progress = reader.await();
      if (progress == HeadReader.Progress.MORE) {
        beginHead(nowNanos);
      }
    }
    if (progress == HeadReader.Progress.MORE) {
      progress = reader.read();
    }
    switch (progress) {
      case WHOLE -> startExchange(nowNanos);
      case REFUSED -> refuseHead(nowNanos);
      case ENDED -> onClientEnded(false, nowNanos);
      case RESET -> onClientEnded(true, nowNanos);
      case MORE, WAITS -> {}
    }
    return progress == HeadReader.Progress.WHOLE;
  }

  private void beginHead(final long nowNanos) {
    state = State.HEAD;
    takeConfiguration();
    reader.begin(frontend.limits());
    sinceNanos = requests == 0 ? sinceNanos : nowNanos;
    timing.firstByteNanos = nowNanos;
    arm(nowNanos);
  }

  /** The next request is the new configuration's. */
  private void takeConfiguration() {
    final FrontendRuntime current = source.current();
    if (current != null && current.state() == frontend.state()) {
      frontend = current;
    }
  }

  /** Whether another request may come: the frontend is still there. */
  boolean mayKeep() {
    final FrontendRuntime current = source.current();
    return current != null && current.state() == frontend.state();
  }

  private void startExchange(final long nowNanos) {
    state = State.EXCHANGE;
    sinceNanos = nowNanos;
    timing.headNanos = nowNanos;
    requests++;
    exchange.begin(frontend, requests == 1, mayKeep(), nowNanos);
    if (state == State.EXCHANGE && client.endSeen() && !stream.hasBytes()) {
      // The end came with the request: no event will tell of it any more.
      exchange.onClientReady(client, nowNanos);
    }
    if (state == State.EXCHANGE) {
      arm(nowNanos);
    }
  }

  private void refuseHead(final long nowNanos) {
    farewell.expectMore();
    answerHead(reader.refusal(), Cause.PROXY, nowNanos);
  }

  /** A head that is wrong, or did not come, is answered, and the connection closed. */
  private void answerHead(final int status, final Cause why, final long nowNanos) {
    state = State.EXCHANGE;
    exchange.refuseHead(frontend, status, why, nowNanos);
  }

  private void onClientEnded(final boolean reset, final long nowNanos) {
    if (state == State.HEAD) {
      if (!reset) {
        farewell.expectMore();
      }
      answerHead(400, Cause.CLIENT_ABORT, nowNanos);
      return;
    }
    if (requests == 0 && !frontend.config().http().options().dontLogNull()) {
      exchange.logNothing(frontend, Cause.CLIENT_ABORT, nowNanos);
    }
    end();
  }

  private void onHeadTimeout(final long nowNanos) {
    if (state == State.WAITING && frontend.config().http().options().dontLogNull()) {
      exchange.mute();
    }
    farewell.expectMore();
    answerHead(408, Cause.CLIENT_TIMEOUT, nowNanos);
  }

  // ---- what the exchange says, by way of the stream

  /** Timers are to be looked at. */
  void onProgress(final long nowNanos) {
    arm(nowNanos);
  }

  /** The exchange is over. */
  void onOver(final Ending ending, final boolean wholeRequest, final long nowNanos) {
    if (state != State.EXCHANGE) {
      return;
    }
    reader.giveBack();
    switch (ending) {
      case KEEP -> waitForNext(nowNanos);
      case CLOSE -> {
        if (!wholeRequest) {
          farewell.expectMore();
        }
        state = State.FAREWELL;
        farewell.begin(nowNanos);
        sayFarewell(nowNanos);
      }
      case RESET -> {
        client.reset();
        end();
      }
    }
  }

  private void waitForNext(final long nowNanos) {
    state = State.WAITING;
    sinceNanos = nowNanos;
    timing.begin(nowNanos, System.currentTimeMillis());
    if (stream.isReadable()) {
      readRequests(nowNanos);
    }
    if (state == State.WAITING && !stream.hasBytes() && !mayKeep()) {
      end();
    } else if (state == State.WAITING) {
      arm(nowNanos);
    }
  }

  /** The exchange is a tunnel from now on. */
  void onTunnel(final Connection server, final long nowNanos) {
    state = State.TUNNEL;
    timer.cancel();
    client.register(worker);
    tunnel = new Tunnel(worker, this, exchange, client, server);
    tunnel.start(stream, nowNanos);
  }

  void onTunnelOver() {
    end();
  }

  // ---- the end

  private void sayFarewell(final long nowNanos) {
    if (farewell.proceed(nowNanos)) {
      end();
    } else {
      arm(nowNanos);
    }
  }

  private void shutdown(final Cause cause) {
    client.reset();
    if (state == State.EXCHANGE) {
      exchange.kill(cause, System.nanoTime());
    } else if (state == State.TUNNEL) {
      tunnel.close(cause);
    }
    end();
  }

  /** The frontend takes no more: one who waits for nothing is let go. */
  private void drain() {
    if (state == State.WAITING && requests > 0 && !client.readable()) {
      end();
    }
  }

  private void end() {
    if (state == State.ENDED) {
      return;
    }
    state = State.ENDED;
    stream.drop();
    exchange.close();
    client.close();
    timer.cancel();
    frontendPlace.remove();
    frontendCounters.open--;
    frontend.state().leave();
  }

  // ---- time

  private void arm(final long nowNanos) {
    timer.arm(leftNanos(nowNanos), nowNanos);
  }

  private long leftNanos(final long nowNanos) {
    return switch (state) {
      case WAITING ->
          left(
              requests == 0 ? frontend.http().requestNanos() : frontend.http().keepAliveNanos(),
              nowNanos);
      case HEAD -> left(frontend.http().requestNanos(), nowNanos);
      case EXCHANGE -> exchange.leftNanos(nowNanos);
      case FAREWELL -> farewell.leftNanos(frontend.http().clientNanos(), nowNanos);
      case TUNNEL, ENDED -> Long.MAX_VALUE;
    };
  }

  private long left(final long timeoutNanos, final long nowNanos) {
    return timeoutNanos == 0 ? Long.MAX_VALUE : timeoutNanos - (nowNanos - sinceNanos);
  }

  /** The timer fired, maybe too early. */
  void onTimer(final long nowNanos) {
    try {
      if (leftNanos(nowNanos) > 0) {
        arm(nowNanos);
      } else {
        onDeadline(nowNanos);
      }
    } catch (final RuntimeException | Error defect) {
      Defects.note(defect);
      onDefect(client);
    }
  }

  private void onDeadline(final long nowNanos) {
    switch (state) {
      case WAITING -> {
        if (requests == 0) {
          onHeadTimeout(nowNanos);
        } else {
          end();
        }
      }
      case HEAD -> onHeadTimeout(nowNanos);
      case EXCHANGE -> exchange.onDeadline(nowNanos);
      case FAREWELL -> {
        farewell.giveUp();
        end();
      }
      case TUNNEL, ENDED -> {}
    }
    if (state == State.EXCHANGE) {
      arm(nowNanos);
    }
    http.settle();
  }

  /** Its place in a list of sessions that can be ended together. */
  private final class Place extends SessionList.Entry {
    @Override
    protected void shutdown(final Cause cause) {
      HttpSession.this.shutdown(cause);
    }

    @Override
    protected boolean endIfQuiet(final long quietNanos, final long nowNanos) {
      return state == State.ENDED;
    }

    @Override
    protected void drain() {
      HttpSession.this.drain();
    }
  }
}
