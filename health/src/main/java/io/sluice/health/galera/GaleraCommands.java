package io.sluice.health.galera;

import io.netty.channel.IoEventLoop;
import io.sluice.backends.writer.WriterGroup.Outcome;
import io.sluice.config.ProbeConfig.Galera;
import io.sluice.config.ProbeConfig.RowConfig;
import io.sluice.config.ProbeConfig.Tls;
import io.sluice.health.CheckLoop;
import io.sluice.health.CheckResult;
import io.sluice.health.ConnectionProbe;
import io.sluice.health.Target;
import io.sluice.health.tls.ClientTls;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commands to nodes, each on a connection of its own, with the account of their checks.
 *
 * <p>May be called from anywhere; what comes of it is told on the check loop, once, and nothing
 * once that loop has ended.
 */
public final class GaleraCommands {
  private static final Logger LOG = LoggerFactory.getLogger(GaleraCommands.class);
  private static final int MAX_KEPT = 16;

  private final CheckLoop loop;
  private final Map<Tls, ClientTls> kept = new HashMap<>(); // on the loop

  /** Commands that run on the check loop. */
  public GaleraCommands(final IoEventLoop eventLoop) {
    this.loop = new CheckLoop(eventLoop);
  }

  /**
   * Proposes a server as the writer: changes the row that load balancers agree by, if it still is
   * as it was read.
   *
   * @param target the node to ask, which certifies the change with all others
   * @param account its check, which names the table
   * @param group the key of the row
   * @param server the name of the new writer
   * @param expectedEpoch of the row as it was read; 0: there was none
   * @param timeout how long it may take, connect included, more than 0; a change that comes later
   *     than that is seen when the row is read
   * @throws IllegalArgumentException the check names no table
   */
  public void propose(
      final Target target,
      final Galera account,
      final String group,
      final String server,
      final long expectedEpoch,
      final Duration timeout,
      final Consumer<Outcome> outcome) {
    final String table =
        account
            .row()
            .map(RowConfig::table)
            .orElseThrow(() -> new IllegalArgumentException("a check that names no table"));
    final RowConfig row = new RowConfig(table, group);
    run(target, account, new Proposal(row, server, expectedEpoch), timeout, outcome);
  }

  /**
   * Waits until a node has applied all that its cluster had ordered when it was asked.
   *
   * @param target the node
   * @param account its check
   * @param timeout how long it may take, connect included, more than 0
   * @param failure why that is not known, in words; empty: it has
   */
  public void catchUp(
      final Target target,
      final Galera account,
      final Duration timeout,
      final Consumer<String> failure) {
    run(target, account, new CatchingUp(), timeout, failure);
  }

  private <T> void run(
      final Target target,
      final Galera config,
      final Script<T> script,
      final Duration timeout,
      final Consumer<T> told) {
    try {
      loop.eventLoop().execute(() -> start(target, config, script, timeout, told));
    } catch (RejectedExecutionException e) {
      LOG.debug("the check loop has ended, and its commands with it", e);
    }
  }

  /** The connection outlives the outcome by a good-bye, within the same time. */
  private <T> void start(
      final Target target,
      final Galera config,
      final Script<T> script,
      final Duration timeout,
      final Consumer<T> told) {
    final Account account = Account.of(config, this::tls);
    final AtomicReference<T> found = new AtomicReference<>();
    new ConnectionProbe(target, loop, () -> new CommandExchange<>(account, script, found::set))
        .run(
            timeout.toNanos(),
            result ->
                told.accept(found.get() == null ? script.failed(words(result)) : found.get()));
  }

  private static String words(final CheckResult result) {
    return result.detail().isEmpty() ? result.status().name() : result.detail();
  }

  private ClientTls tls(final Tls config) {
    if (kept.size() >= MAX_KEPT) {
      kept.clear();
    }
    return kept.computeIfAbsent(config, ClientTls::of);
  }
}
