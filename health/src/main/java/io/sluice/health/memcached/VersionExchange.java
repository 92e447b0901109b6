package io.sluice.health.memcached;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.sluice.health.CheckStatus;
import io.sluice.health.CheckText;
import io.sluice.health.Exchange;
import java.util.List;

/**
 * Asks for the version and reads one line.
 *
 * <p>Confined to the check loop. Source: memcached {@code doc/protocol.txt}, "version" and "Error
 * strings".
 */
final class VersionExchange extends Exchange {
  private static final int MAX_LINE_BYTES = 512;
  private static final String VERSION = "VERSION ";
  private static final List<String> ERRORS = List.of("ERROR", "CLIENT_ERROR", "SERVER_ERROR");

  private final StringBuilder line = new StringBuilder();

  @Override
  protected void onTurn(final ChannelHandlerContext ctx) {
    send(ctx, ByteBufUtil.writeAscii(ctx.alloc(), "version\r\n"));
  }

  @Override
  protected void onMessage(final ChannelHandlerContext ctx, final Object message) {
    final ByteBuf bytes = (ByteBuf) message;
    final int newline = bytes.bytesBefore((byte) '\n');
    final int taken = Math.min(newline < 0 ? bytes.readableBytes() : newline, MAX_LINE_BYTES);
    line.append(bytes.toString(bytes.readerIndex(), taken, ISO_8859_1));
    if (newline >= 0) {
      onLine(line.toString().stripTrailing());
    } else if (line.length() >= MAX_LINE_BYTES || !mayBecomeAnAnswer()) {
      notMemcached();
    }
  }

  private void onLine(final String answer) {
    if (answer.startsWith(VERSION)) {
      passed(CheckStatus.L7OK, CheckText.quote(answer));
    } else if (ERRORS.stream().anyMatch(e -> answer.equals(e) || answer.startsWith(e + " "))) {
      failed(CheckStatus.L7STS, CheckText.quote(answer));
    } else {
      notMemcached();
    }
  }

  private boolean mayBecomeAnAnswer() {
    return startsLike(VERSION) || ERRORS.stream().anyMatch(this::startsLike);
  }

  private boolean startsLike(final String word) {
    final int common = Math.min(line.length(), word.length());
    return word.regionMatches(0, line.toString(), 0, common);
  }

  private void notMemcached() {
    failed(CheckStatus.L7RSP, "not an answer of memcached: " + CheckText.quote(line));
  }

  @Override
  protected void onTimeout() {
    failed(
        CheckStatus.L7TOUT, line.isEmpty() ? "no answer in time" : "answer not complete in time");
  }
}
