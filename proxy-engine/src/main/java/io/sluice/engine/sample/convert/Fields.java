package io.sluice.engine.sample.convert;

import io.sluice.engine.sample.Sample;

/** Picks pieces of text between delimiters, without splitting it. Stateless. */
final class Fields {
  private Fields() {}

  /**
   * Narrows a sample.
   *
   * @param index from 1, or from -1 at the end backwards
   * @param count how many; 0: all from there, to the end or, counted backwards, to the beginning
   * @param words whether delimiters side by side are one, and those at the ends are none
   * @return false: there is no such field; a word that is not there is an empty one
   */
  static boolean pick(
      final Sample sample,
      final int index,
      final boolean[] delimiter,
      final int count,
      final boolean words) {
    return index > 0
        ? forwards(sample, index, delimiter, count, words)
        : backwards(sample, -index, delimiter, count, words);
  }

  private static boolean forwards(
      final Sample sample,
      final int index,
      final boolean[] delimiter,
      final int count,
      final boolean words) {
    final byte[] bytes = sample.bytes();
    final int end = sample.offset() + sample.length();
    int at = sample.offset();
    int number = 0;
    int from = -1;
    int to = -1;
    while (at <= end) {
      int pieceEnd = at;
      while (pieceEnd < end && !delimiter[bytes[pieceEnd] & 255]) {
        pieceEnd++;
      }
      if (!words || pieceEnd > at) {
        number++;
        if (number == index) {
          from = at;
        }
        if (from >= 0) {
          to = pieceEnd;
          if (count > 0 && number == index + count - 1) {
            break;
          }
        }
      }
      at = pieceEnd + 1;
    }
    return narrow(sample, from, from >= 0 && count == 0 ? end : to, words);
  }

  private static boolean backwards(
      final Sample sample,
      final int index,
      final boolean[] delimiter,
      final int count,
      final boolean words) {
    final byte[] bytes = sample.bytes();
    final int start = sample.offset();
    int at = start + sample.length();
    int number = 0;
    int from = -1;
    int to = -1;
    while (at >= start) {
      int pieceStart = at;
      while (pieceStart > start && !delimiter[bytes[pieceStart - 1] & 255]) {
        pieceStart--;
      }
      if (!words || pieceStart < at) {
        number++;
        if (number == index) {
          to = at;
        }
        if (to >= 0) {
          from = pieceStart;
          if (count > 0 && number == index + count - 1) {
            break;
          }
        }
      }
      at = pieceStart - 1;
    }
    return narrow(sample, to >= 0 && count == 0 ? start : from, to, words);
  }

  private static boolean narrow(
      final Sample sample, final int from, final int to, final boolean words) {
    if (from < 0 || to < 0) {
      sample.narrow(0, 0);
      return words;
    }
    sample.narrow(from - sample.offset(), to - from);
    return true;
  }
}
