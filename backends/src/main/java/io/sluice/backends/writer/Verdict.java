package io.sluice.backends.writer;

/** What a node of a cluster is good for, from best to worst. */
public enum Verdict {
  /** It may be the writer. */
  OK,
  /** It may be the writer where no node is {@link #OK}, and stays the writer if it is. */
  DEGRADED,
  /** It works, and is to be left in good order: a planned move, where another node is OK. */
  DRAIN,
  /** It says itself that it must not be used. */
  BAD,
  /** It cannot be reached. */
  DEAD,
  /** Nobody knows: it was not asked yet, or it could not be judged. */
  UNKNOWN
}
