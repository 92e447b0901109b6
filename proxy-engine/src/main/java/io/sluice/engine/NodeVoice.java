package io.sluice.engine;

import io.netty.channel.IoEventLoop;
import io.sluice.backends.Server;
import io.sluice.backends.writer.WriterGroup.Outcome;
import io.sluice.engine.proxy.BackendRuntime;
import io.sluice.engine.writer.ClusterVoice;
import java.util.function.Consumer;
import java.util.function.Function;

/** Speaks to Galera nodes with the account that their checks have. */
final class NodeVoice implements ClusterVoice {
  NodeVoice(final IoEventLoop checks, final Function<String, BackendRuntime> backends) {}

  @Override
  public void propose(
      final Server server,
      final String group,
      final long expectedEpoch,
      final Consumer<Outcome> outcome) {
    outcome.accept(new Outcome.Failed("not yet"));
  }

  @Override
  public void catchUp(final Server server, final Consumer<String> failure) {
    failure.accept("not yet");
  }
}
