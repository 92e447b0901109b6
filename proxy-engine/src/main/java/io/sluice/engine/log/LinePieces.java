package io.sluice.engine.log;

import io.sluice.config.http.LogFormat;
import io.sluice.engine.log.LineFormat.Piece;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts the pieces of a format together so that a line has few of them: whether a space is printed
 * is known before, but behind captured headers, which may print nothing; and all texts between two
 * variables are one. For one thread.
 */
final class LinePieces {
  /** What is known of the byte before a place. */
  private enum Before {
    SPACE,
    NO_SPACE,
    UNKNOWN
  }

  private final List<Piece> pieces = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();
  private Before before = Before.SPACE;

  /** Adds a text without spaces. */
  void addText(final String more) {
    text.append(more);
    before = Before.NO_SPACE;
  }

  /** Adds a space, which is not printed behind another one, nor where the line begins. */
  void addSpace() {
    switch (before) {
      case SPACE -> {}
      case NO_SPACE -> text.append(' ');
      case UNKNOWN -> add(LineVariable.SPACE, LogFormat.Flags.NONE);
    }
    before = Before.SPACE;
  }

  /** Adds what a sample prints. */
  void addSample(final LineSample sample, final LogFormat.Flags flags) {
    addPiece(LineVariable.SAMPLE, LineParts.sample(sample, flags));
    before = Before.NO_SPACE;
  }

  /** Adds what a variable prints. */
  void add(final LineVariable variable, final LogFormat.Flags flags) {
    addPiece(variable, LineParts.of(variable, flags));
    if (!variable.isCaptures()) {
      before = Before.NO_SPACE;
    } else if (before == Before.SPACE) {
      before = Before.UNKNOWN;
    }
  }

  private void addPiece(final LineVariable variable, final LinePart part) {
    pieces.add(new Piece(text.toString(), variable, part));
    text.setLength(0);
  }

  /** All of them, in their order. */
  List<Piece> all() {
    if (!text.isEmpty()) {
      addPiece(LineVariable.TEXT, LineParts.NOTHING);
    }
    return pieces;
  }
}
