package io.sluice.engine.sample;

/** Why something cannot be compiled, in words for who wrote it. Thrown while loading alone. */
public final class RuleProblem extends RuntimeException {
  private static final long serialVersionUID = 1;

  public RuleProblem(final String message) {
    super(message);
  }

  public RuleProblem(final String message, final Throwable cause) {
    super(message, cause);
  }
}
