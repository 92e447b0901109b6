package io.sluice.engine.sample.fetch;

import io.sluice.config.http.SampleType;
import io.sluice.engine.http1.FieldName;
import io.sluice.engine.http1.Fields;
import io.sluice.engine.sample.Sample;

/**
 * Goes through the values of a header field: all lines of its name, and in each the values between
 * commas that are not quoted. Stateless; where it is, is a number that begins with 0.
 *
 * <p>Source: HAProxy configuration manual, {@code req.hdr} and {@code req.fhdr}; RFC 9110 section
 * 5.6.1.
 */
public final class HeaderValues {
  private HeaderValues() {}

  /**
   * Points a sample at the next value.
   *
   * @param name null: of every field
   * @param whole whether lines are not split at commas
   * @param cursor 0, or what the call before gave
   * @return the next cursor, above 0; 0: there is no further value
   */
  public static long next(
      final Fields head,
      final FieldName name,
      final boolean whole,
      final long cursor,
      final Sample sample) {
    int field = (int) (cursor >>> 32) - 1;
    int from = (int) cursor;
    if (field >= 0 && !whole && from > 0 && from <= head.valueEnd(field)) {
      return value(head, field, from, false, sample);
    }
    field = nextField(head, name, field);
    if (field < 0) {
      return 0;
    }
    return value(head, field, head.valueStart(field), whole, sample);
  }

  private static int nextField(final Fields head, final FieldName name, final int after) {
    if (name != null) {
      return head.find(name, after);
    }
    for (int i = after + 1; i < head.fieldCount(); i++) {
      if (!head.isDeleted(i)) {
        return i;
      }
    }
    return -1;
  }

  private static long value(
      final Fields head,
      final int field,
      final int from,
      final boolean whole,
      final Sample sample) {
    final byte[] bytes = head.bytes();
    final int lineEnd = head.valueEnd(field);
    int start = from;
    while (start < lineEnd && isBlank(bytes[start])) {
      start++;
    }
    final int comma = whole ? lineEnd : valueEnd(bytes, start, lineEnd);
    int end = comma;
    while (end > start && isBlank(bytes[end - 1])) {
      end--;
    }
    sample.setBytes(SampleType.STR, bytes, start, end - start);
    final int next = comma < lineEnd ? comma + 1 : lineEnd + 1;
    return (long) (field + 1) << 32 | next;
  }

  private static boolean isBlank(final byte b) {
    return b == ' ' || b == '\t';
  }

  /** Where the value that begins at a place ends: at a comma outside quotes, or with the line. */
  public static int valueEnd(final byte[] bytes, final int from, final int to) {
    boolean quoted = false;
    for (int i = from; i < to; i++) {
      final byte b = bytes[i];
      if (quoted && b == '\\') {
        i++;
      } else if (b == '"') {
        quoted = !quoted;
      } else if (b == ',' && !quoted) {
        return i;
      }
    }
    return to;
  }

  /**
   * Points a sample at one value.
   *
   * @param occurrence from 1, or from -1 at the end backwards
   * @return false: there are not so many
   */
  public static boolean pick(
      final Fields head,
      final FieldName name,
      final boolean whole,
      final int occurrence,
      final Sample sample) {
    int wanted = occurrence;
    if (occurrence < 0) {
      wanted = count(head, name, whole, sample) + 1 + occurrence;
    }
    if (wanted < 1) {
      return false;
    }
    long cursor = 0;
    for (int i = 0; i < wanted; i++) {
      cursor = next(head, name, whole, cursor, sample);
      if (cursor == 0) {
        return false;
      }
    }
    return true;
  }

  /** How many values there are. */
  public static int count(
      final Fields head, final FieldName name, final boolean whole, final Sample sample) {
    int count = 0;
    for (long at = next(head, name, whole, 0, sample);
        at != 0;
        at = next(head, name, whole, at, sample)) {
      count++;
    }
    return count;
  }
}
