package io.sluice.engine.log;

/** Prints one part of a log format. Immutable; shared by all event loops. */
interface LinePart {
  /**
   * Prints it.
   *
   * @param http the record once more, where it is one of HTTP; else null
   */
  void put(SessionLine to, SessionRecord record, HttpRecord http);
}
