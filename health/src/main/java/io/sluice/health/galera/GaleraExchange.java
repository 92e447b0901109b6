package io.sluice.health.galera;

import io.netty.channel.ChannelHandlerContext;
import io.sluice.backends.writer.AgreedRow;
import io.sluice.backends.writer.GaleraStatus;
import io.sluice.backends.writer.NodeReport;
import io.sluice.backends.writer.Verdict;
import io.sluice.config.ProbeConfig.Galera;
import io.sluice.health.CheckStatus;
import io.sluice.health.galera.GaleraRule.Policy;
import io.sluice.health.galera.Variables.UnfitException;
import io.sluice.health.mysql.Answer;
import io.sluice.health.mysql.Answer.Rows;
import io.sluice.health.mysql.Answer.ServerError;
import io.sluice.health.mysql.Greeting;
import io.sluice.health.mysql.LoginImpossibleException;
import io.sluice.health.mysql.MySqlExchange;
import io.sluice.health.mysql.MySqlProtocolException;
import java.util.Optional;

/**
 * Asks a node what it is, again and again on one connection.
 *
 * <pre>
 *   greeting → LOGIN → SET_UP → STATUS → VARIABLES → (ROW) → conclusion → STATUS ...
 * </pre>
 *
 * <p>Confined to the check loop. Whoever answers is not dead: a login that is refused says nothing
 * of the node, and a row that cannot be read says nothing but that.
 */
final class GaleraExchange extends MySqlExchange {
  /**
   * Else a node that has fallen behind would let a SHOW wait for its queue; and where servers begin
   * transactions by themselves, the row would stay what it was at first.
   */
  private static final String SETTINGS = "SET SESSION autocommit = 1, wsrep_sync_wait = 0";

  private static final int UNKNOWN_VARIABLE = 1193;

  private enum Step {
    LOGIN,
    SET_UP,
    STATUS,
    VARIABLES,
    ROW
  }

  private final Galera config;
  private final Account account;
  private final Alarm alarm;
  private Step step = Step.LOGIN;
  private boolean greeted;
  private boolean setUp;
  private Variables variables = new Variables();
  private GaleraStatus status; // of this run, once it is known
  private final DonationEnd donationEnd = new DonationEnd();

  GaleraExchange(final Galera config, final Account account, final Alarm alarm) {
    this.config = config;
    this.account = account;
    this.alarm = alarm;
  }

  @Override
  protected void onTurn(final ChannelHandlerContext ctx) {
    final boolean first = session() == null;
    super.onTurn(ctx);
    if (!first) {
      if (session().isIdle()) {
        begin();
      } else {
        reconnect();
      }
    }
  }

  private void begin() {
    if (setUp) {
      variables = new Variables();
      ask(Step.STATUS, StatusReader.STATUS);
    } else {
      ask(Step.SET_UP, SETTINGS);
    }
  }

  private void ask(final Step next, final String sql) {
    step = next;
    session().query(sql);
  }

  @Override
  protected void onAnswer(final Answer answer) throws MySqlProtocolException {
    switch (answer) {
      case Greeting _ -> {
        greeted = true;
        login(account.tls(), account.credentials());
      }
      case Answer.Ok _ -> onOk();
      case Rows rows -> onRows(rows);
      case ServerError error -> onError(error);
    }
  }

  private void onOk() throws MySqlProtocolException {
    switch (step) {
      case LOGIN -> {
        alarm.clear();
        begin();
      }
      case SET_UP -> {
        setUp = true;
        begin();
      }
      case STATUS, VARIABLES, ROW ->
          throw new MySqlProtocolException("no rows where some were due");
    }
  }

  private void onRows(final Rows rows) throws MySqlProtocolException {
    switch (step) {
      case STATUS -> {
        variables.add(rows);
        ask(Step.VARIABLES, StatusReader.VARIABLES);
      }
      case VARIABLES -> {
        variables.add(rows);
        onVariables();
      }
      case ROW -> conclude(RowReader.read(rows), Then.KEEP);
      case LOGIN, SET_UP -> throw new MySqlProtocolException("rows that nobody asked for");
    }
  }

