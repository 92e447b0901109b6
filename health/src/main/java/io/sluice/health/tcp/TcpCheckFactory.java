package io.sluice.health.tcp;

import io.netty.channel.ChannelHandlerContext;
import io.sluice.config.ProbeConfig;
import io.sluice.health.CheckFactory;
import io.sluice.health.CheckStatus;
import io.sluice.health.ConnectionProbe;
import io.sluice.health.Exchange;
import io.sluice.health.HealthCheck;
import io.sluice.health.sequence.SequenceCheck;

/**
 * Makes {@code tcp} checks: a connection can be opened. Nothing is sent; the connection is closed
 * with a reset as soon as it is open.
 *
 * <p>Source: HAProxy's check of a server without further options.
 */
public final class TcpCheckFactory implements CheckFactory {
  @Override
  public String type() {
    return "tcp";
  }

  @Override
  public HealthCheck create(final ProbeConfig config) {
    if (config instanceof final ProbeConfig.Sequence sequence) {
      return SequenceCheck.of(sequence);
    }
    return (target, loop) -> new ConnectionProbe(target, loop, Connected::new);
  }

  private static final class Connected extends Exchange {
    @Override
    protected void onTurn(final ChannelHandlerContext ctx) {
      passed(CheckStatus.L4OK, "");
    }

    @Override
    protected void onMessage(final ChannelHandlerContext ctx, final Object message) {}
  }
}
