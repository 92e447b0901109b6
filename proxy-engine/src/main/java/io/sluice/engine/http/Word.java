package io.sluice.engine.http;

/** Compares words within the bytes of a head, letters in either case. Without state. */
final class Word {
  private Word() {}

  /** Whether a range is the word, and nothing else. */
  static boolean is(final byte[] bytes, final int from, final int to, final String word) {
    return to - from == word.length() && begins(bytes, from, to, word);
  }

  /** Whether a range begins with the word. */
  static boolean begins(final byte[] bytes, final int from, final int to, final String word) {
    if (to - from < word.length()) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      if (lower(bytes[from + i]) != lower(word.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static int lower(final int c) {
    return c >= 'A' && c <= 'Z' ? c + 'a' - 'A' : c;
  }

  /** Where a word ends: at a blank, or at what separates it from the next. */
  static int end(final byte[] bytes, final int from, final int to, final char separator) {
    int p = from;
    while (p < to && bytes[p] != separator && bytes[p] != ' ' && bytes[p] != '\t') {
      p++;
    }
    return p;
  }
}
