package io.sluice.engine.persist;

import io.sluice.backends.Balancer;
import io.sluice.config.http.SampleType;
import io.sluice.engine.sample.Casts;
import io.sluice.engine.sample.Expression;
import io.sluice.engine.sample.Sample;
import io.sluice.engine.sample.Transaction;

/** Any sample, as bytes. */
final class SamplePart implements RequestKey.Part {
  private final Expression expression;

  SamplePart(final Expression expression) {
    this.expression = expression;
  }

  @Override
  public long key(final Transaction txn, final RequestKey hash) {
    final Sample sample = txn.scratch().sample();
    if (!expression.evaluate(txn, sample)
        || !Casts.to(SampleType.BIN, txn.scratch(), sample)
        || sample.length() == 0) {
      return Balancer.NO_KEY;
    }
    return hash.hash(sample.bytes(), sample.offset(), sample.offset() + sample.length());
  }
}
