package io.sluice.backends;

/** What the operator wants of a server. One of two axes; the other is {@link Health}. */
public enum AdminState {
  /** It serves when its health lets it. */
  READY,
  /** It keeps its sessions and gets no new ones; checks go on. */
  DRAIN,
  /** It is out: no new sessions, no checks. */
  MAINT
}