  private void onVariables() {
    try {
      status = StatusReader.read(variables);
    } catch (UnfitException e) {
      failed(CheckStatus.L7RSP, "not as a node speaks: " + e.getMessage());
      return;
    }
    if (config.row().isPresent()) {
      ask(Step.ROW, Sql.select(config.row().get()));
    } else {
      conclude(AgreedRow.NOT_READ, Then.KEEP);
    }
  }

  private void conclude(final AgreedRow row, final Then then) {
    final Policy policy = new Policy(config.donor(), config.lagLimit(), config.standalone());
    final Judgement judgement = GaleraRule.judge(status, policy);
    final NodeReport report = new NodeReport(judgement.verdict(), Optional.of(status), row);
    final boolean passes = donationEnd.passes(status, System.nanoTime());
    if (judgement.verdict() == Verdict.BAD && passes) {
      unclear(CheckStatus.L7STS, judgement.reason(), then);
    } else if (judgement.verdict() == Verdict.BAD) {
      refused(CheckStatus.L7STS, judgement.reason(), report, then);
    } else {
      passed(CheckStatus.L7OK, judgement.reason(), report, then);
    }
  }

  private void onError(final ServerError error) {
    switch (step) {
      case LOGIN -> onLoginError(error);
      case SET_UP -> {
        // Servers without Galera do not know the variable; any other reason may pass.
        setUp = error.code() == UNKNOWN_VARIABLE;
        variables = new Variables();
        ask(Step.STATUS, StatusReader.STATUS);
      }
      case STATUS, VARIABLES -> onShowError(error);
      case ROW -> conclude(new AgreedRow.Unreadable(shown(error)), Then.KEEP);
    }
  }

  private void onLoginError(final ServerError error) {
    if (ServerErrors.refuses(error)) {
      refuse(error);
    } else if (isFull(error)) {
      unclear(CheckStatus.L7STS, "alive, but full: " + shown(error), Then.CLOSE);
    } else {
      onNotLetIn(CheckStatus.L7STS, shown(error));
    }
  }

  private void onShowError(final ServerError error) {
    if (ServerErrors.refuses(error)) {
      refuse(error);
    } else if (!ServerErrors.ends(error) || !reconnect()) {
      failed(CheckStatus.L7STS, shown(error));
    }
  }

  private void refuse(final ServerError error) {
    refused(CheckStatus.L7STS, shown(error), NodeReport.of(Verdict.BAD), Then.CLOSE);
  }

  private void onNotLetIn(final CheckStatus why, final String words) {
    alarm.raise(words);
    unclear(why, words, Then.CLOSE);
  }

  @Override
  protected void onProtocolError(final MySqlProtocolException cause) {
    if (cause instanceof LoginImpossibleException) {
      onNotLetIn(CheckStatus.L7RSP, "no login: " + cause.getMessage());
    } else {
      super.onProtocolError(cause);
    }
  }

  @Override
  protected void onTlsFailed(final String words) {
    onNotLetIn(CheckStatus.L6RSP, words);
  }

  @Override
  protected void onConnectFailed(final CheckStatus why, final String words, final boolean refused) {
    if (refused) {
      refused(why, words, NodeReport.of(Verdict.DEAD), Then.CLOSE);
    } else {
      super.onConnectFailed(why, words, false);
    }
  }

  /** A node that dies may still have taken the connection; the next one is refused. */
  @Override
  protected void onClosed(final boolean reset) {
    if (reset && !greeted) {
      final String words = "connection reset before the greeting";
      refused(CheckStatus.L7RSP, words, NodeReport.of(Verdict.DEAD), Then.CLOSE);
    } else {
      askForRun();
      super.onClosed(reset);
    }
  }

  /** The node has said what it is by then, where only the row is missing. */
  @Override
  protected void onTimeout() {
    if (step == Step.ROW) {
      conclude(new AgreedRow.Unreadable("no answer in time"), Then.CLOSE);
    } else {
      super.onTimeout();
    }
  }
}
