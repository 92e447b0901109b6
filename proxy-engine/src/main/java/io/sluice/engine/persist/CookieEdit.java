package io.sluice.engine.persist;

import io.sluice.engine.http1.RequestHead;

/**
 * A Cookie field without the cookies that its server is not to see. Told of one part after another
 * as {@link CookieCursor} goes through them; to be reused; confined to a worker; allocates nothing
 * once it has met the longest field.
 *
 * <p>Source: HAProxy, as its servers see the field: one delimiter and one blank between what is
 * left, and the attributes of a cookie, which begin with {@code $}, go with it.
 */
final class CookieEdit {
  private byte[] kept = new byte[256];
  private int length;
  private byte[] bytes = kept;
  private int fieldStart;
  private int fieldEnd;

  /** Up to where the field is in {@link #kept}, or taken out. */
  private int done;

  /** From where on parts are taken out; -1: none are. */
  private int cutFrom;

  /** Whether there is a part that stays, whatever goes. */
  private boolean keeps;

  private boolean changed;

  void begin(final RequestHead head, final int field) {
    bytes = head.bytes();
    fieldStart = head.valueStart(field);
    fieldEnd = head.valueEnd(field);
    length = 0;
    done = fieldStart;
    cutFrom = -1;
    keeps = false;
    changed = false;
    if (kept.length <= fieldEnd - fieldStart) {
      kept = new byte[2 * (fieldEnd - fieldStart)];
    }
  }

  /** This part stays. */
  void keep(final CookieCursor part) {
    keeps = true;
    if (cutFrom >= 0) {
      cut(part.partStart);
    }
    if (part.isSpaced()) {
      copy(part.nameEnd);
      kept[length++] = '=';
      done = part.valueStart;
      changed = true;
    }
  }

  /** This part goes. */
  void remove(final CookieCursor part) {
    if (cutFrom < 0) {
      cutFrom = part.partStart;
    }
  }

  /** This part stays, but for the beginning of its value. */
  void keepFrom(final CookieCursor part, final int from) {
    keep(part);
    copy(part.valueStart);
    done = from;
    changed = true;
  }

  /** Ends what is taken out at the delimiter before a part. */
  private void cut(final int at) {
    if (cutFrom > fieldStart) {
      copy(cutFrom);
      while (length > 0 && isBlank(kept[length - 1])) {
        length--;
      }
      kept[length++] = bytes[at];
      kept[length++] = ' ';
    }
    done = at + 1;
    while (done < fieldEnd && isBlank(bytes[done])) {
      done++;
    }
    cutFrom = -1;
    changed = true;
  }

  private void copy(final int to) {
    if (to > done) {
      System.arraycopy(bytes, done, kept, length, to - done);
      length += to - done;
      done = to;
    }
  }

  /**
   * Puts it in the place of the field.
   *
   * @return false: there was no room
   */
  boolean end(final RequestHead head, final int field) {
    if (cutFrom >= 0 && !keeps) {
      head.delete(field);
      return true;
    }
    if (cutFrom < 0 && !changed) {
      return true;
    }
    copy(cutFrom >= 0 ? cutFrom : fieldEnd);
    if (length == 0) {
      head.delete(field);
      return true;
    }
    return head.setValue(field, kept, 0, length);
  }

  private static boolean isBlank(final byte b) {
    return b == ' ' || b == '\t';
  }
}
