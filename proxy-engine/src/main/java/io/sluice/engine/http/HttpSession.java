package io.sluice.engine.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import io.sluice.engine.http1.Framing;
import io.sluice.engine.http1.Parse;
import io.sluice.engine.http1.RequestHead;
import io.sluice.engine.http1.ResponseHead;
import io.sluice.engine.proxy.Cause;
import io.sluice.engine.proxy.FrontendRuntime;
import io.sluice.engine.proxy.FrontendSource;
import io.sluice.engine.proxy.SessionList;
import io.sluice.engine.proxy.SideTimeout;
import io.sluice.engine.sample.Endpoint;
import io.sluice.engine.stats.ProxyCounters;
import io.sluice.engine.tcp.Relay;
import io.sluice.engine.transport.Connection;
import io.sluice.engine.transport.Defects;
import io.sluice.engine.transport.Timer;
import io.sluice.engine.transport.Worker;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * A client connection that speaks HTTP/1, and what becomes of it: its requests are served one after
 * the other, in the order in which they came. Confined to its worker.
 *
 * <pre>
 *   start ─► WAITING ──first byte──► HEAD ──whole and right──► EXCHANGE ──kept──► WAITING
 *               │                     │                          │  └──101──► TUNNEL ─► ENDED
 *               │ idle too long,      │ refused, too slow:       │ closed
 *               ▼ gone, drained       ▼ an answer                ▼
 *             ENDED                CLOSING: last bytes taken, FIN ─► LINGERING ─► ENDED
 * </pre>
 *
 * <p>LINGERING throws away what the client still sends: a close with bytes unread would be an RST,
 * which could overtake the answer.
 *
 * <p>What it allocates: itself, its exchange with its dispatch, a connection, a timer; and then
 * nothing for a request, but for a connection to a server where none is idle. While it waits it
 * holds no head and no buffer.
 */
public final class HttpSession implements Connection.Listener, Requester, Relay.Owner {
  private enum State {
    WAITING,
    HEAD,
    EXCHANGE,
    TUNNEL,
    CLOSING,
    LINGERING,
    ENDED
  }

  private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** A line of chunked framing and what may be before it in one read. */
  private static final int MOST_LOOK_AHEAD = 2 * Worker.READ_BYTES;

  private final Worker worker;
  private final HttpWorker http;
  private final FrontendSource source;
  private final Connection client;
  private final Place frontendPlace = new Place();
  private final Deadline deadline = new Deadline();
  private final Inflow in;
  private final Outflow out;
  private final Body up = new Body();
  private final Exchange exchange;
  private FrontendRuntime frontend;
  private ProxyCounters frontendCounters;
  private State state = State.WAITING;
  private RequestHead head;
  private Relay relay;
  private long requests;
  private boolean looksAhead;
  private boolean reading;
  private boolean lingers;

  /** When the state began that a deadline counts from. */
  private long sinceNanos;

