package io.sluice.health.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.sluice.backends.writer.NodeReport;
import io.sluice.backends.writer.Verdict;
import io.sluice.config.ProbeConfig.Redis;
import io.sluice.config.ProbeConfig.RedisRole;
import io.sluice.config.Secret;
import io.sluice.health.CheckStatus;
import io.sluice.health.CheckText;
import io.sluice.health.Exchange;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sends {@code AUTH} where there is a password, and then {@code PING}; or {@code INFO replication},
 * and {@code PING} once the role is right, since a server that loads its data or has lost its
 * master tells its role all the same. Keeps the connection, and asks again on it.
 *
 * <p>Confined to the check loop. Keeps {@value #MAX_CHARS} bytes at most. Source: Redis
 * serialization protocol specification, RESP2.
 */
final class RedisExchange extends Exchange {
  private static final int MAX_LINE_CHARS = 1024;
  private static final int MAX_CHARS = 16_384;
  private static final int END_CHARS = 2;
  private static final Pattern BULK = Pattern.compile("\\$(-1|[0-9]{1,9})");
  private static final Pattern ROLE = Pattern.compile("\nrole:([a-z]{1,20})\r?\n");

  /** What is due next. */
  private enum Due {
    NOTHING,
    AUTH,
    ROLE,
    PONG
  }

  private final Redis config;
  private final StringBuilder unread = new StringBuilder();
  private boolean authenticated;
  private String role = ""; // empty: it is not asked for, or not yet known
  private Due due = Due.NOTHING;

  RedisExchange(final Redis config) {
    this.config = config;
  }

  @Override
  protected void onTurn(final ChannelHandlerContext ctx) {
    role = "";
    final ByteBuf request = ctx.alloc().buffer();
    due = firstAnswer();
    if (config.password().isPresent() && !authenticated) {
      due = Due.AUTH;
      Commands.write(request, "AUTH", config.password().get().text());
    }
    if (firstAnswer() == Due.ROLE) {
      Commands.write(request, "INFO", "replication");
    } else {
      Commands.write(request, "PING");
    }
    send(ctx, request);
  }

  private Due firstAnswer() {
    return config.role() == RedisRole.ANY ? Due.PONG : Due.ROLE;
  }

  @Override
  protected void onMessage(final ChannelHandlerContext ctx, final Object message) {
    final ByteBuf bytes = (ByteBuf) message;
    final int taken = Math.min(bytes.readableBytes(), MAX_CHARS - unread.length());
    unread.append(bytes.toString(bytes.readerIndex(), taken, ISO_8859_1));
    while (due != Due.NOTHING && takeAnswer(ctx)) {}
    if (due == Due.NOTHING && !unread.isEmpty()) {
      // Nobody asked for what is left; the next run is better off with another connection.
      final var _ = ctx.close();
    }
  }

  /** Returns whether there was a whole one, and another may follow. */
  private boolean takeAnswer(final ChannelHandlerContext ctx) {
    if (unread.isEmpty()) {
      return false;
    }
    final int newline = unread.indexOf("\n");
    if (newline >= 0 && newline < MAX_LINE_CHARS) {
      return onLine(ctx, unread.substring(0, newline).stripTrailing(), newline + 1);
    }
    if (unread.length() >= MAX_LINE_CHARS || "+-$".indexOf(unread.charAt(0)) < 0) {
      notRedis();
    }
    return false;
  }

  private boolean onLine(final ChannelHandlerContext ctx, final String line, final int length) {
    if (line.startsWith("-")) {
      onError(line.substring(1));
      return false;
    }
    return switch (due) {
      case AUTH -> onAuthenticated(line, length);
      case ROLE -> onBulk(ctx, line, length);
      case PONG -> onPong(line, length);
      case NOTHING -> false;
    };
  }

  private void onError(final String line) {
    final Refusal refusal = Refusal.of(line, due == Due.AUTH, config.role());
    due = Due.NOTHING;
    switch (refusal) {
      case OF_LOGIN -> unclear(CheckStatus.L7STS, shown(line), Then.CLOSE);
      case OF_ROLE -> refused(CheckStatus.L7STS, shown(line), Then.CLOSE);
      case OTHER -> failed(CheckStatus.L7STS, shown(line));
    }
  }

  private boolean onAuthenticated(final String line, final int length) {
    if (!line.equals("+OK")) {
      notRedis();
      return false;
    }
    authenticated = true;
    due = firstAnswer();
    unread.delete(0, length);
    return true;
  }

  private boolean onPong(final String line, final int length) {
    if (!line.equals("+PONG")) {
      notRedis();
      return false;
    }
    due = Due.NOTHING;
    unread.delete(0, length);
    if (role.isEmpty()) {
      passed(CheckStatus.L7OK, "PONG", Then.KEEP);
    } else {
      passed(CheckStatus.L7OK, words(), report());
    }
    return false;
  }

  /** What is behind the role is read too, so that the next answer begins where this one ends. */
  private boolean onBulk(final ChannelHandlerContext ctx, final String line, final int start) {
    final Matcher bulk = BULK.matcher(line);
    if (!bulk.matches()) {
      notRedis();
      return false;
    }
    final int end = start + Math.max(0, Integer.parseInt(bulk.group(1)));
    final Matcher found =
        ROLE.matcher(unread).region(start - 1, Math.min(unread.length(), Math.max(start, end)));
    if (found.find()) {
      role = found.group(1);
    }
    if (role.isEmpty() && unread.length() >= Math.min(end, MAX_CHARS)) {
      due = Due.NOTHING;
      failed(CheckStatus.L7RSP, "no role in the answer");
      return false;
    }
    if (unread.length() < end + END_CHARS) {
      return onCutShort(end);
    }
    unread.delete(0, end + END_CHARS);
    return onRole(ctx);
  }

  private boolean onCutShort(final int end) {
    if (unread.length() == MAX_CHARS) {
      due = Due.NOTHING;
      failed(CheckStatus.L7RSP, "an answer of " + end + " bytes");
    }
    return false;
  }

  private boolean onRole(final ChannelHandlerContext ctx) {
    if (role.equals(config.role().name().toLowerCase(Locale.ROOT))) {
      due = Due.PONG;
      final ByteBuf request = ctx.alloc().buffer();
      Commands.write(request, "PING");
      send(ctx, request);
      return true;
    }
    due = Due.NOTHING;
    refused(CheckStatus.L7STS, words(), report());
    return false;
  }

  private String words() {
    return "role " + role;
  }

  private NodeReport report() {
    return NodeReport.of(role.equals("master") ? Verdict.OK : Verdict.BAD);
  }

  private void notRedis() {
    due = Due.NOTHING;
    failed(CheckStatus.L7RSP, "not an answer of redis: " + shown(unread));
  }

  /** What the server sent, as long as the password is not in it. */
  private String shown(final CharSequence sent) {
    final String text = sent.toString();
    final boolean telling =
        config.password().map(Secret::text).filter(p -> Commands.tells(text, p)).isPresent();
    return telling ? "(not shown: the password may be in it)" : CheckText.quote(text);
  }

  @Override
  protected void onTimeout() {
    failed(
        CheckStatus.L7TOUT, unread.isEmpty() ? "no answer in time" : "answer not complete in time");
  }
}
