package io.sluice.engine.sample.pattern;

import io.sluice.engine.sample.Bytes;
import java.util.List;

/**
 * A hash table of texts that is searched by ranges of bytes, at every length that there is while a
 * hash goes along. Immutable.
 */
final class ByteTable {
  private static final int PRIME = 0x01000193;
  private static final int BASIS = 0x811c9dc5;

  private final byte[][] texts;
  private final int[] slots;
  private final int mask;
  private final boolean[] lengths;
  private final boolean ignoreCase;
  private final boolean backwards;

  /**
   * @param backwards whether texts are gone through from their ends
   */
  ByteTable(final List<byte[]> all, final boolean ignoreCase, final boolean backwards) {
    this.ignoreCase = ignoreCase;
    this.backwards = backwards;
    texts = all.toArray(byte[][]::new);
    final int size = Integer.highestOneBit(Math.max(4, texts.length * 3)) << 1;
    slots = new int[size];
    mask = size - 1;
    int longest = 0;
    for (final byte[] text : texts) {
      longest = Math.max(longest, text.length);
    }
    lengths = new boolean[longest + 1];
    for (int i = 0; i < texts.length; i++) {
      insert(i);
    }
  }

  private void insert(final int index) {
    final byte[] text = texts[index];
    lengths[text.length] = true;
    int hash = BASIS;
    for (int i = 0; i < text.length; i++) {
      hash = next(hash, text[backwards ? text.length - 1 - i : i]);
    }
    int slot = spread(hash) & mask;
    while (slots[slot] != 0) {
      if (java.util.Arrays.equals(texts[slots[slot] - 1], text)) {
        return; // The first of equal ones counts.
      }
      slot = slot + 1 & mask;
    }
    slots[slot] = index + 1;
  }

  private int next(final int hash, final byte b) {
    return (hash ^ (ignoreCase ? Bytes.lower(b) : b)) * PRIME;
  }

  private static int spread(final int hash) {
    return hash ^ hash >>> 15;
  }

  /** The longest text. */
  int longest() {
    return lengths.length - 1;
  }

  /** The text that is exactly a range; -1: none. */
  int exact(final byte[] bytes, final int offset, final int length) {
    if (length >= lengths.length || !lengths[length]) {
      return -1;
    }
    int hash = BASIS;
    for (int i = 0; i < length; i++) {
      hash = next(hash, bytes[backwards ? offset + length - 1 - i : offset + i]);
    }
    return lookUp(hash, bytes, offset, length);
  }

  /** The longest text that a range begins with; -1: none. */
  int longestPrefix(final byte[] bytes, final int offset, final int length) {
    int found = lengths[0] ? lookUp(BASIS, bytes, offset, 0) : -1;
    int hash = BASIS;
    final int most = Math.min(length, longest());
    for (int i = 1; i <= most; i++) {
      hash = next(hash, bytes[offset + i - 1]);
      if (lengths[i]) {
        final int index = lookUp(hash, bytes, offset, i);
        found = index < 0 ? found : index;
      }
    }
    return found;
  }

  /** The first text that a range begins with; {@code best} where none is before that. */
  int firstPrefix(final byte[] bytes, final int offset, final int length, final int best) {
    int found = lengths[0] ? lower(best, lookUp(BASIS, bytes, offset, 0)) : best;
    int hash = BASIS;
    final int most = Math.min(length, longest());
    for (int i = 1; i <= most; i++) {
      hash = next(hash, bytes[offset + i - 1]);
      if (lengths[i]) {
        found = lower(found, lookUp(hash, bytes, offset, i));
      }
    }
    return found;
  }

  /** The first text that a range ends with, of a table that goes backwards; -1: none. */
  int firstSuffix(final byte[] bytes, final int offset, final int length) {
    final int end = offset + length;
    int found = lengths[0] ? lookUp(BASIS, bytes, end, 0) : -1;
    int hash = BASIS;
    final int most = Math.min(length, longest());
    for (int i = 1; i <= most; i++) {
      hash = next(hash, bytes[end - i]);
      if (lengths[i]) {
        found = lower(found, lookUp(hash, bytes, end - i, i));
      }
    }
    return found;
  }

  /** The lower one of two places, of which either may be -1. */
  static int lower(final int a, final int b) {
    return a < 0 ? b : b < 0 ? a : Math.min(a, b);
  }

  private int lookUp(final int hash, final byte[] bytes, final int offset, final int length) {
    int found = -1;
    for (int slot = spread(hash) & mask; slots[slot] != 0; slot = slot + 1 & mask) {
      final int index = slots[slot] - 1;
      final byte[] text = texts[index];
      if (text.length == length && same(text, bytes, offset)) {
        found = lower(found, index);
        if (!ignoreCase) {
          return found;
        }
      }
    }
    return found;
  }

  private boolean same(final byte[] text, final byte[] bytes, final int offset) {
    return ignoreCase
        ? Bytes.sameIgnoringCase(text, 0, bytes, offset, text.length)
        : Bytes.same(text, 0, bytes, offset, text.length);
  }
}
