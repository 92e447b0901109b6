package io.sluice.health.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
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
 * Sends {@code AUTH} where there is a password, and then {@code PING} or {@code INFO replication};
 * reads the answers in their order.
 *
 * <p>Confined to the check loop. Keeps {@value #MAX_CHARS} bytes at most. Source: Redis
 * serialization protocol specification, RESP2.
 */
final class RedisExchange extends Exchange {
  private static final int MAX_LINE_CHARS = 1024;
  private static final int MAX_CHARS = 16_384;
  private static final Pattern BULK = Pattern.compile("\\$(-1|[0-9]{1,9})");
  private static final Pattern ROLE = Pattern.compile("\nrole:([a-z]{1,20})\r?\n");

  /** A server may quote what it does not understand, and cut it short. */
  private static final int TELLING_CHARS = 4;

  private final Redis config;
  private final StringBuilder unread = new StringBuilder();
  private boolean authenticating;

  RedisExchange(final Redis config) {
    this.config = config;
  }

  @Override
  protected void onTurn(final ChannelHandlerContext ctx) {
    final ByteBuf request = ctx.alloc().buffer();
    authenticating = config.password().isPresent();
    config.password().ifPresent(password -> Commands.write(request, "AUTH", password.text()));
    if (config.role() == RedisRole.ANY) {
      Commands.write(request, "PING");
    } else {
      Commands.write(request, "INFO", "replication");
    }
    send(ctx, request);
  }

  @Override
  protected void onMessage(final ChannelHandlerContext ctx, final Object message) {
    final ByteBuf bytes = (ByteBuf) message;
    final int taken = Math.min(bytes.readableBytes(), MAX_CHARS - unread.length());
    unread.append(bytes.toString(bytes.readerIndex(), taken, ISO_8859_1));
    if (unread.isEmpty()) {
      return;
    }
    final int newline = unread.indexOf("\n");
    if (newline >= 0 && newline < MAX_LINE_CHARS) {
      onLine(unread.substring(0, newline).stripTrailing(), newline + 1);
    } else if (unread.length() >= MAX_LINE_CHARS || "+-$".indexOf(unread.charAt(0)) < 0) {
      notRedis();
    }
  }

  private void onLine(final String line, final int length) {
    if (line.startsWith("-")) {
      failed(CheckStatus.L7STS, shown(line.substring(1)));
    } else if (authenticating) {
      onAuthenticated(line, length);
    } else if (config.role() == RedisRole.ANY) {
      onPong(line);
    } else {
      onBulk(line, length);
    }
  }

  private void onAuthenticated(final String line, final int length) {
    if (!line.equals("+OK")) {
      notRedis();
      return;
    }
    authenticating = false;
    unread.delete(0, length);
    final int newline = unread.indexOf("\n");
    if (newline >= 0) {
      onLine(unread.substring(0, newline).stripTrailing(), newline + 1);
    }
  }

  private void onPong(final String line) {
    if (line.equals("+PONG")) {
      passed(CheckStatus.L7OK, "PONG");
    } else {
      notRedis();
    }
  }

  /** The role stands near the beginning, so the end of a long answer is not waited for. */
  private void onBulk(final String line, final int start) {
    final Matcher bulk = BULK.matcher(line);
    if (!bulk.matches()) {
      notRedis();
      return;
    }
    final int end = start + Integer.parseInt(bulk.group(1));
    final Matcher role =
        ROLE.matcher(unread).region(start - 1, Math.min(unread.length(), Math.max(start, end)));
    if (role.find()) {
      onRole(role.group(1));
    } else if (unread.length() >= Math.min(end, MAX_CHARS)) {
      failed(CheckStatus.L7RSP, "no role in the answer");
    }
  }

  private void onRole(final String role) {
    if (role.equals(config.role().name().toLowerCase(Locale.ROOT))) {
      passed(CheckStatus.L7OK, "role " + role);
    } else {
      refused(CheckStatus.L7STS, "role " + role, Then.CLOSE);
    }
  }

  private void notRedis() {
    failed(CheckStatus.L7RSP, "not an answer of redis: " + shown(unread));
  }

  /** What the server sent, as long as the password is not in it. */
  private String shown(final CharSequence sent) {
    final String text = sent.toString();
    final boolean telling =
        config
            .password()
            .map(Secret::text)
            .map(RedisExchange::beginning)
            .filter(text::contains)
            .isPresent();
    return telling ? "(not shown: the password may be in it)" : CheckText.quote(text);
  }

  private static String beginning(final String password) {
    final String sent = Commands.asSent(password);
    return sent.substring(0, Math.min(sent.length(), TELLING_CHARS));
  }

  @Override
  protected void onTimeout() {
    failed(
        CheckStatus.L7TOUT, unread.isEmpty() ? "no answer in time" : "answer not complete in time");
  }
}
