package io.sluice.engine.warmup;

/** As much of a head of HTTP as a rehearsal has to know. Stateless. */
final class HeadBytes {
  private static final byte[] LENGTH = {'e', 'n', 'g', 't', 'h', ':', ' '};

  private HeadBytes() {}

  /** Where the head ends; -1: behind these bytes. */
  static int end(final byte[] bytes, final int length) {
    for (int i = 3; i < length; i++) {
      if (bytes[i] == '\n' && bytes[i - 2] == '\n') {
        return i + 1;
      }
    }
    return -1;
  }

  /** How long the body is, by the head's Content-Length; 0 where there is none. */
  static int bodyLength(final byte[] bytes, final int head) {
    for (int i = 0; i < head - LENGTH.length; i++) {
      if (isLength(bytes, i)) {
        int number = 0;
        for (int digit = i + LENGTH.length; bytes[digit] >= '0'; digit++) {
          number = number * 10 + bytes[digit] - '0';
        }
        return number;
      }
    }
    return 0;
  }

  private static boolean isLength(final byte[] bytes, final int at) {
    for (int i = 0; i < LENGTH.length; i++) {
      if (bytes[at + i] != LENGTH[i]) {
        return false;
      }
    }
    return true;
  }
}
