package com.example.check;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.sluice.config.ProbeConfig;
import io.sluice.health.CheckFactory;
import io.sluice.health.CheckStatus;
import io.sluice.health.CheckText;
import io.sluice.health.ConnectionProbe;
import io.sluice.health.Exchange;
import io.sluice.health.HealthCheck;
import java.util.Set;

/** Reads the line that servers of SMTP, FTP or SSH begin with. */
public final class Greeting implements CheckFactory {
  @Override
  public String type() {
    return "greeting";
  }

  @Override
  public HealthCheck create(final ProbeConfig config) {
    if (config instanceof ProbeConfig.Custom(_, final var options)
        && options.keySet().equals(Set.of("start"))) {
      final String start = options.get("start");
      return (target, loop) -> new ConnectionProbe(target, loop, () -> new FirstLine(start));
    }
    throw new IllegalArgumentException(
        "greeting: there is one option, start, which the server's first line begins with");
  }

  /** One for each connection; on the check loop alone. */
  private static final class FirstLine extends Exchange {
    private static final int MAX_BYTES = 1024;

    private final String start;
    private final StringBuilder line = new StringBuilder();

    FirstLine(final String start) {
      this.start = start;
    }

    @Override
    protected void onTurn(final ChannelHandlerContext ctx) {
      // The server speaks first. A check that does: send(ctx, bytes).
    }

    @Override
    protected void onMessage(final ChannelHandlerContext ctx, final Object message) {
      line.append(((ByteBuf) message).toString(US_ASCII));
      final int end = line.indexOf("\n");
      if (end < 0 && line.length() < MAX_BYTES) {
        return;
      }
      final String shown = CheckText.quote(end < 0 ? line : line.substring(0, end).strip());
      if (end >= 0 && line.indexOf(start) == 0) {
        passed(CheckStatus.L7OK, shown);
      } else {
        failed(CheckStatus.L7RSP, shown);
      }
    }
  }
}
