package io.sluice.engine.rules;

import io.sluice.engine.http1.RequestHead;
import io.sluice.engine.sample.Bytes;
import io.sluice.engine.sample.Transaction;
import io.sluice.engine.sample.When;
import java.util.List;

/**
 * Answers whoever asks whether we are there, before any rule. Immutable; shared by all workers.
 *
 * <p>Source: HAProxy configuration manual, {@code monitor-uri}, {@code monitor fail}.
 */
public final class Monitor {
  private final byte[] target;
  private final When[] failures;
  private final Answering ready;
  private final Answering unavailable;

  /**
   * @param uri the whole target of such requests
   * @param failures when the answer is 503
   */
  public Monitor(final String uri, final List<When> failures, final RuleCompiler compiler) {
    target = Bytes.of(uri);
    this.failures = failures.toArray(When[]::new);
    ready = compiler.page(200);
    unavailable = compiler.page(503);
  }

  /**
   * What a request is answered.
   *
   * @return null: it does not ask for this
   */
  public Answering answer(final Transaction txn) {
    final RequestHead head = txn.request();
    final int length = head.targetEnd() - head.targetStart();
    if (length != target.length
        || !Bytes.same(target, 0, head.bytes(), head.targetStart(), length)) {
      return null;
    }
    for (final When failure : failures) {
      if (failure.holds(txn)) {
        return unavailable;
      }
    }
    return ready;
  }
}
