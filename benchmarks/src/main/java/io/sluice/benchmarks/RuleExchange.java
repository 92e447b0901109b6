package io.sluice.benchmarks;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.backends.stick.StickTable;
import io.sluice.config.http.Reply;
import io.sluice.config.http.Userlist;
import io.sluice.config.http.VarName;
import io.sluice.engine.http1.Limits;
import io.sluice.engine.http1.Parse;
import io.sluice.engine.http1.RequestHead;
import io.sluice.engine.http1.ResponseHead;
import io.sluice.engine.log.Captures;
import io.sluice.engine.sample.Endpoint;
import io.sluice.engine.sample.PatternFiles;
import io.sluice.engine.sample.Payload;
import io.sluice.engine.sample.ProcessVariables;
import io.sluice.engine.sample.ProxyFigures;
import io.sluice.engine.sample.Scratch;
import io.sluice.engine.sample.ServerFigures;
import io.sluice.engine.sample.Surroundings;
import io.sluice.engine.sample.Tracked;
import io.sluice.engine.sample.Transaction;
import io.sluice.engine.sample.VariableIds;
import io.sluice.engine.sample.Variables;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** One request over and over, of a proxy that has nothing beside its rules. One thread's own. */
final class RuleExchange implements Transaction, Surroundings {
  private static final String REQUEST =
      """
      GET /v3/auth/tokens?nocatalog=1 HTTP/1.1
      Host: keystone.example.com:5000
      User-Agent: python-keystoneclient
      Accept: application/json
      X-Auth-Token: gAAAAABlZ0r1c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0
      X-Subject-Token: gAAAAABlZ0r1b3RoZXJvdGhlcm90aGVyb3RoZXJvdGhlcm90aGVy
      Accept-Encoding: gzip, deflate
      Connection: keep-alive

      """;

  private final Endpoint source = new Endpoint(Endpoint.Family.IPV4, 0, 0x0a000001L, 40000);
  private final Endpoint destination = new Endpoint(Endpoint.Family.IPV4, 0, 0x0a000002L, 5000);
  private final Scratch scratch = new Scratch();
  private final Payload payload = new Payload();
  private final VariableIds ids = new VariableIds();
  private final ProcessVariables process = new ProcessVariables();
  private final PatternFiles files = new PatternFiles();
  private final Variables variables = new Variables(ids);
  private final Captures captures = new Captures(new int[0]);
  private final Tracked tracked = new Tracked(null);
  private final RequestHead head = new RequestHead(Limits.DEFAULT);
  private final ByteBuf raw =
      Unpooled.directBuffer()
          .writeBytes(REQUEST.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));

  /** Reads the head anew. */
  void begin() {
    head.clear();
    variables.clear();
    if (head.feed(raw, 0, raw.readableBytes()) != Parse.DONE) {
      throw new IllegalStateException("the head is not right");
    }
  }

  @Override
  public Scratch scratch() {
    return scratch;
  }

  @Override
  public RequestHead request() {
    return head;
  }

  @Override
  public ResponseHead response() {
    return null;
  }

  @Override
  public Payload requestPayload() {
    return payload;
  }

  @Override
  public Payload responsePayload() {
    return payload;
  }

  @Override
  public boolean isFirstRequest() {
    return true;
  }

  @Override
  public long requestNumber() {
    return 0;
  }

  @Override
  public byte[] uniqueId() {
    return null;
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
    return source;
  }

  @Override
  public Endpoint socketDestination() {
    return destination;
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
    return false;
  }

  @Override
  public int listenerId() {
    return 1;
  }

  @Override
  public ProxyFigures frontend() {
    return null;
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
    return variables;
  }

  @Override
  public Captures requestCaptures() {
    return captures;
  }

  @Override
  public Captures responseCaptures() {
    return captures;
  }

  @Override
  public Tracked tracked() {
    return tracked;
  }

  @Override
  public long nowMillis() {
    return 1_420_000_000_000L;
  }

  @Override
  public long nowNanos() {
    return 0;
  }

  @Override
  public Optional<ProxyFigures> backend(final String name) {
    return Optional.empty();
  }

  @Override
  public Optional<ProxyFigures> frontend(final String name) {
    return Optional.empty();
  }

  @Override
  public ProxyFigures proxy() {
    throw new IllegalStateException("no rule asks for it");
  }

  @Override
  public Optional<ServerFigures> server(final String backend, final String server) {
    return Optional.empty();
  }

  @Override
  public Optional<Userlist> userlist(final String name) {
    return Optional.empty();
  }

  @Override
  public Optional<StickTable> table(final String name) {
    return Optional.empty();
  }

  @Override
  public VariableIds variableIds(final VarName.Scope scope) {
    return ids;
  }

  @Override
  public ProcessVariables processVariables() {
    return process;
  }

  @Override
  public PatternFiles files() {
    return files;
  }

  @Override
  public int addRequestCapture(final int bytes) {
    return 0;
  }

  @Override
  public Optional<Reply> errorPage(final int status) {
    return Optional.empty();
  }

  @Override
  public void problem(final String message) {
    throw new IllegalArgumentException(message);
  }

  @Override
  public void setLogLevel(final int level) {}

  @Override
  public void disableL7Retry() {}

  @Override
  public void setServerTimeout(final long millis) {}

  @Override
  public void setTunnelTimeout(final long millis) {}
}
