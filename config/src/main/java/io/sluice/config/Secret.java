package io.sluice.config;

/**
 * A text that is shown nowhere: not in messages, not in logs. Equal to another one of the same
 * text.
 *
 * @param text to be sent, and for nothing else
 */
public record Secret(String text) {
  @Override
  public String toString() {
    return "(secret)";
  }
}
