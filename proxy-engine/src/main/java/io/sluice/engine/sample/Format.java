package io.sluice.engine.sample;

import java.util.List;

/**
 * A text with parts that are filled in, compiled. Immutable; shared by all workers.
 *
 * <p>Source: HAProxy configuration manual, "Custom log format".
 */
public final class Format {
  private final Piece[] pieces;

  public Format(final List<Piece> pieces) {
    this.pieces = pieces.toArray(Piece[]::new);
  }

  /** Writes it behind what there is. */
  public void print(final Transaction txn, final Output output) {
    for (final Piece piece : pieces) {
      piece.print(txn, output);
    }
  }

  /**
   * Writes it into the worker's output, which is emptied before.
   *
   * @return false: it is longer than anything may be
   */
  public boolean make(final Transaction txn) {
    final Output output = txn.scratch().output();
    output.clear();
    print(txn, output);
    return !output.isOverflown();
  }
}
