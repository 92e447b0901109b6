package io.sluice.engine.reload;

import io.sluice.backends.stick.StickTable;
import io.sluice.config.BackendConfig;
import io.sluice.config.ConfigProblem;
import io.sluice.config.FrontendConfig;
import io.sluice.config.Mode;
import io.sluice.config.Origin;
import io.sluice.config.http.Condition;
import io.sluice.config.http.FrontendHttp;
import io.sluice.config.http.HttpOptions;
import io.sluice.config.http.Reply;
import io.sluice.config.http.RuleKind;
import io.sluice.config.http.RuleLists;
import io.sluice.config.http.Userlist;
import io.sluice.config.http.VarName;
import io.sluice.engine.http1.FieldName;
import io.sluice.engine.log.LineFormat;
import io.sluice.engine.log.LineSample;
import io.sluice.engine.persist.Persistence;
import io.sluice.engine.proxy.LiveFigures;
import io.sluice.engine.proxy.ProxyRules;
import io.sluice.engine.proxy.ProxyRules.Capture;
import io.sluice.engine.proxy.ProxyRules.CookieName;
import io.sluice.engine.proxy.SideTimeout;
import io.sluice.engine.rules.Answering;
import io.sluice.engine.rules.ClientTold;
import io.sluice.engine.rules.Monitor;
import io.sluice.engine.rules.RuleCompiler;
import io.sluice.engine.rules.RuleList;
import io.sluice.engine.rules.UniqueId;
import io.sluice.engine.sample.Expression;
import io.sluice.engine.sample.PatternFiles;
import io.sluice.engine.sample.ProcessVariables;
import io.sluice.engine.sample.ProxyFigures;
import io.sluice.engine.sample.RuleProblem;
import io.sluice.engine.sample.Sample;
import io.sluice.engine.sample.ServerFigures;
import io.sluice.engine.sample.Surroundings;
import io.sluice.engine.sample.Transaction;
import io.sluice.engine.sample.VariableIds;
import io.sluice.engine.sample.When;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Compiles what one proxy says of requests. Confined to the thread that loads a configuration. */
final class ProxyCompiler implements Surroundings {
  private final RuleBook book;
  private final String name;
  private final Origin origin;
  private final LiveFigures figures;
  private final HttpOptions options;
  private final RuleLists lists;
  private final FrontendHttp http;
  private final Mode mode;

  /** null: it is a frontend. */
  private final BackendConfig served;

  private final List<ConfigProblem> problems;
  private final List<Capture> requestCaptures = new ArrayList<>();
  private final RuleCompiler compiler;

  ProxyCompiler(
      final RuleBook book, final FrontendConfig frontend, final List<ConfigProblem> problems) {
    this.book = book;
    this.problems = problems;
    name = frontend.name();
    origin = frontend.origin();
    figures = book.frontendFigures(name);
    options = frontend.http().options();
    lists = frontend.http().rules();
    http = frontend.http();
    mode = frontend.mode();
    served = null;
    addCaptures();
    compiler = new RuleCompiler(this);
  }

  ProxyCompiler(
      final RuleBook book, final BackendConfig backend, final List<ConfigProblem> problems) {
    this.book = book;
    this.problems = problems;
    name = backend.name();
    origin = backend.origin();
    figures = book.backendFigures(name);
    options = backend.http().options();
    lists = backend.http().rules();
    http = FrontendHttp.DEFAULT;
    mode = backend.mode();
    served = backend;
    compiler = new RuleCompiler(this);
  }

  private void addCaptures() {
    for (final FrontendHttp.Captured captured : http.captureRequest()) {
      requestCaptures.add(new Capture(FieldName.of(captured.name()), captured.bytes()));
    }
  }

  RuleCompiler rulesOf() {
    return compiler;
  }

  /** Does something that may find that a rule is wrong. */
  void attempt(final Runnable task) {
    try {
      task.run();
    } catch (final RuleProblem | IllegalArgumentException e) {
      problem(e.getMessage());
    }
  }

  ProxyRules rules() {
    final RuleList connection = list(RuleKind.TCP_REQUEST_CONNECTION);
    final RuleList session = list(RuleKind.TCP_REQUEST_SESSION);
    final RuleList content = list(RuleKind.TCP_REQUEST_CONTENT);
    final RuleList request = list(RuleKind.HTTP_REQUEST);
    final RuleList response = list(RuleKind.HTTP_RESPONSE);
    final RuleList afterResponse = list(RuleKind.HTTP_AFTER_RESPONSE);
    return new ProxyRules(
        connection,
        session,
        content,
        SideTimeout.nanos(lists.inspectDelay()),
        list(RuleKind.TCP_RESPONSE_CONTENT),
        request,
        response,
        afterResponse,
        monitor(),
        uniqueId(),
        told(),
        errorPages(),
        requestCaptures,
        responseCaptures(),
        cookieCapture(),
        line(),
        book.scopes(),
        book.services(),
        persistence(),
        figures);
  }

