package io.sluice.engine;

import io.netty.channel.IoEventLoop;
import io.sluice.backends.Server;
import io.sluice.backends.writer.WriterGroup.Outcome;
import io.sluice.config.CheckConfig;
import io.sluice.config.ProbeConfig;
import io.sluice.engine.proxy.BackendRuntime;
import io.sluice.engine.reload.Generation;
import io.sluice.engine.writer.ClusterVoice;
import io.sluice.health.CheckScheduler.Watch;
import io.sluice.health.galera.GaleraCommands;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Speaks to Galera nodes where they are checked, with the account of their checks. */
final class NodeVoice implements ClusterVoice {
  /** A change of the members, which every answer waits for, may take that long. */
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private static final String NO_NODE = "no Galera node, or no address of it is known";

  private final GaleraCommands commands;
  private final Supplier<Generation> running;

  /**
   * @param checks the loop that commands run on
   * @param running what runs now; asked on the control loop
   */
  NodeVoice(final IoEventLoop checks, final Supplier<Generation> running) {
    this.commands = new GaleraCommands(checks);
    this.running = running;
  }

  @Override
  public void propose(
      final Server server,
      final String group,
      final long expectedEpoch,
      final Consumer<Outcome> outcome) {
    final Optional<Watch> node = node(server);
    if (node.isEmpty()) {
      outcome.accept(new Outcome.Failed(NO_NODE));
      return;
    }
    commands.propose(
        node.get().target(),
        account(node.get().check()).orElseThrow(),
        group,
        server.name(),
        expectedEpoch,
        TIMEOUT,
        outcome);
  }

  @Override
  public void catchUp(final Server server, final Consumer<String> failure) {
    final Optional<Watch> node = node(server);
    if (node.isEmpty()) {
      failure.accept(NO_NODE);
      return;
    }
    commands.catchUp(
        node.get().target(), account(node.get().check()).orElseThrow(), TIMEOUT, failure);
  }

  private Optional<Watch> node(final Server server) {
    final Generation now = running.get();
    final BackendRuntime backend = now.backends().get(BackendRuntime.of(server).backend());
    final boolean known =
        backend != null
            && BackendRuntime.of(server).checkAddress() != null
            && server.config().check().flatMap(NodeVoice::account).isPresent();
    return known ? Optional.of(Watches.watch(now, backend, server)) : Optional.empty();
  }

  private static Optional<ProbeConfig.Galera> account(final CheckConfig check) {
    return check.probe() instanceof final ProbeConfig.Galera galera
        ? Optional.of(galera)
        : Optional.empty();
  }
}
