package io.sluice.health.agent;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.sluice.backends.AgentReport;
import io.sluice.config.ProbeConfig.Agent;
import io.sluice.health.CheckStatus;
import io.sluice.health.CheckText;
import io.sluice.health.Exchange;

/**
 * Sends what is configured, if anything, and reads one line, which the end of the connection may
 * end too. What the agent says is the detail of {@code L7OK}, and of {@code L7STS} where it says
 * that the server does not work; any other status means that it said nothing.
 *
 * <p>Confined to the check loop. Keeps {@value #MAX_LINE_BYTES} bytes at most.
 */
final class AgentExchange extends Exchange {
  private static final int MAX_LINE_BYTES = 1024;

  private final Agent config;
  private final StringBuilder unread = new StringBuilder();

  AgentExchange(final Agent config) {
    this.config = config;
  }

  @Override
  protected void onTurn(final ChannelHandlerContext ctx) {
    if (!config.send().isEmpty()) {
      send(ctx, Unpooled.copiedBuffer(config.send(), UTF_8));
    }
  }

  @Override
  protected void onMessage(final ChannelHandlerContext ctx, final Object message) {
    final ByteBuf bytes = (ByteBuf) message;
    final int taken = Math.min(bytes.readableBytes(), MAX_LINE_BYTES + 1 - unread.length());
    unread.append(bytes.toString(bytes.readerIndex(), taken, ISO_8859_1));
    final int end = end();
    if (end >= 0) {
      onLine(unread.substring(0, end));
    } else if (unread.length() > MAX_LINE_BYTES) {
      failed(CheckStatus.L7RSP, "line of more than " + MAX_LINE_BYTES + " bytes");
    }
  }

  /** The first line end; -1: there is none. */
  private int end() {
    for (int i = 0; i < unread.length(); i++) {
      if (unread.charAt(i) == '\n' || unread.charAt(i) == '\r') {
        return i;
      }
    }
    return -1;
  }

  @Override
  protected void onClosed(final boolean reset) {
    if (unread.isEmpty()) {
      super.onClosed(reset);
    } else {
      onLine(unread.toString());
    }
  }

  private void onLine(final String line) {
    final AgentReport said = AgentReport.parse(line);
    if (said.saysNothing()) {
      failed(CheckStatus.L7RSP, "no word of an agent: " + CheckText.quote(line));
      return;
    }
    final AgentReport shown =
        new AgentReport(
            said.verdict(),
            said.admin(),
            said.weightPercent(),
            said.maxconn(),
            CheckText.quote(said.description()));
    if (said.saysDown()) {
      failed(CheckStatus.L7STS, shown.toString());
    } else {
      passed(CheckStatus.L7OK, shown.toString());
    }
  }
}
