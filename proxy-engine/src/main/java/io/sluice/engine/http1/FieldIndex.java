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

  private static final int PLACES = 6;
  private static final int NAME_START = 0;
  private static final int NAME_END = 1;
  private static final int VALUE_START = 2;
  private static final int VALUE_END = 3;
  private static final int LINE_START = 4;
  private static final int LINE_END = 5;

  private final int mostEntries;
  private int count;
  private long present;

  /** Known names that there may be more than once. */
  private long repeated;

  /** By number of a known name that is present, its first entry. */
  private final int[] firsts = new int[Long.SIZE];

  private boolean touched;

  /** {@link #PLACES} for each entry, so that one look at the array's length is enough for all. */
  private int[] places;

  /** Keys of names that are not known by number. */
  private long[] keys;

  private byte[] ids;
  private byte[] marks;

  /**
   * @param firstEntries how many it has room for at first
   * @param mostEntries how many it may grow to
   */
  FieldIndex(final int firstEntries, final int mostEntries) {
    this.mostEntries = mostEntries;
    places = new int[PLACES * firstEntries];
    keys = new long[firstEntries];
    ids = new byte[firstEntries];
    marks = new byte[firstEntries];
  }

  void clear() {
    count = 0;
    present = 0;
    repeated = 0;
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
    return places[PLACES * i + NAME_START];
  }

  int nameEnd(final int i) {
    return places[PLACES * i + NAME_END];
  }

  int valueStart(final int i) {
    return places[PLACES * i + VALUE_START];
  }

  int valueEnd(final int i) {
    return places[PLACES * i + VALUE_END];
  }

  /** Where the line that came begins; of an added field, where the fields that came end. */
  int lineStart(final int i) {
    return places[PLACES * i + LINE_START];
  }

  /** Behind the end of the line that came. */
  int lineEnd(final int i) {
    return places[PLACES * i + LINE_END];
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
    final int gap = valueStart(i) - nameEnd(i) - 1;
    return marks[i] == EDITED
        || ((gap == 0 || (gap == 1 && bytes[valueStart(i) - 1] == Octets.SP))
            && lineEnd(i) - valueEnd(i) <= 2);
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
    final int at = PLACES * i;
    places[at + NAME_START] = from;
    places[at + NAME_END] = nameEnd;
    places[at + VALUE_START] = valueStart;
    places[at + VALUE_END] = valueEnd;
    places[at + LINE_START] = from;
    places[at + LINE_END] = lineEnd;
    marks[i] = UNTOUCHED;
    note(i, knownId == 0 ? lookUp(i, bytes, from, nameEnd) : knownId);
  }

  private int lookUp(final int i, final byte[] bytes, final int from, final int to) {
    final long key = FieldName.key(bytes, from, to - from);
    keys[i] = key;
    return Names.idOf(bytes, from, to, key);
  }

  /** Appends an entry that did not come, but was put into the room for edits as a line. */
  void append(
      final FieldName name, final int nameStart, final int valueEnd, final int behindFields) {
    if (count == ids.length) {
      grow();
    }
    final int i = count++;
    keys[i] = name.key();
    note(i, name.id());
    places[PLACES * i + LINE_START] = behindFields;
    places[PLACES * i + LINE_END] = behindFields;
    replace(i, nameStart, name.length(), valueEnd);
  }

  private void note(final int i, final int id) {
    ids[i] = (byte) id;
    final long bit = Names.bit(id);
    if ((present & bit) == 0) {
      present |= bit;
      firsts[id] = i;
    } else {
      repeated |= bit;
    }
  }

  /** Points an entry to a line in the room for edits. */
  void replace(final int i, final int nameStart, final int nameLength, final int valueEnd) {
    final int at = PLACES * i;
    places[at + NAME_START] = nameStart;
    places[at + NAME_END] = nameStart + nameLength;
    places[at + VALUE_START] = nameStart + nameLength + 2;
    places[at + VALUE_END] = valueEnd;
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
    repeated |= Names.bit(ids[count]);
  }

  /** The first entry of a name behind another, or -1. */
  int find(final byte[] bytes, final FieldName name, final int after) {
    final int id = name.id();
    if (id != 0) {
      return (present & Names.bit(id)) == 0 ? -1 : findKnown(id, after);
    }
    for (int i = after + 1; i < count; i++) {
      if (ids[i] == 0
          && keys[i] == name.key()
          && marks[i] != DELETED
          && name.is(bytes, nameStart(i), nameEnd(i))) {
        return i;
      }
    }
    return -1;
  }

  private int findKnown(final int id, final int after) {
    if ((repeated & Names.bit(id)) != 0) {
      return findId(id, after);
    }
    final int only = firsts[id];
    return only > after && marks[only] != DELETED ? only : -1;
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
          && Octets.sameIgnoringCase(bytes, nameStart(i), nameEnd(i), bytes, from, to)) {
        delete(i);
      }
    }
  }

  private void grow() {
    final int capacity = Math.min(2 * ids.length, mostEntries);
    places = Arrays.copyOf(places, PLACES * capacity);
    keys = Arrays.copyOf(keys, capacity);
    ids = Arrays.copyOf(ids, capacity);
    marks = Arrays.copyOf(marks, capacity);
  }
}
