package io.sluice.engine;

import io.sluice.backends.AdminState;
import io.sluice.backends.Server;
import io.sluice.backends.stick.StickTable;
import io.sluice.config.ServerConfig;
import io.sluice.config.WriterConfig;
import io.sluice.engine.admin.Operations;
import io.sluice.engine.admin.Readiness;
import io.sluice.engine.admin.Reply;
import io.sluice.engine.proxy.BackendRuntime;
import io.sluice.engine.proxy.Cause;
import io.sluice.engine.stats.Stats;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the operator sees and does, brought to what runs. Called on virtual threads; acts on the
 * control loop.
 */
final class Operator implements Operations {
  private static final Logger LOG = LoggerFactory.getLogger(Operator.class);
  private static final long ANSWER_SECONDS = 5;

  /** How many names an answer lists. */
  private static final int MOST_NAMED = 20;

  private final ProxyServer server;
  private final ControlLoop control;
  private final Pushes pushes;

  Operator(final ProxyServer server, final ControlLoop control) {
    this.server = server;
    this.control = control;
    pushes = new Pushes(control);
  }

  @Override
  public Stats stats() {
    return server.stats();
  }

  @Override
  public Readiness readiness() {
    return server.readiness();
  }

  @Override
  public Collection<StickTable> tables() {
    return server.tables().all();
  }

  @Override
  public long tableMillis() {
    return System.nanoTime() / 1_000_000;
  }

  @Override
  public Reply setState(
      final String backend, final String name, final AdminState wanted, final String who) {
    return onControl(() -> {
      final BackendRuntime found = server.running().backends().get(backend);
      if (found == null) {
        return unknown("backend", server.running().backends().keySet());
      }
      final List<Server> servers = found.backend().servers();
      return servers.stream()
          .filter(each -> each.name().equals(name))
          .findFirst()
          .<Reply>map(each -> setState(found, each, wanted, who))
          .orElseGet(
              () -> unknown("server in that backend", servers.stream().map(Server::name).toList()));
    });
  }

  private Reply setState(
      final BackendRuntime backend,
      final Server target,
      final AdminState wanted,
      final String who) {
    final AdminState before = target.state().admin();
    final boolean changed = backend.backend().setAdmin(target, wanted, System.nanoTime());
    if (changed) {
      LOG.info(
          "server {}/{} is set to {} by {}; it was {}, with {} sessions on it",
          backend.name(),
          target.name(),
          wanted,
          who,
          before,
          target.served());
      onChanged(server.engine(), backend, target, before);
    }
    final Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("backend", backend.name());
    answer.put("server", target.name());
    answer.put("state", word(target.state().admin()));
    answer.put("was", word(before));
    answer.put("changed", changed);
    answer.put("sessions", target.served());
    if (target.state().admin() != wanted) {
      answer.put("stricter", target.state().agent().toString());
    }
    return new Reply.Done(answer);
  }

  /**
   * Does what is to be done when the operator or an agent made another thing of a server. Control
   * loop.
   *
   * @param before its admin state, which may be the same now
   */
  static void onChanged(
      final Engine engine,
      final BackendRuntime backend,
      final Server target,
      final AdminState before) {
    final AdminState wanted = target.state().admin();
    final boolean turned = before != wanted;
    if (turned && (before == AdminState.MAINT || wanted == AdminState.MAINT)) {
      engine.watch();
    }
    engine.writers().onState(backend, target, System.nanoTime());
    if (turned
        && wanted == AdminState.MAINT
        && !leadsToWriter(backend)
        && target.config().onMarkedDown() == ServerConfig.OnMarkedDown.SHUTDOWN_SESSIONS) {
      engine.shutdownSessions(BackendRuntime.of(target), Cause.SERVER_DOWN);
    }
  }

  /** Whether its writer's sessions are given time to end. */
  private static boolean leadsToWriter(final BackendRuntime backend) {
    return backend.config().writer().filter(w -> w.mode() == WriterConfig.Mode.SINGLE).isPresent();
  }

  @Override
  public Reply moveWriter(final String group, final String wanted, final String who) {
    return onControl(() -> {
      final List<String> groups = groups();
      if (!groups.contains(group)) {
        return unknown("writer group", groups);
      }
      final Optional<String> refusal =
          server.engine().writers().move(group, wanted, System.nanoTime());
      if (refusal.isPresent()) {
        return new Reply.Conflict(refusal.get());
      }
      LOG.info("writer group {}: {} asks for a move of the writer to {}", group, who, wanted);
      return new Reply.Done(Map.of("group", group, "to", wanted, "begun", true));
    });
  }

  @Override
  public Reply probe(final String group, final String who) {
    final List<String> groups = groups();
    if (!groups.contains(group)) {
      return unknown("writer group", groups);
    }
    pushes.take(group, () -> server.engine().writers().probe(group));
    return new Reply.Accepted();
  }

  private List<String> groups() {
    return server.running().backends().values().stream()
        .flatMap(backend -> backend.config().writer().stream())
        .map(WriterConfig::group)
        .distinct()
        .toList();
  }

  private static String word(final AdminState state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  private static Reply unknown(final String what, final Collection<String> known) {
    final String names = known.stream().limit(MOST_NAMED).collect(Collectors.joining(", "));
    final String more = known.size() > MOST_NAMED ? ", ..." : "";
    return new Reply.Unknown(
        "there is no such " + what + (known.isEmpty() ? "" : "; there are: " + names + more));
  }

  private Reply onControl(final Supplier<Reply> task) {
    final CompletableFuture<Reply> done = new CompletableFuture<>();
    final boolean posted =
        control.post(() -> {
          try {
            done.complete(task.get());
          } catch (final RuntimeException defect) {
            done.completeExceptionally(defect);
          }
        });
    if (!posted) {
      return new Reply.Conflict("Sluice is stopping");
    }
    try {
      return done.get(ANSWER_SECONDS, TimeUnit.SECONDS);
    } catch (final TimeoutException e) {
      return new Reply.Unanswered("the control loop does not answer; it may be done yet");
    } catch (final ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Reply.Unanswered("interrupted");
    }
  }
}
