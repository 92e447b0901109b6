package io.sluice.health;

import io.sluice.backends.Health;

/**
 * Counter of results in a row that decides whether a server is up.
 *
 * <p>Confined to the check loop. One number: {@code 0..rise-1} means down, {@code
 * rise..rise+fall-1} means up. A good result adds one, and lifts the counter to its top once it
 * means up; a bad one takes one away, and drops it to 0 once it means down. So only results in a
 * row count. An unclear result changes nothing.
 *
 * <pre>
 *   rise 2, fall 3     0      1      2      3      4
 *                     down  (down) (up)   (up)    up       in brackets: the verdict is changing
 * </pre>
 *
 * <p>Source: HAProxy {@code rise} and {@code fall}.
 */
final class RiseFall {
  private final int rise;
  private final int fall;
  private int counter;
  private boolean pending;

  private RiseFall(final int rise, final int fall, final int counter, final boolean pending) {
    if (rise < 1 || fall < 1) {
      throw new IllegalArgumentException(
          "rise " + rise + " and fall " + fall + " must be 1 or more");
    }
    this.rise = rise;
    this.fall = fall;
    this.counter = counter;
    this.pending = pending;
  }

  /**
   * A counter that goes on from a verdict.
   *
   * @param health UP: at the top; DOWN: at 0; PENDING and UNCHECKED: no result yet, so that the
   *     first one decides alone
   */
  static RiseFall from(final Health health, final int rise, final int fall) {
    return switch (health) {
      case UP -> new RiseFall(rise, fall, rise + fall - 1, false);
      case DOWN -> new RiseFall(rise, fall, 0, false);
      case PENDING, UNCHECKED -> new RiseFall(rise, fall, rise - 1, true);
    };
  }

  /** The same verdict under other limits; results that were on their way to change it count on. */
  RiseFall withLimits(final int newRise, final int newFall) {
    if (pending) {
      return from(Health.PENDING, newRise, newFall);
    }
    if (counter < rise) {
      return new RiseFall(newRise, newFall, Math.min(counter, newRise - 1), false);
    }
    final int misses = Math.min(rise + fall - 1 - counter, newFall - 1);
    return new RiseFall(newRise, newFall, newRise + newFall - 1 - misses, false);
  }

  /** Counts a result and says what the verdict is now; PENDING where all so far were unclear. */
  Health on(final CheckResult result) {
    switch (result) {
      case CheckResult.Passed _ -> onPassed();
      case CheckResult.Failed failed -> onFailed(failed.explicit());
      case CheckResult.Unclear _ -> {}
    }
    return health();
  }

  /**
   * Two bad results in a row bring the server down from now on at the latest, and one where that
   * was so already (HAProxy {@code on-error sudden-death}).
   */
  void toBrink() {
    if (counter > rise) {
      counter = rise + 1;
    }
  }

  private void onPassed() {
    pending = false;
    if (counter < rise + fall - 1) {
      counter++;
    }
    if (counter >= rise) {
      counter = rise + fall - 1;
    }
  }

  private void onFailed(final boolean explicit) {
    pending = false;
    counter--;
    if (explicit || counter < rise) {
      counter = 0;
    }
  }

  /** PENDING before the first result that is clear, then UP or DOWN. */
  Health health() {
    if (pending) {
      return Health.PENDING;
    }
    return counter >= rise ? Health.UP : Health.DOWN;
  }

  int rise() {
    return rise;
  }

  int fall() {
    return fall;
  }

  /**
   * Where the count stands: good results in a row of those that bring the server up, or how many
   * bad ones it still takes to bring it down, of all that it takes. As HAProxy writes it.
   */
  String text() {
    return counter < rise ? counter + "/" + rise : (counter - rise + 1) + "/" + fall;
  }

  /** Whether results are on their way to change the verdict, or none is in. */
  boolean changing() {
    return pending || (counter > 0 && counter < rise + fall - 1);
  }
}
