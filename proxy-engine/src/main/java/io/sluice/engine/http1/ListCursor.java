package io.sluice.engine.http1;

/**
 * Goes through the elements of a comma-separated list of tokens; empty elements are skipped. It
 * knows no quoted strings: a list with them has elements that are no tokens. To be reused.
 *
 * <p>Source: RFC 9110 section 5.6.1.
 */
public final class ListCursor {
  private byte[] bytes;
  private int next;
  private int listEnd;
  private int start;
  private int end;

  /** Begins before the first element of a range. */
  public void begin(final byte[] list, final int from, final int to) {
    bytes = list;
    next = from;
    listEnd = to;
  }

  /** Goes to the next element. Returns false: there is none. */
  public boolean next() {
    while (next < listEnd && (bytes[next] == ',' || Octets.isBlank(bytes[next]))) {
      next++;
    }
    start = next;
    while (next < listEnd && bytes[next] != ',') {
      next++;
    }
    end = next;
    while (end > start && Octets.isBlank(bytes[end - 1])) {
      end--;
    }
    return end > start;
  }

  /** Where the element begins. */
  public int start() {
    return start;
  }

  /** Behind its last byte. */
  public int end() {
    return end;
  }

  /** Whether the element is a word, which is in lower case. */
  boolean is(final byte[] word) {
    return Octets.sameIgnoringCase(bytes, start, end, word, 0, word.length);
  }
}
