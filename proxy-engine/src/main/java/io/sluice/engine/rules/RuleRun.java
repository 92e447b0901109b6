package io.sluice.engine.rules;

import io.sluice.engine.sample.Bytes;
import io.sluice.engine.sample.Transaction;

/**
 * How far one list of rules came for one exchange, and what it decided. Made with the exchange,
 * used again for its other lists and for the next exchange. Confined to its worker.
 */
public final class RuleRun {
  private static final byte[] TOO_LONG =
      Bytes.latin("HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n");

  int next;
  boolean strict = true;
  boolean waiting;
  long deadlineNanos;
  long wantedBytes;
  String service;
  Answering answering;
  String where;

  /** Begins with the first rule of a list. */
  public void begin() {
    next = 0;
    strict = true;
    waiting = false;
    deadlineNanos = 0;
    wantedBytes = 0;
    service = null;
    answering = null;
    where = null;
  }

  /** When a waiting rule stops waiting, {@link System#nanoTime}. */
  public long deadlineNanos() {
    return deadlineNanos;
  }

  /** Says when rules that wait for input stop waiting, unless they wait already. */
  public void waitUntil(final long nanos) {
    if (deadlineNanos == 0) {
      deadlineNanos = nanos;
    }
  }

  /** Says how much of the body the rules are to see next, bytes. */
  public void wantBytes(final long bytes) {
    wantedBytes = bytes;
  }

  /** How many bytes of body are wanted; {@link Long#MAX_VALUE}: all. */
  public long wantedBytes() {
    return wantedBytes;
  }

  /** The page of {@link Verdict#SERVICE}. */
  public String service() {
    return service;
  }

  /** File and line of the rule that decided; null: none did. */
  public String where() {
    return where;
  }

  /**
   * Makes the answer of {@link Verdict#DENY}, TARPIT, RETURN, REDIRECT and AUTH; a plain 500 where
   * its head would be longer than one may be.
   *
   * @param into is filled with it
   */
  public void answer(final Transaction txn, final Answer into) {
    answering.fill(txn, into);
    if (into.headOutput().isOverflown()) {
      into.begin(500);
      into.headOutput().put(TOO_LONG);
    }
  }
}
