package io.sluice.engine.sample;

/** A part of a format. Immutable; shared by all workers. */
@FunctionalInterface
public interface Piece {
  /** Writes it. */
  void print(Transaction txn, Output output);
}
