package io.sluice.engine.rules;

import io.sluice.config.http.SampleType;
import io.sluice.engine.sample.Casts;
import io.sluice.engine.sample.Endpoint;
import io.sluice.engine.sample.Expression;
import io.sluice.engine.sample.Sample;
import io.sluice.engine.sample.Transaction;

/**
 * Actions on the two ends of a client's connection, as all see them who look later. Immutable; each
 * makes a new end, or the connection's. Without a sample nothing is changed.
 *
 * <p>Source: HAProxy configuration manual, {@code set-src}, {@code set-src-port}, {@code set-dst},
 * {@code set-dst-port}, {@code silent-drop}.
 */
final class EndpointActions {
  private EndpointActions() {}

  private static Endpoint end(final Transaction txn, final boolean source) {
    final Endpoint end = source ? txn.source() : txn.destination();
    return end == null ? Endpoint.UNIX : end;
  }

  private static void set(final Transaction txn, final boolean source, final Endpoint end) {
    if (source) {
      txn.setSource(end);
    } else {
      txn.setDestination(end);
    }
  }

  /** Another address; the port stays. */
  record Address(boolean source, Expression address) implements RuleAction {
    @Override
    public Outcome apply(final Transaction txn, final RuleRun run) {
      final Sample sample = txn.scratch().sample();
      if (address.evaluate(txn, sample) && Casts.to(SampleType.ADDR, txn.scratch(), sample)) {
        set(txn, source, Endpoint.of(sample, end(txn, source).port()));
      }
      return Outcome.NEXT;
    }
  }

  /** The client hears nothing more, and its connection is over. */
  record SilentDrop() implements RuleAction {
    @Override
    public Outcome apply(final Transaction txn, final RuleRun run) {
      txn.silenceClient();
      return Outcome.REJECT;
    }
  }

  /** Another port; the address stays, or is 0.0.0.0 where there was none. */
  record Port(boolean source, Expression port) implements RuleAction {
    @Override
    public Outcome apply(final Transaction txn, final RuleRun run) {
      final Sample sample = txn.scratch().sample();
      if (port.evaluate(txn, sample) && Casts.to(SampleType.SINT, txn.scratch(), sample)) {
        set(txn, source, end(txn, source).withPort((int) sample.number() & 0xffff));
      }
      return Outcome.NEXT;
    }
  }
}
