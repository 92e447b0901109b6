package io.sluice.engine.tcp;

import io.netty.buffer.ByteBuf;
import io.sluice.engine.rules.Verdict;
import io.sluice.engine.sample.Payload;

/**
 * Where rules that wait for the server's first bytes get them, before the client does. Confined to
 * the session's worker; only sessions that such rules are for have one.
 *
 * <p>Source: HAProxy configuration manual, {@code tcp-response content}.
 */
final class ResponseGate {
  private final TcpWorker tcp;
  private final SessionRules rules;

  ResponseGate(final TcpWorker tcp, final SessionRules rules) {
    this.tcp = tcp;
    this.rules = rules;
  }

  /**
   * Whether the first bytes may pass.
   *
   * @param buffer holds them from its first byte on
   */
  boolean passes(final ByteBuf buffer, final int length) {
    final Payload shown = rules.transaction().responsePayload();
    tcp.show(buffer, 0, length, shown);
    final Verdict verdict = rules.response(true);
    shown.clear();
    return verdict == Verdict.CONTINUE;
  }
}
