package io.sluice.backends;

/**
 * What is wanted of a server. One of two axes; the other is {@link Health}. From mild to strict.
 */
public enum AdminState {
  /** It serves when its health lets it. */
  READY,
  /** It keeps its sessions and gets no new ones; checks go on. */
  DRAIN,
  /** It is out: no new sessions, no checks. */
  MAINT;

  /** The wish that holds where two have one: neither can take back what the other wants. */
  static AdminState stricter(final AdminState one, final AdminState other) {
    return one.compareTo(other) >= 0 ? one : other;
  }
}
