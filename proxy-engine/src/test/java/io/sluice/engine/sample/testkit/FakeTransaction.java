package io.sluice.engine.sample.testkit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.config.http.VarName;
import io.sluice.engine.http1.Limits;
import io.sluice.engine.http1.Method;
import io.sluice.engine.http1.Parse;
import io.sluice.engine.http1.RequestHead;
import io.sluice.engine.http1.ResponseHead;
import io.sluice.engine.log.Captures;
import io.sluice.engine.sample.Endpoint;
import io.sluice.engine.sample.Payload;
import io.sluice.engine.sample.ProxyFigures;
import io.sluice.engine.sample.Scratch;
import io.sluice.engine.sample.ServerFigures;
import io.sluice.engine.sample.Tracked;
import io.sluice.engine.sample.Transaction;
import io.sluice.engine.sample.Variables;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;

/** An exchange that is made of raw heads, without sockets. */
public final class FakeTransaction implements Transaction {
  private static final Endpoint SOCKET_SOURCE =
      new Endpoint(Endpoint.Family.IPV4, 0, 0x7f000001L, 40000);
  private static final Endpoint SOCKET_DESTINATION =
      new Endpoint(Endpoint.Family.IPV4, 0, 0x7f000001L, 18931);

  private final Scratch scratch = new Scratch();
  private final Payload requestPayload = new Payload();
  private final Payload responsePayload = new Payload();
  private final Captures requestCaptures = new Captures(new int[] {16, 4});
  private final Captures responseCaptures = new Captures(new int[] {16});
  private final Map<VarName.Scope, Variables> variables = new EnumMap<>(VarName.Scope.class);
  private final Tracked session = new Tracked(null);
  private final Tracked tracked = new Tracked(session);
  private final FakeSurroundings surroundings;
  private RequestHead request;
  private ResponseHead response;

  public Endpoint source = SOCKET_SOURCE;
  public Endpoint destination = SOCKET_DESTINATION;
  public boolean tls;
  public byte[] uniqueId;
  public long nowNanos = 1_000_000_000L;
  public long nowMillis = 1_420_000_000_123L;
  public int logLevel = 6;
  public boolean retries = true;
  public long serverTimeout;
  public long tunnelTimeout;

  public FakeTransaction(final FakeSurroundings surroundings) {
    this.surroundings = surroundings;
    for (final VarName.Scope scope : VarName.Scope.values()) {
      variables.put(scope, new Variables(surroundings.variableIds(scope)));
    }
  }

  /** Takes a request's head, lines ended by line feeds alone. */
  public FakeTransaction request(final String head) {
    final ByteBuf raw = raw(head);
    request = new RequestHead(Limits.DEFAULT);
    final Parse parse = request.feed(raw, 0, raw.readableBytes());
    if (parse != Parse.DONE) {
      throw new IllegalArgumentException(parse + " " + request.refusal());
    }
    return this;
  }

  /** The same of a response. */
  public FakeTransaction response(final String head) {
    final ByteBuf raw = raw(head);
    response = new ResponseHead(Limits.DEFAULT);
    response.begin(Method.GET);
    final Parse parse = response.feed(raw, 0, raw.readableBytes());
    if (parse != Parse.DONE) {
      throw new IllegalArgumentException(parse + " " + response.refusal());
    }
    return this;
  }

  private static ByteBuf raw(final String head) {
    return Unpooled.copiedBuffer(
        head.replace("\r", "").replace("\n", "\r\n"), StandardCharsets.ISO_8859_1);
  }

  /** What is buffered of the client's bytes. */
  public FakeTransaction input(final byte[] bytes, final boolean whole) {
    requestPayload.bytes = bytes;
    requestPayload.length = bytes.length;
    requestPayload.whole = whole;
    return this;
  }

  /** The request's head as it would be sent now. */
  public String sentRequest() {
    return sent(
        request.mostWrittenBytes(),
        out -> {
          var _ = request.writeTo(out);
        });
  }

  /** The response's head as it would be sent now. */
  public String sentResponse() {
    return sent(
        response.mostWrittenBytes(),
        out -> {
          var _ = response.writeTo(out);
        });
  }

  private static String sent(final int most, final java.util.function.Consumer<ByteBuf> writer) {
    final ByteBuf out = Unpooled.buffer(most);
    writer.accept(out);
    return out.toString(StandardCharsets.ISO_8859_1).replace("\r\n", "\n");
  }

  public Tracked sessionTracked() {
    return session;
  }

  @Override
  public Scratch scratch() {
    return scratch;
  }

  @Override
  public RequestHead request() {
    return request;
  }

  @Override
  public ResponseHead response() {
    return response;
  }

  @Override
  public Payload requestPayload() {
    return requestPayload;
  }

  @Override
  public Payload responsePayload() {
    return responsePayload;
  }

  @Override
  public boolean isFirstRequest() {
    return true;
  }

  @Override
  public long requestNumber() {
    return 3;
  }

  @Override
  public byte[] uniqueId() {
    return uniqueId;
  }

  @Override
  public Endpoint source() {
    return source;
  }

  @Override
  public Endpoint destination() {
    return destination;
  }

  @Override
  public Endpoint socketSource() {
    return SOCKET_SOURCE;
  }

  @Override
  public boolean isProxied() {
    return false;
  }

  @Override
  public void setSource(final Endpoint end) {
    source = end;
  }

  @Override
  public void setDestination(final Endpoint end) {
    destination = end;
  }

  @Override
  public Endpoint socketDestination() {
    return SOCKET_DESTINATION;
  }

  @Override
  public Endpoint serverSource() {
    return null;
  }

  @Override
  public Endpoint serverDestination() {
    return null;
  }

  @Override
  public boolean isClientTls() {
    return tls;
  }

  @Override
  public int listenerId() {
    return 1;
  }

  @Override
  public ProxyFigures frontend() {
    return surroundings.proxy();
  }

  @Override
  public ProxyFigures backend() {
    return null;
  }

  @Override
  public ServerFigures server() {
    return null;
  }

  @Override
  public Variables variables(final VarName.Scope scope) {
    return variables.get(scope);
  }

  @Override
  public Captures requestCaptures() {
    return requestCaptures;
  }

  @Override
  public Captures responseCaptures() {
    return responseCaptures;
  }

  @Override
  public Tracked tracked() {
    return tracked;
  }

  @Override
  public long nowMillis() {
    return nowMillis;
  }

  @Override
  public long nowNanos() {
    return nowNanos;
  }

  @Override
  public void setLogLevel(final int level) {
    logLevel = level;
  }

  @Override
  public void disableL7Retry() {
    retries = false;
  }

  @Override
  public void setServerTimeout(final long millis) {
    serverTimeout = millis;
  }

  @Override
  public void setTunnelTimeout(final long millis) {
    tunnelTimeout = millis;
  }
}
