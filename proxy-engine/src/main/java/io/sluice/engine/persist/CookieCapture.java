package io.sluice.engine.persist;

import io.sluice.engine.http1.FieldName;
import io.sluice.engine.http1.MessageHead;
import io.sluice.engine.http1.Names;
import io.sluice.engine.sample.Bytes;

/**
 * The first cookie of a request or response whose text begins as the configuration says, kept for
 * the log with its name and value. Used anew for the next request; confined to its worker.
 *
 * <p>Source: HAProxy {@code capture cookie}.
 */
public final class CookieCapture {
  private static final byte[] EQUALS = {'='};

  private final CookieCursor cursor = new CookieCursor();
  private byte[] start = new byte[0];
  private byte[] bytes = new byte[0];
  private int length = -1;

  /**
   * What is kept from now on.
   *
   * @param name what the cookie begins with; with an equals sign behind it, its whole name
   * @param mostBytes how much of name and value is kept
   */
  public void configure(final String name, final int mostBytes) {
    start = Bytes.latin(name);
    bytes = new byte[mostBytes];
    clear();
  }

  /** Forgets what it has. */
  public void clear() {
    length = -1;
  }

  /** Looks through the cookies of a request. */
  public void lookAtRequest(final MessageHead head) {
    look(head, Names.COOKIE, true);
  }

  /** Looks through what a server sets. */
  public void lookAtResponse(final MessageHead head) {
    look(head, Names.SET_COOKIE, false);
  }

  private void look(final MessageHead head, final FieldName name, final boolean all) {
    int field = bytes.length == 0 ? -1 : head.find(name, -1);
    while (field >= 0 && length < 0) {
      cursor.begin(head.bytes(), head.valueStart(field), head.valueEnd(field));
      boolean more = cursor.next();
      while (more && length < 0) {
        take(head.bytes());
        // What follows in a Set-Cookie are its attributes.
        more = all && cursor.next();
      }
      field = head.find(name, field);
    }
  }

  private void take(final byte[] from) {
    final int nameLength = cursor.nameEnd - cursor.nameStart;
    final int valueLength = cursor.valueEnd - cursor.valueStart;
    if (cursor.valueStart <= cursor.nameEnd || from[cursor.nameStart] == '$') {
      return;
    }
    // Blanks around the equals sign do not count.
    length = 0;
    append(from, cursor.nameStart, nameLength);
    append(EQUALS, 0, 1);
    append(from, cursor.valueStart, valueLength);
    if (!begins(from, nameLength, valueLength)) {
      length = -1;
    }
  }

  private boolean begins(final byte[] from, final int nameLength, final int valueLength) {
    for (int i = 0; i < start.length; i++) {
      final int inValue = i - nameLength - 1;
      if (inValue >= valueLength) {
        return false;
      }
      final byte b =
          inValue < -1
              ? from[cursor.nameStart + i]
              : inValue < 0 ? EQUALS[0] : from[cursor.valueStart + inValue];
      if (b != start[i]) {
        return false;
      }
    }
    return true;
  }

  private void append(final byte[] from, final int offset, final int count) {
    final int taken = Math.min(count, bytes.length - length);
    System.arraycopy(from, offset, bytes, length, taken);
    length += taken;
  }

  /** Name and value; null: there was none. */
  public byte[] bytes() {
    return length < 0 ? null : bytes;
  }

  /** How many bytes of them count. */
  public int length() {
    return Math.max(length, 0);
  }
}
