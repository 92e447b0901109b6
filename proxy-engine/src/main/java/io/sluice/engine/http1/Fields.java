package io.sluice.engine.http1;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * A section of header or trailer fields: one array of bytes, and where in it each field is.
 * Confined to one event loop.
 *
 * <p>A field is spoken of by its number, from 0 to {@link #fieldCount} - 1, in the order in which
 * they are written. Numbers stay the same while the section lives: a deleted field keeps its own,
 * and is skipped by {@link #find}. Names and values are ranges of {@link #bytes}, a value without
 * the blanks around it.
 *
 * <p>Edits are written behind what came, and the field points there from then on, so that a later
 * reader sees them. They say no, and change nothing, when a value has a control byte (or else a
 * rule that copies what a client sent could be made to write lines), or when {@link
 * Limits#rewriteBytes} or {@link #EDIT_FIELDS} are used up.
 */
public abstract sealed class Fields permits FieldParser {
  /** How many fields may be added to one section. */
  public static final int EDIT_FIELDS = 64;

  /** How many bytes one unedited field can grow by when it is written anew: blank and CR. */
  private static final int ANEW_BYTES = 3;

  private static final byte[] LINE_END = {Octets.CR, Octets.LF};
  private static final int LINE_END_SHORT = Octets.CR << Byte.SIZE | Octets.LF;
  private static final byte[] COLON = {':', Octets.SP};

  final FieldIndex index;
  byte[] bytes;

  /** Behind the last byte that is in use. */
  int end;

  /** Where the blank line behind the fields begins. */
  int blankLine;

  /** Whether no line may go out as it came. */
  boolean anew;

  /** What came, and what was added. */
  private final int mostBytes;

  /** The range that is written next. */
  private int runStart;

  private int runEnd;

  /**
   * @param firstBytes what it has room for at first
   * @param firstFields how many fields it has room for at first
   */
  Fields(
      final Limits limits,
      final int mostReceivedBytes,
      final int firstBytes,
      final int firstFields) {
    mostBytes = mostReceivedBytes + limits.rewriteBytes();
    index = new FieldIndex(firstFields, limits.maxFields() + EDIT_FIELDS);
    bytes = new byte[Math.min(firstBytes, mostReceivedBytes) + Octets.SLACK];
  }

  void clearFields() {
    index.clear();
    end = 0;
    blankLine = 0;
    anew = false;
  }

  /** The array that all ranges are of. An edit may put another in its place. Not to be changed. */
  public final byte[] bytes() {
    return bytes;
  }

  /** How many fields there are, deleted ones included. */
  public final int fieldCount() {
    return index.count();
  }

  public final boolean isDeleted(final int field) {
    return index.mark(field) == FieldIndex.DELETED;
  }

  /**
   * The next field of a name.
   *
   * @param after the field to begin behind, -1 to begin with the first
   * @return its number, or -1: there is none
   */
  public final int find(final FieldName name, final int after) {
    return index.find(bytes, name, after);
  }

  /** Whether there is a field of that name. */
  public final boolean has(final FieldName name) {
    return index.find(bytes, name, -1) >= 0;
  }

  public final boolean nameEquals(final int field, final FieldName name) {
    return name.is(bytes, index.nameStart(field), index.nameEnd(field));
  }

  public final int nameStart(final int field) {
    return index.nameStart(field);
  }

  public final int nameEnd(final int field) {
    return index.nameEnd(field);
  }

  public final int valueStart(final int field) {
    return index.valueStart(field);
  }

  public final int valueEnd(final int field) {
    return index.valueEnd(field);
  }

  /** Writes a field in the plainest way, where it came otherwise. Returns false: no room. */
  final boolean makePlain(final int field) {
    return index.isPlain(bytes, field)
        || setValue(field, bytes, index.valueStart(field), index.valueEnd(field));
  }

  /** Takes a field out. */
  public final void delete(final int field) {
    index.delete(field);
  }

  /**
   * Takes all fields of a name out.
   *
   * @return how many there were
   */
  public final int deleteAll(final FieldName name) {
    int deleted = 0;
    for (int i = find(name, -1); i >= 0; i = find(name, i)) {
      index.delete(i);
      deleted++;
    }
    return deleted;
  }

  /** Adds a field behind the last one. Returns false: it was not possible. */
  public final boolean add(final FieldName name, final byte[] value, final int from, final int to) {
    if (!index.hasRoom()) {
      return false;
    }
    final int at = end;
    if (!putLine(name.bytes(), 0, name.length(), value, from, to)) {
      return false;
    }
    index.append(name, at, end - LINE_END.length, blankLine);
    return true;
  }

  public final boolean add(final FieldName name, final byte[] value) {
    return add(name, value, 0, value.length);
  }

  /** Gives a field another value, in its place. Returns false: it was not possible. */
  public final boolean setValue(final int field, final byte[] value, final int from, final int to) {
    final int at = end;
    final int nameStart = index.nameStart(field);
    final int nameEnd = index.nameEnd(field);
    if (!putLine(bytes, nameStart, nameEnd, value, from, to)) {
      return false;
    }
    index.replace(field, at, nameEnd - nameStart, end - LINE_END.length);
    return true;
  }

  /**
   * Makes a field the only one of its name: all that there are go, and one is added behind the last
   * field. Returns false: it was not possible, and all are as before.
   */
  public final boolean set(final FieldName name, final byte[] value, final int from, final int to) {
    final int before = index.count();
    if (!add(name, value, from, to)) {
      return false;
    }
    for (int i = find(name, -1); i >= 0 && i < before; i = find(name, i)) {
      index.delete(i);
    }
    return true;
  }

  /** Puts a line into the room for edits, at {@code end}. */
  private boolean putLine(
      final byte[] name,
      final int nameFrom,
      final int nameTo,
      final byte[] value,
      final int from,
      final int to) {
    if (Octets.hasControl(value, from, to)
        || !reserve(nameTo - nameFrom + COLON.length + to - from + LINE_END.length)) {
      return false;
    }
    put(name, nameFrom, nameTo);
    put(COLON, 0, COLON.length);
    put(value, from, to);
    put(LINE_END, 0, LINE_END.length);
    return true;
  }

  /** Appends to the room for edits, which was reserved. */
  final void put(final byte[] source, final int from, final int to) {
    System.arraycopy(source, from, bytes, end, to - from);
    end += to - from;
  }

  /** Makes room for an edit. Returns false: there is none left. */
  final boolean reserve(final int length) {
    if (length > mostBytes - end) {
      return false;
    }
    ensureCapacity(end + length, mostBytes);
    return true;
  }

  /** Makes the array as long as needed, and no longer than the most. */
  final void ensureCapacity(final int needed, final int most) {
    if (needed + Octets.SLACK > bytes.length) {
      final int doubled = Math.max(needed, Math.min(2 * bytes.length, most));
      bytes = Arrays.copyOf(bytes, doubled + Octets.SLACK);
    }
  }

  /**
   * An upper bound of what {@link #writeFields} writes, in bytes.
   *
   * @param from as there
   */
  final int mostFieldBytes(final int from) {
    return end - from + ANEW_BYTES * index.count() + LINE_END.length;
  }

  /**
   * Writes the fields and the blank line.
   *
   * @param from where what goes out as it came begins, a start line included
   */
  final void writeFields(final ByteBuf out, final int from) {
    if (anew) {
      writeAnew(out);
    } else {
      writeRuns(out, from);
    }
    out.writeShort(LINE_END_SHORT);
  }

  private void writeRuns(final ByteBuf out, final int from) {
    int run = from;
    runStart = from;
    runEnd = from;
    final int count = index.touched() ? index.count() : 0;
    for (int i = 0; i < count; i++) {
      final byte mark = index.mark(i);
      if (mark == FieldIndex.UNTOUCHED) {
        continue;
      }
      writeRun(out, run, index.lineStart(i));
      run = Math.max(run, index.lineEnd(i));
      if (mark == FieldIndex.EDITED) {
        writeRun(out, index.nameStart(i), editedEnd(i));
      }
    }
    writeRun(out, run, blankLine);
    writeRange(out, runStart, runEnd);
  }

  /** Writes a range together with those that follow it in the array, once none does any more. */
  private void writeRun(final ByteBuf out, final int from, final int to) {
    if (to <= from) {
      return;
    }
    if (from != runEnd) {
      writeRange(out, runStart, runEnd);
      runStart = from;
    }
    runEnd = to;
  }

  private void writeAnew(final ByteBuf out) {
    for (int i = 0; i < index.count(); i++) {
      final byte mark = index.mark(i);
      if (mark == FieldIndex.EDITED) {
        writeRange(out, index.nameStart(i), editedEnd(i));
      } else if (mark == FieldIndex.UNTOUCHED) {
        writeRange(out, index.nameStart(i), index.nameEnd(i));
        out.writeBytes(COLON);
        writeRange(out, index.valueStart(i), index.valueEnd(i));
        out.writeBytes(LINE_END);
      }
    }
  }

  private int editedEnd(final int i) {
    return index.valueEnd(i) + LINE_END.length;
  }

  final void writeRange(final ByteBuf out, final int from, final int to) {
    out.writeBytes(bytes, from, to - from);
  }
}
