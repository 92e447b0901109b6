package io.sluice.engine.sample;

/**
 * A condition, compiled. Immutable; shared by all workers.
 *
 * <p>Answers are numbers, so that {@code and} is {@code &} and {@code or} is {@code |}; {@link
 * #UNSURE} stays so when it is turned round.
 *
 * <p>Source: HAProxy configuration manual, "Using ACLs to form conditions".
 */
@FunctionalInterface
public interface When {
  /** It does not hold. */
  int NO = 0;

  /** It does not hold as far as the input has come. */
  int UNSURE = 1;

  /** It holds. */
  int YES = 3;

  /** In any case. */
  When ALWAYS = _ -> YES;

  /** One of {@link #NO}, {@link #UNSURE}, {@link #YES}. */
  int test(Transaction txn);

  /** Whether it holds now. */
  default boolean holds(final Transaction txn) {
    return test(txn) == YES;
  }
}
