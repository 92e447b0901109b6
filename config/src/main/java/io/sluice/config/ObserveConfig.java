package io.sluice.config;

/**
 * What follows from connects of the traffic that fail: {@code observe = layer4} (HAProxy {@code
 * observe}, {@code error-limit}, {@code on-error}).
 *
 * @param errorLimit connects that fail in a row before it follows, 1 or more
 * @param onError what follows
 */
public record ObserveConfig(int errorLimit, OnError onError) {
  /** HAProxy {@code on-error}. Each of them also brings the next check forward, to fastinter. */
  public enum OnError {
    /** Nothing else. */
    FASTINTER,
    /** It counts as a failed check. */
    FAIL_CHECK,
    /** It counts as a failed check, and so that one more brings the server down. */
    SUDDEN_DEATH,
    /** The server is down. */
    MARK_DOWN
  }
}
