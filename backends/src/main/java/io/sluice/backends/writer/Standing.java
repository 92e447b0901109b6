package io.sluice.backends.writer;

/**
 * What a member is good for, all told: its own word, what the others say of the cluster, and what
 * the operator wants.
 *
 * @param verdict as it counts now
 * @param reason in words
 */
public record Standing(Verdict verdict, String reason) {
  /** Whether it may become the writer, where nobody better is. */
  boolean eligible() {
    return verdict == Verdict.OK || verdict == Verdict.DEGRADED;
  }

  /** Whether it cannot stay the writer, whoever else there is. */
  boolean lost() {
    return verdict == Verdict.BAD || verdict == Verdict.DEAD;
  }
}
