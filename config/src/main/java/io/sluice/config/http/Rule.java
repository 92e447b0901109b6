package io.sluice.config.http;

/**
 * One rule of a list. Where it was written is no part of what it says, and a line that moved is no
 * change.
 *
 * @param where its file and line, for the log
 * @param text as it was written, for the log
 * @param action what it does
 * @param condition when
 */
public record Rule(String where, String text, Action action, Condition condition) {
  @Override
  public boolean equals(final Object other) {
    return other instanceof final Rule rule
        && text.equals(rule.text)
        && action.equals(rule.action)
        && condition.equals(rule.condition);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }
}
