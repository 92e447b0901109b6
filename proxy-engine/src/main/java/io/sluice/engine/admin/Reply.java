package io.sluice.engine.admin;

import java.util.Map;

/** What became of a command. */
public sealed interface Reply {
  /**
   * It is done.
   *
   * @param facts what holds now; text, numbers and truth values
   */
  record Done(Map<String, Object> facts) implements Reply {
    public Done {
      facts = Map.copyOf(facts);
    }
  }

  /** It will be done; there is nothing to say of it. */
  record Accepted() implements Reply {}

  /**
   * What it is for is not there.
   *
   * @param why in words, with what there is instead
   */
  record Unknown(String why) implements Reply {}

  /**
   * It cannot be done as things are.
   *
   * @param why in words
   */
  record Conflict(String why) implements Reply {}

  /**
   * Nobody answered in time; it may be done yet.
   *
   * @param why in words
   */
  record Unanswered(String why) implements Reply {}
}
