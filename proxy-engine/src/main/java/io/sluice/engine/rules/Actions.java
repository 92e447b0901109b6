package io.sluice.engine.rules;

import io.sluice.config.http.Action;
import io.sluice.config.http.RuleKind;
import io.sluice.engine.rules.FlowActions.End;
import io.sluice.engine.rules.FlowActions.EndWith;
import io.sluice.engine.rules.LineActions.Part;
import io.sluice.engine.rules.LineActions.Replace;
import io.sluice.engine.rules.LineActions.Set;
import io.sluice.engine.sample.Bytes;
import io.sluice.engine.sample.VarCondition;

/**
 * The table of actions: what each of the configuration's records becomes. Confined to the thread
 * that loads a configuration.
 */
final class Actions {
  private final RuleCompiler compiler;
  private final RuleKind kind;
  private final boolean request;

  Actions(final RuleCompiler compiler, final RuleKind kind) {
    this.compiler = compiler;
    this.kind = kind;
    request =
        switch (kind) {
          case TCP_REQUEST_CONNECTION, TCP_REQUEST_SESSION, TCP_REQUEST_CONTENT, HTTP_REQUEST ->
              true;
          case TCP_RESPONSE_CONTENT, HTTP_RESPONSE, HTTP_AFTER_RESPONSE -> false;
        };
  }

  RuleAction compile(final Action action) {
    final RuleCompiler c = compiler;
    return switch (action) {
      case Action.SetHeader a ->
          new HeaderActions.Put(request, true, c.field(a.name()), c.compileEncoded(a.value()));
      case Action.AddHeader a ->
          new HeaderActions.Put(request, false, c.field(a.name()), c.compileEncoded(a.value()));
      case Action.DelHeader a -> c.delete(a, request);
      case Action.ReplaceHeader a ->
          new HeaderActions.Replace(
              request, c.field(a.name()), c.regex(a.regex()), c.compileEncoded(a.replacement()));
      case Action.ReplaceValue a ->
          new HeaderActions.ReplaceValue(
              request, c.field(a.name()), c.regex(a.regex()), c.compileEncoded(a.replacement()));
      case Action.SetMethod a -> new Set(Part.METHOD, c.compileEncoded(a.value()));
      case Action.SetPath a -> new Set(Part.PATH, c.compileEncoded(a.value()));
      case Action.SetPathQuery a -> new Set(Part.PATH_QUERY, c.compileEncoded(a.value()));
      case Action.SetQuery a -> new Set(Part.QUERY, c.compileEncoded(a.value()));
      case Action.SetUri a -> new Set(Part.URI, c.compileEncoded(a.value()));
      case Action.ReplacePath a -> replace(Part.PATH, a.regex(), a.replacement());
      case Action.ReplacePathQuery a -> replace(Part.PATH_QUERY, a.regex(), a.replacement());
      case Action.ReplaceUri a -> replace(Part.URI, a.regex(), a.replacement());
      case Action.SetStatus a ->
          new LineActions.Status(
              a.status(), Bytes.latin(a.reason().orElseGet(() -> Reasons.of(a.status()))));
      case Action.SetVar a ->
          new FlowActions.SetVar(
              c.variable(a.variable()), VarCondition.all(a.conditions()), c.compile(a.value()));
      case Action.SetVarFormat a ->
          new FlowActions.SetVarFormat(
              c.variable(a.variable()), VarCondition.all(a.conditions()), c.compile(a.value()));
      case Action.UnsetVar a -> new FlowActions.UnsetVar(c.variable(a.variable()));
      case Action.Capture a ->
          new FlowActions.Capture(
              request,
              kind == RuleKind.TCP_REQUEST_CONTENT,
              c.compile(a.value()),
              FlowActions.slot(a.slot(), () -> c.surroundings().addRequestCapture(a.bytes())),
              a.bytes());
      case Action.Allow _ -> new End(Outcome.STOP);
      case Action.Reject _ -> new End(Outcome.REJECT);
      case Action.SilentDrop _ -> new EndpointActions.SilentDrop();
      case Action.Deny a -> new EndWith(Outcome.DENY, c.compile(a.reply(), request ? 403 : 502));
      case Action.Tarpit a -> new EndWith(Outcome.TARPIT, c.compile(a.reply(), 500));
      case Action.Return a -> new EndWith(Outcome.RETURN, c.compile(a.reply(), 200));
      case Action.Redirect a -> new Redirection(a, c.compileEncoded(a.to()));
      case Action.Auth a ->
          new Asking(
              a.realm().isEmpty() ? c.surroundings().proxy().name() : a.realm(),
              c.page(401),
              c.page(407));
      case Action.UseService a -> new FlowActions.Service(a.name());
      case Action.TrackSc a ->
          new TableActions.Track(
              a.counter(),
              c.compile(a.key()),
              c.place(a.table().orElse(""), a.key().type()),
              kind == RuleKind.HTTP_REQUEST,
              kind == RuleKind.TCP_REQUEST_CONTENT);
      case Action.ScIncGpc a -> new TableActions.Increment(a.counter(), a.data(), a.index());
      case Action.ScSetGpt a ->
          new TableActions.SetTag(a.counter(), a.data(), a.index(), c.compile(a.value()));
      case Action.ChangePatterns a ->
          new PatternActions.ChangePatterns(
              a.add(), c.live(a.file(), false), c.live(a.file(), true), c.compile(a.key()));
      case Action.ChangeMap a ->
          a.value()
              .<RuleAction>map(value ->
                  new PatternActions.SetMap(
                      c.live(a.file(), true), c.compile(a.key()), c.compile(value)))
              .orElseGet(
                  () -> new PatternActions.DeleteKey(c.live(a.file(), true), c.compile(a.key())));
      case Action.SetLogLevel a ->
          new FlowActions.LogLevel(a.level().map(FlowActions::level).orElse(-1));
      case Action.WaitForBody a ->
          new FlowActions.WaitForBody(
              request, a.longest().toNanos(), a.atLeastBytes().orElse(Long.MAX_VALUE));
      case Action.DisableL7Retry _ -> new FlowActions.NoRetry();
      case Action.NormalizeUri a -> Normalizers.of(a.normalizer());
      case Action.StrictMode a -> new FlowActions.StrictMode(a.on());
      case Action.SetTimeout a -> new FlowActions.Timeout(a.tunnel(), a.timeout().toMillis());
      case Action.SetTimeoutFrom a ->
          new FlowActions.TimeoutFrom(a.tunnel(), c.compile(a.millis()));
      case Action.SetAddress a -> new EndpointActions.Address(a.source(), c.compile(a.address()));
      case Action.SetPort a -> new EndpointActions.Port(a.source(), c.compile(a.port()));
      case Action.Nothing _ -> new End(Outcome.NEXT);
    };
  }

  private Replace replace(
      final Part part, final String regex, final io.sluice.config.http.LogFormat replacement) {
    return new Replace(part, compiler.regex(regex), compiler.compileEncoded(replacement));
  }
}
