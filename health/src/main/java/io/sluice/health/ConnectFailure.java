package io.sluice.health;

import java.io.FileNotFoundException;
import java.util.Locale;

/**
 * Why there is no connection.
 *
 * @param status SOCKERR: the reason is on this side; L4CON or L4TOUT: on the other
 * @param words such as {@code connection refused}
 */
record ConnectFailure(CheckStatus status, String words) {
  private static final String RESET = "connection reset by peer";
  private static final String REFUSED = "connection refused";
  private static final String NO_SOCKET = "no such file or directory";
  private static final String TIMED_OUT = "connection timed out";

  /** Why a connect failed. */
  static ConnectFailure of(final Throwable thrown) {
    final String words = errorWords(thrown);
    return new ConnectFailure(
        words.equals(TIMED_OUT) ? CheckStatus.L4TOUT : CheckStatus.L4CON, words);
  }

  /** Whether nobody listens there, or whoever does wants nothing of it. */
  boolean wasRefused() {
    return wasReset() || words.equals(REFUSED) || words.equals(NO_SOCKET);
  }

  /** Whether the connection had been open before it failed. */
  boolean wasReset() {
    return words.equals(RESET);
  }

  /**
   * The words of strerror(3) in a message of Netty, which looks like {@code finishConnect(..)
   * failed with error(-111): Connection refused: /127.0.0.1:1}.
   */
  static String errorWords(final Throwable thrown) {
    Throwable root = thrown;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    final String message = root.getMessage();
    if (message == null) {
      // Netty's word for ENOENT, which is a unix socket's refusal.
      return root instanceof FileNotFoundException ? NO_SOCKET : root.getClass().getSimpleName();
    }
    final int failed = message.indexOf("failed");
    final int colon = message.indexOf(": ", Math.max(0, failed));
    final String tail = failed < 0 || colon < 0 ? message : message.substring(colon + 2);
    final int address = tail.indexOf(": ");
    final String words = address < 0 ? tail : tail.substring(0, address);
    return words.toLowerCase(Locale.ROOT);
  }

  /** A failure before anything went to the server. */
  static final class LocalFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LocalFailure(final String words) {
      super(words);
    }
  }
}