  private RuleList list(final RuleKind kind) {
    return compiler.compile(lists.of(kind), kind);
  }

  private Monitor monitor() {
    if (http.monitorUri().isEmpty()) {
      return null;
    }
    final List<When> failures = new ArrayList<>();
    for (final Condition condition : http.monitorFail()) {
      attempt(() -> failures.add(compiler.compile(condition)));
    }
    return new Monitor(http.monitorUri().get(), failures, compiler);
  }

  private UniqueId uniqueId() {
    final UniqueId[] made = new UniqueId[1];
    http.uniqueIdFormat()
        .ifPresent(format ->
            attempt(() ->
                made[0] = new UniqueId(compiler.compileEncoded(format), http.uniqueIdHeader())));
    return made[0];
  }

  private List<ClientTold> told() {
    final List<ClientTold> told = new ArrayList<>();
    options
        .forwardFor()
        .ifPresent(config -> attempt(() -> told.add(ClientTold.forwardFor(config))));
    if (options.forwarded()) {
      attempt(() -> told.add(ClientTold.forwarded(options.forwardedExcept())));
    }
    return told;
  }

  private Map<Integer, Answering> errorPages() {
    final Map<Integer, Answering> pages = new HashMap<>();
    options
        .errorPages()
        .forEach(
            (status, reply) -> attempt(() -> pages.put(status, compiler.compile(reply, status))));
    return pages;
  }

  private List<Capture> responseCaptures() {
    return http.captureResponse().stream()
        .map(captured -> new Capture(FieldName.of(captured.name()), captured.bytes()))
        .toList();
  }

  private CookieName cookieCapture() {
    return http.captureCookie()
        .map(captured -> new CookieName(captured.name(), captured.bytes()))
        .orElse(null);
  }

  private LineFormat line() {
    final LineFormat[] made = {mode == Mode.HTTP ? LineFormat.HTTP : LineFormat.TCP};
    http.logFormat()
        .ifPresent(format ->
            attempt(() ->
                made[0] = LineFormat.of(format, sample -> new Printed(compiler.compile(sample)))));
    return made[0];
  }

  /** A sample in a log line. */
  private record Printed(Expression expression) implements LineSample {
    @Override
    public int append(final Object transaction, final byte[] to, final int at) {
      final Transaction txn = (Transaction) transaction;
      final Sample sample = txn.scratch().sample();
      if (!expression.evaluateStr(txn, sample)) {
        return at;
      }
      final int length = Math.min(sample.length(), LineFormat.MAX_SAMPLE_BYTES);
      System.arraycopy(sample.bytes(), sample.offset(), to, at, length);
      return at + length;
    }
  }

  private Persistence persistence() {
    final Persistence[] made = {Persistence.NONE};
    if (served != null) {
      attempt(() -> made[0] = new PersistenceCompiler(served, compiler).persistence());
    }
    return made[0];
  }

  // ---- what rules refer to

  @Override
  public ProxyFigures proxy() {
    return figures;
  }

  @Override
  public Optional<ProxyFigures> backend(final String named) {
    return Optional.ofNullable(book.backendFigures(named));
  }

  @Override
  public Optional<ProxyFigures> frontend(final String named) {
    return Optional.ofNullable(book.frontendFigures(named));
  }

  @Override
  public Optional<ServerFigures> server(final String backend, final String server) {
    return book.server(backend.isEmpty() ? name : backend, server);
  }

  @Override
  public Optional<Userlist> userlist(final String named) {
    return book.userlist(named);
  }

  @Override
  public Optional<StickTable> table(final String named) {
    return book.table(named.isEmpty() ? name : named);
  }

  @Override
  public VariableIds variableIds(final VarName.Scope scope) {
    return book.scopes().ids(scope);
  }

  @Override
  public ProcessVariables processVariables() {
    return book.scopes().process();
  }

  @Override
  public PatternFiles files() {
    return book.files();
  }

  @Override
  public int addRequestCapture(final int bytes) {
    requestCaptures.add(new Capture(null, bytes));
    return requestCaptures.size() - 1;
  }

  @Override
  public Optional<Reply> errorPage(final int status) {
    return Optional.ofNullable(options.errorPages().get(status));
  }

  @Override
  public void problem(final String message) {
    problems.add(ConfigProblem.error(origin, message, "mend what it says, or leave it out"));
  }
}