  private long armedNanos;
  private boolean armed;

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
    in = new Inflow(http);
    out = new Outflow(http);
    exchange = new Exchange(http, this, clientAddress, new Ends(clientAddress), new Place());
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
    exchange.timing.begin(sinceNanos, System.currentTimeMillis());
    in.begin(client);
    out.begin(client);
    client.register(worker);
    if (!exchange.admit(frontend, sinceNanos)) {
      client.reset();
      end();
      return;
    }
    arm(sinceNanos);
  }

  // ---- events

  @Override
  public void onReady(final Connection connection, final long nowNanos) {
    switch (state) {
      case WAITING, HEAD -> readRequests(nowNanos);
      case EXCHANGE -> exchange.onClientReady(client, nowNanos);
      case CLOSING -> flushLast(nowNanos);
      case LINGERING -> linger();
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
    if (looksAhead) {
      return lookFurther(nowNanos);
    }
    final int got = in.fill();
    if (got == Connection.WOULD_BLOCK) {
      return false;
    }
    if (got < 0) {
      onClientEnded(got == Connection.RESET, nowNanos);
      return false;
    }
    if (state == State.WAITING) {
      beginHead(nowNanos);
    }
    final Parse parse = head.feed(in.window(), in.from(), in.to());
    in.consume(head.consumed());
    return switch (parse) {
      case NEED_MORE -> true;
      case REFUSED -> {
        refuse(head.refusal().status(), nowNanos);
        yield false;
      }
      case DONE -> onHead(nowNanos);
    };
  }

  private void beginHead(final long nowNanos) {
    state = State.HEAD;
    head = http.takeRequest();
    head.clear();
    sinceNanos = requests == 0 ? sinceNanos : nowNanos;
    exchange.timing.firstByteNanos = nowNanos;
    takeConfiguration();
    arm(nowNanos);
  }

  /** The next request is the new configuration's. */
  private void takeConfiguration() {
    final FrontendRuntime current = source.current();
    if (current != null && current.state() == frontend.state()) {
      frontend = current;
    }
  }

  @Override
  public boolean mayKeep() {
    final FrontendRuntime current = source.current();
    return current != null && current.state() == frontend.state();
  }

  private boolean onHead(final long nowNanos) {
    up.begin(head.framing(), head.contentLength(), false);
    if (head.framing() == Framing.CHUNKED && in.hasBytes()) {
      return judgeChunks(in.from(), nowNanos);
    }
    startExchange(nowNanos);
    return true;
  }

  /** Nothing goes to a server while what came with the head may still be found wrong. */
  private boolean judgeChunks(final int from, final long nowNanos) {
    switch (up.lookAhead(in.window(), from, in.to())) {
      case REFUSED -> {
        refuse(400, nowNanos);
        return false;
      }
      case WAITS_FOR_SOURCE -> looksAhead = true;
      default -> {
        looksAhead = false;
        up.begin(head.framing(), 0, false);
        startExchange(nowNanos);
      }
    }
    return true;
  }

  private boolean lookFurther(final long nowNanos) {
    final int before = in.size();
    final int got = in.fillMore(MOST_LOOK_AHEAD);
    if (got == Connection.WOULD_BLOCK) {
      if (in.size() >= MOST_LOOK_AHEAD) {
        refuse(400, nowNanos);
      }
      return false;
    }
    if (got < 0) {
      onClientEnded(got == Connection.RESET, nowNanos);
      return false;
    }
    return judgeChunks(in.from() + before, nowNanos);
  }

  private void startExchange(final long nowNanos) {
    state = State.EXCHANGE;
    sinceNanos = nowNanos;
    exchange.timing.headNanos = nowNanos;
    requests++;
    exchange.begin(frontend, requests == 1, mayKeep(), nowNanos);
    if (state == State.EXCHANGE && client.endSeen() && !in.hasBytes()) {
      // The end came with the request: no event will tell of it any more.
      exchange.onClientReady(client, nowNanos);
    }
    if (state == State.EXCHANGE) {
      arm(nowNanos);
    }
  }

  private void refuse(final int status, final long nowNanos) {
    state = State.EXCHANGE;
    lingers = true;
    exchange.refuseHead(frontend, status, Cause.PROXY, nowNanos);
  }

  private void onClientEnded(final boolean reset, final long nowNanos) {
    if (state == State.WAITING) {
      if (requests == 0 && !frontend.config().http().options().dontLogNull()) {
        exchange.logNothing(frontend, Cause.CLIENT_ABORT, nowNanos);
      }
      end();
      return;
    }
    state = State.EXCHANGE;
    lingers = !reset;
    exchange.refuseHead(frontend, 400, Cause.CLIENT_ABORT, nowNanos);
  }

  // ---- what an exchange needs

  @Override
  public RequestHead head() {
    return head;
  }

  @Override
  public Moved moveBody(final Sink to) {
    final Moved moved = up.move(in, to);
    if (moved == Moved.YIELDS) {
      client.yieldTurn();
    }
    return moved;
  }

  @Override
  public SocketAddress localAddress() {
    return client.localAddress();
  }

  @Override
  public long received() {
    return in.received();
  }

  @Override
  public long sent() {
    return out.written();
  }

  @Override
  public Sink sink() {
    return out;
  }

  @Override
  public boolean takesChunks() {
    return true;
  }

  @Override
  public void sendHead(final ResponseHead response) {
    final ByteBuf buffer = out.gather();
    buffer.ensureWritable(response.mostWrittenBytes());
    response.writeTo(buffer);
  }

  @Override
  public void sendBody(final byte[] body, final int length) {
    out.write(body, length);
  }

  @Override
  public void onProgress(final long nowNanos) {
    arm(nowNanos);
  }

  @Override
  public void onOver(final Ending ending, final boolean wholeRequest, final long nowNanos) {
    if (state != State.EXCHANGE) {
      return;
    }
    giveBackHead();
    switch (ending) {
      case KEEP -> waitForNext(nowNanos);
      case CLOSE -> {
        state = State.CLOSING;
        sinceNanos = nowNanos;
        lingers |= !wholeRequest || in.isReadable();
        flushLast(nowNanos);
      }
      case RESET -> {
        client.reset();
        end();
      }
    }
  }

  private void giveBackHead() {
    if (head != null) {
      http.giveBack(head);
      head = null;
    }
  }

  private void waitForNext(final long nowNanos) {
    state = State.WAITING;
    sinceNanos = nowNanos;
    exchange.timing.begin(nowNanos, System.currentTimeMillis());
    if (in.isReadable()) {
      readRequests(nowNanos);
    }
    if (state == State.WAITING && !in.hasBytes() && !mayKeep()) {
      end();
    } else if (state == State.WAITING) {
      arm(nowNanos);
    }
  }

  // ---- a tunnel

  @Override
  public void onTunnel(final Connection server, final Inflow fromServer, final long nowNanos) {
    state = State.TUNNEL;
    deadline.cancel();
    if (fromServer.hasBytes()) {
      out.write(fromServer.address(), fromServer.size());
      fromServer.drop();
    }
    final ByteBuf down = out.takePending();
    final ByteBuf through = in.takeKept();
    final long said = exchange.tunnelNanos();
    relay =
        new Relay(
            worker,
            said > 0 ? new SideTimeout(said, said) : frontend.tunnelTimeout(exchange.backend()),
            said > 0 ? new SideTimeout(said, said) : exchange.backend().serverTimeout(),
            client,
            server,
            exchange.counted(),
            this);
    relay.start(through, down, nowNanos);
  }

  @Override
  public void onServerGone() {
    exchange.releaseServer();
  }

  @Override
  public void onRelayOver(final Cause cause) {
    exchange.onTunnelOver(cause, relay.bytesOut());
    giveBackHead();
    end();
  }

  // ---- the end

  /** The client takes its last bytes. */
  private void flushLast(final long nowNanos) {
    out.flush();
    if (out.hasPending()) {
      arm(nowNanos);
      return;
    }
    if (!lingers || out.isBroken()) {
      end();
      return;
    }
    state = State.LINGERING;
    sinceNanos = nowNanos;
    client.shutdownOutput();
    arm(nowNanos);
    linger();
  }

  private void linger() {
    in.drop();
    for (int got = in.fill(); got != Connection.WOULD_BLOCK; got = in.fill()) {
      if (got < 0) {
        end();
        return;
      }
      in.drop();
    }
  }

  private void shutdown(final Cause cause) {
    final long nowNanos = System.nanoTime();
    client.reset();
    if (state == State.EXCHANGE) {
      exchange.kill(cause, nowNanos);
    } else if (state == State.TUNNEL) {
      exchange.onTunnelOver(cause, relay.bytesOut());
      relay.close();
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
    giveBackHead();
    in.drop();
    out.drop();
    exchange.close();
    client.close();
    deadline.cancel();
    frontendPlace.remove();
    frontendCounters.open--;
    frontend.state().leave();
  }

  // ---- time

  /** Makes sure that the timer does not fire later than it must; it may fire earlier. */
  private void arm(final long nowNanos) {
    final long left = leftNanos(nowNanos);
    if (left == Long.MAX_VALUE) {
      return;
    }
    final long due = nowNanos + Math.max(left, 0);
    if (!armed || due - armedNanos < 0) {
      armed = true;
      armedNanos = due;
      worker.schedule(deadline, due);
    }
  }

  private long leftNanos(final long nowNanos) {
    return switch (state) {
      case WAITING ->
          left(
              requests == 0 ? frontend.http().requestNanos() : frontend.http().keepAliveNanos(),
              nowNanos);
      case HEAD -> left(frontend.http().requestNanos(), nowNanos);
      case EXCHANGE -> exchange.leftNanos(nowNanos);
      case CLOSING -> left(frontend.http().clientNanos(), nowNanos);
      case LINGERING -> left(LINGER_NANOS, nowNanos);
      case TUNNEL, ENDED -> Long.MAX_VALUE;
    };
  }

  private long left(final long timeoutNanos, final long nowNanos) {
    return timeoutNanos == 0 ? Long.MAX_VALUE : timeoutNanos - (nowNanos - sinceNanos);
  }

  private void onDeadline(final long nowNanos) {
    armed = false;
    if (leftNanos(nowNanos) > 0) {
      arm(nowNanos);
      return;
    }
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
      case CLOSING -> {
        client.reset();
        end();
      }
      case LINGERING -> end();
      case TUNNEL, ENDED -> {}
    }
    if (state == State.EXCHANGE) {
      arm(nowNanos);
    }
    http.settle();
  }

  private void onHeadTimeout(final long nowNanos) {
    final boolean isNull = state == State.WAITING;
    state = State.EXCHANGE;
    lingers = true;
    if (isNull && frontend.config().http().options().dontLogNull()) {
      exchange.mute();
    }
    exchange.refuseHead(frontend, 408, Cause.CLIENT_TIMEOUT, nowNanos);
  }

  private final class Deadline extends Timer {
    @Override
    protected void onExpired(final long nowNanos) {
      try {
        onDeadline(nowNanos);
      } catch (final RuntimeException | Error defect) {
        Defects.note(defect);
        onDefect(client);
      }
    }

    private void cancel() {
      worker.cancel(this);
      armed = false;
    }
  }

  /** Both ends of the client's connection, for rules. */
  private final class Ends implements HttpTransaction.Client {
    private final SocketAddress address;
    private Endpoint source;
    private Endpoint destination;

    private Ends(final SocketAddress address) {
      this.address = address;
    }

    @Override
    public Endpoint source() {
      if (source == null) {
        source = Endpoint.of(address);
      }
      return source;
    }

    @Override
    public Endpoint destination() {
      if (destination == null) {
        destination = Endpoint.of(client.localAddress());
      }
      return destination;
    }
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
