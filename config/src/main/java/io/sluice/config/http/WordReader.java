package io.sluice.config.http;

import io.sluice.config.text.BadText;
import io.sluice.config.text.Nearest;
import io.sluice.config.text.OneLine;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Goes through the words of one text, from the first to the last. */
final class WordReader {
  private final List<Word> words;
  private final int end;
  private int at;

  /**
   * @param end the offset behind the last word, where a missing one is reported
   */
  WordReader(final List<Word> words, final int end) {
    this.words = List.copyOf(words);
    this.end = end;
  }

  static WordReader of(final String text) throws BadText {
    return new WordReader(Words.of(text), text.length());
  }

  boolean hasNext() {
    return at < words.size();
  }

  /** The offset of the next word, or of the end. */
  int offset() {
    return hasNext() ? words.get(at).offset() : end;
  }

  /** The next word's text; empty at the end. */
  Optional<String> peek() {
    return hasNext() ? Optional.of(words.get(at).text()) : Optional.empty();
  }

  boolean isNext(final String word) {
    return hasNext() && words.get(at).text().equals(word);
  }

  /** Whether the next words begin a condition. */
  boolean isCondition() {
    return isNext("if") || isNext("unless");
  }

  /** Whether there is nothing more but a condition. */
  boolean isDone() {
    return !hasNext() || isCondition();
  }

  /** Takes the next word where it is that one. */
  boolean skip(final String word) {
    final boolean is = isNext(word);
    at += is ? 1 : 0;
    return is;
  }

  /**
   * Takes the next word.
   *
   * @param what it is, for the problem where there is none
   */
  Word next(final String what, final String remedy) throws BadText {
    if (!hasNext()) {
      throw new BadText(end, "ends where " + what + " is missing", remedy);
    }
    return words.get(at++);
  }

  /** Takes the next word, which must be one of some. */
  String choice(final String what, final Collection<String> known) throws BadText {
    final Word word = next(what, Nearest.remedy("", known));
    if (!known.contains(word.text())) {
      throw new BadText(
          word.offset(),
          OneLine.quoted(word.text()) + " is not " + what,
          Nearest.remedy(word.text(), known));
    }
    return word.text();
  }

  /** Nothing may be left. */
  void end(final String remedy) throws BadText {
    if (hasNext()) {
      throw new BadText(offset(), "goes on with " + OneLine.quoted(words.get(at).text()), remedy);
    }
  }
}
