package io.sluice.engine.http1;

import java.util.Arrays;

/**
 * Where the fields of a section are, in their order: plain arrays, one entry for each field. Owned
 * by its {@link Fields}.
 */
final class FieldIndex {
  /** It is as it came. */
  static final byte UNTOUCHED = 0;

  /** It is not there any more. */
  static final byte DELETED = 1;

  /** Its name and value are in the room for edits, as a whole line. */
  static final byte EDITED = 2;

  private final int mostEntries;
  private int count;
  private long present;
  private boolean touched;
  private int[] nameStarts;
  private int[] nameEnds;
  private int[] valueStarts;
  private int[] valueEnds;
  private int[] lineStarts;
  private int[] lineEnds;
  private long[] keys;
  private byte[] ids;
  private byte[] marks;

  /**
   * @param firstEntries how many it has room for at first
   * @param mostEntries how many it may grow to
   */
  FieldIndex(final int firstEntries, final int mostEntries) {
    this.mostEntries = mostEntries;
    nameStarts = new int[firstEntries];
    nameEnds = new int[firstEntries];
    valueStarts = new int[firstEntries];
    valueEnds = new int[firstEntries];
    lineStarts = new int[firstEntries];
    lineEnds = new int[firstEntries];
    keys = new long[firstEntries];
    ids = new byte[firstEntries];
    marks = new byte[firstEntries];
  }

  void clear() {
    count = 0;
    present = 0;
    touched = false;
  }

  int count() {
    return count;
  }

  /** The numbers of known names that there are, or were before they were deleted. */
  long present() {
    return present;
  }

  /** Whether any entry is not as it came. */
  boolean touched() {
    return touched;
  }

  int nameStart(final int i) {
    return nameStarts[i];
  }

  int nameEnd(final int i) {
    return nameEnds[i];
  }

  int valueStart(final int i) {
    return valueStarts[i];
  }

  int valueEnd(final int i) {
    return valueEnds[i];
  }

  /** Where the line that came begins; of an added field, where the fields that came end. */
  int lineStart(final int i) {
    return lineStarts[i];
  }

  /** Behind the end of the line that came. */
  int lineEnd(final int i) {
    return lineEnds[i];
  }

  int id(final int i) {
    return ids[i];
  }

  byte mark(final int i) {
    return marks[i];
  }

  /**
   * Whether its line has no blanks that a careless reader could take for a part of the value: one
   * SP in front of it at most, and none behind.
   */
  boolean isPlain(final byte[] bytes, final int i) {
    final int gap = valueStarts[i] - nameEnds[i] - 1;
    return marks[i] == EDITED
        || ((gap == 0 || (gap == 1 && bytes[valueStarts[i] - 1] == Octets.SP))
            && lineEnds[i] - valueEnds[i] <= 2);
  }

  /** Whether there is room for another entry. */
  boolean hasRoom() {
    return count < mostEntries;
  }

  /**
   * Appends an entry, untouched. There must be room for it.
   *
   * @param from where its line begins, and its name
   * @param knownId the number of the name; 0: it is to be looked for
   */
  void append(
      final byte[] bytes,
      final int from,
      final int nameEnd,
      final int valueStart,
      final int valueEnd,
      final int lineEnd,
      final int knownId) {
    if (count == ids.length) {
      grow();
    }
    final int i = count++;
    nameStarts[i] = from;
    nameEnds[i] = nameEnd;
    valueStarts[i] = valueStart;
    valueEnds[i] = valueEnd;
    lineStarts[i] = from;
    lineEnds[i] = lineEnd;
    marks[i] = UNTOUCHED;
    final long key =
        knownId == 0 ? FieldName.key(bytes, from, nameEnd - from) : Names.byId(knownId).key();
    keys[i] = key;
    final int id = knownId == 0 ? Names.idOf(bytes, from, nameEnd, key) : knownId;
    ids[i] = (byte) id;
    present |= Names.bit(id);
  }

  /** Appends an entry that did not come, but was put into the room for edits as a line. */
  void append(
      final FieldName name, final int nameStart, final int valueEnd, final int behindFields) {
    if (count == ids.length) {
      grow();
    }
    final int i = count++;
    keys[i] = name.key();
    ids[i] = (byte) name.id();
    present |= Names.bit(name.id());
    lineStarts[i] = behindFields;
    lineEnds[i] = behindFields;
    replace(i, nameStart, name.length(), valueEnd);
  }

  /** Points an entry to a line in the room for edits. */
  void replace(final int i, final int nameStart, final int nameLength, final int valueEnd) {
    nameStarts[i] = nameStart;
    nameEnds[i] = nameStart + nameLength;
    valueStarts[i] = nameStart + nameLength + 2;
    valueEnds[i] = valueEnd;
    marks[i] = EDITED;
    touched = true;
  }

  void delete(final int i) {
    marks[i] = DELETED;
    touched = true;
  }

  /** Takes the last entry away again. */
  void reopenLast() {
    count--;
  }

  /** The first entry of a name behind another, or -1. */
  int find(final byte[] bytes, final FieldName name, final int after) {
    final int id = name.id();
    if (id != 0) {
      return (present & Names.bit(id)) == 0 ? -1 : findId(id, after);
    }
    for (int i = after + 1; i < count; i++) {
      if (keys[i] == name.key()
          && marks[i] != DELETED
          && name.is(bytes, nameStarts[i], nameEnds[i])) {
        return i;
      }
    }
    return -1;
  }

  private int findId(final int id, final int after) {
    for (int i = after + 1; i < count; i++) {
      if (ids[i] == id && marks[i] != DELETED) {
        return i;
      }
    }
    return -1;
  }

  /**
   * Deletes what came under a name and was not edited.
   *
   * @param spared numbers of known names that are left alone
   */
  void deleteReceived(final byte[] bytes, final int from, final int to, final long spared) {
    for (int i = 0; i < count; i++) {
      if (marks[i] == UNTOUCHED
          && (spared & Names.bit(ids[i])) == 0
          && Octets.sameIgnoringCase(bytes, nameStarts[i], nameEnds[i], bytes, from, to)) {
        delete(i);
      }
    }
  }

  private void grow() {
    final int capacity = Math.min(2 * ids.length, mostEntries);
    nameStarts = Arrays.copyOf(nameStarts, capacity);
    nameEnds = Arrays.copyOf(nameEnds, capacity);
    valueStarts = Arrays.copyOf(valueStarts, capacity);
    valueEnds = Arrays.copyOf(valueEnds, capacity);
    lineStarts = Arrays.copyOf(lineStarts, capacity);
    lineEnds = Arrays.copyOf(lineEnds, capacity);
    keys = Arrays.copyOf(keys, capacity);
    ids = Arrays.copyOf(ids, capacity);
    marks = Arrays.copyOf(marks, capacity);
  }
}
