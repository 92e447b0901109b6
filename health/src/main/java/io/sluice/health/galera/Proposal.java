package io.sluice.health.galera;

import io.sluice.backends.writer.WriterGroup.Outcome;
import io.sluice.config.ProbeConfig.RowConfig;
import io.sluice.health.mysql.Answer;
import io.sluice.health.mysql.Answer.ServerError;
import io.sluice.health.mysql.Greeting;
import io.sluice.health.mysql.MySqlExchange;

/**
 * Changes the row if it still is as it was read. The nodes certify the change in one order, so that
 * of several at once, through whichever nodes, one wins: a loser is told of a deadlock, or of no
 * row that matched, or of a row that is there already.
 *
 * <pre>
 *   settings → INSERT, where there was no row → (duplicate) → UPDATE
 *            → UPDATE
 * </pre>
 */
final class Proposal implements Script<Outcome> {
  /**
   * Of two that propose through one node, the second waits for the first, whose commit waits for
   * the cluster to agree on its members; but not for ever, should somebody just hold the row.
   */
  private static final String SETTINGS =
      "SET SESSION autocommit = 1, innodb_lock_wait_timeout = 15, wsrep_sync_wait = 0";

  private enum Step {
    SETTINGS,
    INSERT,
    UPDATE
  }

  private final RowConfig row;
  private final String server;
  private final long expectedEpoch;
  private Step step = Step.SETTINGS;

  Proposal(final RowConfig row, final String server, final long expectedEpoch) {
    this.row = row;
    this.server = server;
    this.expectedEpoch = expectedEpoch;
  }

  @Override
  public String first() {
    return SETTINGS;
  }

  @Override
  public Next<Outcome> on(final Answer answer) {
    return switch (answer) {
      case Answer.Ok ok -> onOk(ok.affectedRows());
      case ServerError error -> onError(error);
      case Answer.Rows _, Greeting _ -> end(failed("rows that nobody asked for"));
    };
  }

  private Next<Outcome> onOk(final long affectedRows) {
    if (step == Step.SETTINGS) {
      return expectedEpoch == 0
          ? say(Step.INSERT, Sql.insert(row, server))
          : say(Step.UPDATE, Sql.update(row, server, expectedEpoch));
    }
    if (affectedRows > 1) {
      return end(failed(affectedRows + " rows changed"));
    }
    return end(affectedRows == 1 ? new Outcome.Won(expectedEpoch + 1) : new Outcome.Lost());
  }

  private Next<Outcome> onError(final ServerError error) {
    if (step == Step.INSERT && ServerErrors.duplicate(error)) {
      // Somebody was faster; or somebody put it there by hand, with an epoch of 0.
      return say(Step.UPDATE, Sql.update(row, server, 0));
    }
    return step != Step.SETTINGS && ServerErrors.lost(error)
        ? end(new Outcome.Lost())
        : end(failed(MySqlExchange.shown(error)));
  }

  private Next<Outcome> say(final Step next, final String sql) {
    step = next;
    return new Next.Say<>(sql);
  }

  private static Next<Outcome> end(final Outcome outcome) {
    return new Next.End<>(outcome);
  }

  @Override
  public Outcome failed(final String words) {
    return new Outcome.Failed(words);
  }
}
