package io.sluice.health.pgsql;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.unix.DomainSocketChannel;
import io.sluice.backends.writer.NodeReport;
import io.sluice.backends.writer.Verdict;
import io.sluice.config.ProbeConfig.Pgsql;
import io.sluice.config.ProbeConfig.PgsqlRole;
import io.sluice.config.Secret;
import io.sluice.health.CheckStatus;
import io.sluice.health.CheckText;
import io.sluice.health.Exchange;
import io.sluice.health.pgsql.Answer.ServerError;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Logs in, asks whether the server is in recovery, and keeps the connection to ask again.
 *
 * <p>Confined to the check loop. What a server says about the login of the check says nothing about
 * what clients meet, so it leaves the verdict as it is.
 */
final class RoleExchange extends Exchange {
  private static final String QUESTION = "SELECT pg_catalog.pg_is_in_recovery()";
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int NONCE_BYTES = 18;
  private static final String CANNOT_CONNECT_NOW = "57P03";
  private static final String TOO_MANY_CONNECTIONS = "53300";
  private static final String INSUFFICIENT_PRIVILEGE = "42501";
  private static final String INVALID_AUTHORIZATION = "28";

  private final Pgsql config;
  private final Keys keys;
  private PgsqlSession session;
  private boolean kept;

  RoleExchange(final Pgsql config, final Keys keys) {
    this.config = config;
    this.keys = keys;
  }

  @Override
  protected void onTurn(final ChannelHandlerContext ctx) {
    if (session == null) {
      session =
          new PgsqlSession(
              config.user(),
              config.password().map(Secret::text),
              ctx.channel() instanceof DomainSocketChannel,
              nonce(),
              bytes -> send(ctx, Unpooled.wrappedBuffer(bytes)));
      session.start(config.user(), config.database());
    } else if (session.isIdle()) {
      kept = true;
      session.query(QUESTION);
    } else {
      leave(ctx);
    }
  }

  private static String nonce() {
    final byte[] random = new byte[NONCE_BYTES];
    RANDOM.nextBytes(random);
    return Base64.getEncoder().encodeToString(random);
  }

  @Override
  protected void onMessage(final ChannelHandlerContext ctx, final Object message) {
    session.feed((ByteBuf) message);
    try {
      for (Optional<Answer> a = session.next(); a.isPresent(); a = session.next()) {
        onAnswer(ctx, a.get());
      }
    } catch (PgsqlProtocolException e) {
      failed(CheckStatus.L7RSP, "not as PostgreSQL speaks: " + e.getMessage());
      leave(ctx);
    }
  }

  private void onAnswer(final ChannelHandlerContext ctx, final Answer answer)
      throws PgsqlProtocolException {
    switch (answer) {
      case Answer.Ready _ -> session.query(QUESTION);
      case Answer.Value(final String text) -> onRecovery(text);
      case Answer.KeyWanted(final var recipe) -> workOut(ctx, recipe);
      case Answer.NoWayIn(final String why) -> {
        unclear(CheckStatus.L7STS, why, Then.DRAIN);
        final var _ = ((DuplexChannel) ctx.channel()).shutdownOutput();
      }
      case final ServerError error -> onServerError(ctx, error);
    }
  }

  private void workOut(final ChannelHandlerContext ctx, final SaltedPassword.Recipe recipe) {
    final Optional<CompletableFuture<SaltedPassword>> key = keys.of(recipe);
    if (key.isEmpty()) {
      failed(CheckStatus.L7TOUT, "the password for the last login is still being worked out");
      return;
    }
    final var _ =
        key.get()
            .thenAcceptAsync(
                worked -> {
                  if (ctx.channel().isActive() && session.wantsKey()) {
                    session.prove(worked);
                  }
                },
                ctx.executor());
  }

  private void onRecovery(final String text) throws PgsqlProtocolException {
    switch (text) {
      case "f" -> onRole(PgsqlRole.PRIMARY, "not in recovery: a primary", Verdict.OK);
      case "t" -> onRole(PgsqlRole.STANDBY, "in recovery: a standby", Verdict.BAD);
      default ->
          throw new PgsqlProtocolException("neither true nor false: " + CheckText.quote(text));
    }
  }

  private void onRole(final PgsqlRole role, final String words, final Verdict verdict) {
    if (wanted() == PgsqlRole.ANY || wanted() == role) {
      passed(CheckStatus.L7OK, words, NodeReport.of(verdict));
    } else {
      refused(CheckStatus.L7STS, words, NodeReport.of(verdict));
    }
  }

  private void onServerError(final ChannelHandlerContext ctx, final ServerError error) {
    // What ends a kept connection may be about that one alone; a new one, in this run, tells.
    if (!kept || !error.fatal()) {
      conclude(error);
    }
    leave(ctx);
  }

  private void conclude(final ServerError error) {
    final String shown = CheckText.quote(error.words());
    if (error.code().equals(TOO_MANY_CONNECTIONS)) {
      onFull("alive, but full: " + shown);
    } else if (error.code().equals(CANNOT_CONNECT_NOW)) {
      refused(CheckStatus.L7STS, shown, Then.CLOSE);
    } else if (error.code().startsWith(INVALID_AUTHORIZATION)
        || error.code().equals(INSUFFICIENT_PRIVILEGE)) {
      unclear(CheckStatus.L7STS, shown, Then.CLOSE);
    } else {
      failed(CheckStatus.L7STS, shown);
    }
  }

  /** A full server works, and taking it away would only fill the others. */
  private void onFull(final String words) {
    if (wanted() == PgsqlRole.ANY) {
      passed(CheckStatus.L7OK, words, NodeReport.of(Verdict.UNKNOWN));
    } else {
      unclear(CheckStatus.L7STS, words, Then.CLOSE);
    }
  }

  private PgsqlRole wanted() {
    return config.role().orElse(PgsqlRole.ANY);
  }

  @Override
  protected void onLeave(final ChannelHandlerContext ctx) {
    if (session.isIdle()) {
      session.terminate();
    }
  }

  /** Closes a connection that is of no more use, also between two runs. */
  private static void leave(final ChannelHandlerContext ctx) {
    final var _ = ctx.close();
  }

  @Override
  protected void onTimeout() {
    final String words =
        session.wantsKey()
            ? "password not worked out in time"
            : session.isMidAnswer() ? "answer not complete in time" : "no answer in time";
    failed(CheckStatus.L7TOUT, words);
  }
}
