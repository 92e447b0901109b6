package io.sluice.backends.writer;

/**
 * What a {@link WriterGroup} wants done. Called on the group's thread; nothing of it blocks, and
 * nothing of it calls back before it returns.
 */
public interface WriterOrders {
  /** New sessions wait. */
  void hold();

  /** New sessions are refused, and so are those that wait. */
  void refuse();

  /** New sessions go to this member, and those that wait. */
  void open(String member);

  /**
   * Ends a member's sessions, in every backend that leads to the writer: all with a reset, or those
   * that are quiet in good order. Answered by {@link WriterGroup#onSessions}.
   */
  void end(String member, boolean quietOnly, long attempt);

  /**
   * Proposes a member to the other load balancers. Answered by {@link WriterGroup#onProposed}.
   *
   * @param expectedEpoch of the row as it was read; 0: there is none
   */
  void propose(String member, long expectedEpoch, long attempt);

  /**
   * Waits until a member has applied all that its cluster had ordered, so that the transactions of
   * the old writer do not meet those of the new. Answered by {@link WriterGroup#onCaughtUp}.
   */
  void catchUp(String member, long attempt);

  /** Checks every member now. */
  void probe();

  /** Checks the members often, or as often as configured again. */
  void hurry(boolean often);

  /** Wants {@link WriterGroup#onTick} after a time. */
  void wakeAfter(long nanos);

  /** The writer changed, or there is a first one. */
  void switched(Switch change);

  /** Something that an operator should read; once for each time that it begins. */
  void warn(String words);
}
