package io.sluice.health.mysql;

import static java.nio.charset.StandardCharsets.UTF_8;

/** A password, which no text ever shows. Immutable. */
public final class Password {
  /** No password at all. */
  public static final Password NONE = new Password("");

  private final byte[] bytes;

  /** A password that is sent, or hashed, as UTF-8. */
  public Password(final String text) {
    this.bytes = text.getBytes(UTF_8);
  }

  byte[] bytes() {
    return bytes.clone();
  }

  boolean isEmpty() {
    return bytes.length == 0;
  }

  @Override
  public String toString() {
    return isEmpty() ? "none" : "hidden";
  }
}
