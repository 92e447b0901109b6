package io.sluice.engine.log;

import java.nio.charset.StandardCharsets;

/**
 * One session's line, in an array that is used again for the next. Confined to one event loop;
 * allocates only when names are longer than any before.
 *
 * <p>The line is HAProxy's tcplog: {@code %ci:%cp [%t] %ft %b/%s %Tw/%Tc/%Tt %B %ts
 * %ac/%fc/%bc/%sc/%rc %sq/%bq}, and a line feed.
 *
 * <p>Source: HAProxy configuration manual, "TCP log format".
 */
final class SessionLine {
  /** The most that everything but names takes: twelve numbers of 20 digits, the date, marks. */
  private static final int FIXED_BYTES = 320;

  private static final byte[] NO_SERVER = "<NOSRV>".getBytes(StandardCharsets.US_ASCII);

  private final LogDate date;
  private byte[] bytes = new byte[1024];
  private int length;

  SessionLine(final LogDate date) {
    this.date = date;
  }

  /** What the last {@link #render} made, from the array's start. */
  byte[] bytes() {
    return bytes;
  }

  /** Prints a record. Returns the length of the line in bytes, its line feed included. */
  int render(final SessionRecord record) {
    length = 0;
    makeRoom(record);
    putName(record.client);
    put(' ');
    length = date.put(record.acceptedMillis, bytes, length);
    put(' ');
    putProxies(record);
    putTimers(record);
    putState(record.cause);
    putState(record.phase);
    putConnections(record);
    putNumber(record.serverQueue, '/');
    putNumber(record.backendQueue, '\n');
    return length;
  }

  private void putProxies(final SessionRecord record) {
    putName(record.frontend);
    put(' ');
    putName(record.backend == null ? record.frontend : record.backend);
    put('/');
    if (record.server == null) {
      System.arraycopy(NO_SERVER, 0, bytes, length, NO_SERVER.length);
      length += NO_SERVER.length;
    } else {
      putName(record.server);
    }
    put(' ');
  }

  private void putTimers(final SessionRecord record) {
    putNumber(record.queueMillis, '/');
    putNumber(record.connectMillis, '/');
    putNumber(record.totalMillis, ' ');
    putNumber(record.bytesOut, ' ');
  }

  private void putConnections(final SessionRecord record) {
    put(' ');
    putNumber(record.processConnections, '/');
    putNumber(record.frontendConnections, '/');
    putNumber(record.backendConnections, '/');
    putNumber(record.serverConnections, '/');
    if (record.redispatched) {
      put('+');
    }
    putNumber(record.retries, ' ');
  }

  private void makeRoom(final SessionRecord record) {
    final int frontend = nameLength(record.frontend);
    final int needed =
        FIXED_BYTES
            + nameLength(record.client)
            + frontend
            + Math.max(frontend, nameLength(record.backend))
            + nameLength(record.server);
    if (needed > bytes.length) {
      bytes = new byte[needed];
    }
  }

  private static int nameLength(final String name) {
    return name == null ? 1 : name.length();
  }

  private void put(final char c) {
    bytes[length++] = (byte) c;
  }

  /** A field never holds what could end it or the line. */
  private void putName(final String name) {
    if (name == null) {
      put('-');
      return;
    }
    for (int i = 0; i < name.length(); i++) {
      putVisible(name.charAt(i));
    }
  }

  private void putVisible(final char c) {
    put(c > ' ' && c < 0x7f ? c : '_');
  }

  private void putState(final byte state) {
    put(state > ' ' && state < 0x7f ? (char) state : '-');
  }

  private void putNumber(final long number, final char after) {
    if (number < 0) {
      put('-');
    }
    int end = length + digits(number);
    length = end;
    // Digits are taken from a number that is never positive, which every long has.
    long rest = number < 0 ? number : -number;
    do {
      bytes[--end] = (byte) ('0' - rest % 10);
      rest /= 10;
    } while (rest != 0);
    put(after);
  }

  private static int digits(final long number) {
    int count = 1;
    for (long rest = number / 10; rest != 0; rest /= 10) {
      count++;
    }
    return count;
  }
}
