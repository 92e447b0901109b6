package io.sluice.backends.writer;

/** What was read of the row that load balancers agree by. */
public sealed interface AgreedRow {
  /** It is not read here. */
  AgreedRow NOT_READ = new NotRead();

  /**
   * It names a writer.
   *
   * @param server the name of the server in the configurations of all
   * @param epoch grows by one with each change, from 1
   */
  record Named(String server, long epoch) implements AgreedRow {}

  /** The table is there, and has no row for this group. */
  record Absent() implements AgreedRow {}

  /**
   * The table is not there, or may not be read, or the node cannot read now.
   *
   * @param why in words, one line
   */
  record Unreadable(String why) implements AgreedRow {}

  /** Nobody asked for it. */
  record NotRead() implements AgreedRow {}
}
