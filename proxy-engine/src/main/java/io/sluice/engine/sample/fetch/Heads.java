package io.sluice.engine.sample.fetch;

import io.sluice.engine.http1.Fields;
import io.sluice.engine.http1.RequestHead;
import io.sluice.engine.http1.ResponseHead;
import io.sluice.engine.sample.Sample;
import io.sluice.engine.sample.Transaction;

/** The heads of an exchange, and what it means when they are not there. Stateless. */
final class Heads {
  private Heads() {}

  /** Which of the two heads is looked at. */
  enum Side {
    REQUEST,
    RESPONSE
  }

  /** The request's head; null: there is none, and the sample says whether there may be. */
  static RequestHead request(final Transaction txn, final Sample sample) {
    final RequestHead head = txn.request();
    if (head == null) {
      sample.setMayChange(true);
    }
    return head;
  }

  /** The response's head; null: there is none, and the sample says whether there may be. */
  static ResponseHead response(final Transaction txn, final Sample sample) {
    final ResponseHead head = txn.response();
    if (head == null) {
      sample.setMayChange(true);
    }
    return head;
  }

  /** One of the heads; null: it is not there. */
  static Fields of(final Side side, final Transaction txn, final Sample sample) {
    return side == Side.REQUEST ? request(txn, sample) : response(txn, sample);
  }
}
