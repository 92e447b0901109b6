package io.sluice.config.text;

/**
 * A text that does not fit where it stands: what is wrong, where, and what to write instead.
 * Readers of texts throw it at the first mistake; who gave them the text turns it into a problem of
 * a file.
 */
@SuppressWarnings("serial")
public final class BadText extends Exception {
  private final int offset;
  private final String remedy;

  /**
   * @param offset the character of the text at which it goes wrong, from 0
   * @param message what is wrong, in one line, without a full stop
   * @param remedy what to write; never empty
   */
  public BadText(final int offset, final String message, final String remedy) {
    super(message, null, false, false);
    this.offset = offset;
    this.remedy = remedy;
  }

  /** The same, in a text that begins so many characters into a larger one. */
  public BadText shifted(final int by) {
    return new BadText(offset + by, message(), remedy);
  }

  public int offset() {
    return offset;
  }

  public String remedy() {
    return remedy;
  }

  /** The message; a bad text always has one. */
  public String message() {
    return String.valueOf(getMessage());
  }
}
