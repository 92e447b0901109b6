package io.sluice.engine.reload;

import io.sluice.config.BackendConfig;
import io.sluice.config.http.BackendHttp;
import io.sluice.config.http.BackendHttp.UseServer;
import io.sluice.config.http.LogFormat;
import io.sluice.config.http.StickRule;
import io.sluice.engine.persist.CookiePersistence;
import io.sluice.engine.persist.PersistWhen;
import io.sluice.engine.persist.Persistence;
import io.sluice.engine.persist.RequestKey;
import io.sluice.engine.persist.StickRules;
import io.sluice.engine.persist.UseServers;
import io.sluice.engine.rules.RuleCompiler;
import java.util.List;

/** Compiles how a backend's requests find their server. Confined to the thread that loads. */
final class PersistenceCompiler {
  private final BackendConfig backend;
  private final RuleCompiler compiler;

  PersistenceCompiler(final BackendConfig backend, final RuleCompiler compiler) {
    this.backend = backend;
    this.compiler = compiler;
  }

  Persistence persistence() {
    final List<UseServers.Choice> choices =
        backend.http().useServers().stream().map(this::choice).toList();
    final List<StickRules.Rule> sticks =
        backend.http().stickRules().stream().map(this::stick).toList();
    final Persistence made =
        new Persistence(
            when(),
            RequestKey.of(backend.balance(), compiler::compile),
            choices.isEmpty() ? null : new UseServers(choices),
            backend.http().cookie().map(CookiePersistence::new).orElse(null),
            sticks.isEmpty() ? null : new StickRules(sticks));
    return made.equals(Persistence.NONE) ? Persistence.NONE : made;
  }

  /** Null: what holds where nothing is said. */
  private PersistWhen when() {
    final BackendHttp http = backend.http();
    final List<PersistWhen.Rule> rules =
        http.persistRules().stream()
            .map(rule -> new PersistWhen.Rule(rule.force(), compiler.compile(rule.condition())))
            .toList();
    return http.persist() || !rules.isEmpty() ? new PersistWhen(http.persist(), rules) : null;
  }

  private UseServers.Choice choice(final UseServer rule) {
    return new UseServers.Choice(
        compiler.compile(rule.condition()),
        fixed(rule.server()),
        compiler.compile(rule.server())::print);
  }

  /** The text of a format that has nothing to fill in; null: it has. */
  private static String fixed(final LogFormat format) {
    return format.pieces().size() == 1 && format.pieces().getFirst() instanceof LogFormat.Text text
        ? text.text()
        : null;
  }

  private StickRules.Rule stick(final StickRule rule) {
    return new StickRules.Rule(
        compiler.place(rule.table().orElse(""), rule.key().type()),
        compiler.compile(rule.key()),
        compiler.compile(rule.condition()),
        rule.match(),
        rule.storeRequest(),
        rule.storeResponse());
  }
}
