package io.sluice.backends;

/** What the checks found of a server. One of two axes; the other is {@link AdminState}. */
public enum Health {
  /** It has no check, and counts as up. */
  UNCHECKED,
  /** Its first check is not in, and it counts as down. */
  PENDING,
  /** It passed {@code rise} checks in a row, or its first. */
  UP,
  /** It failed {@code fall} checks in a row, or its first. */
  DOWN;

  /** Whether a server of this health can serve. */
  public boolean serves() {
    return this == UNCHECKED || this == UP;
  }
}
