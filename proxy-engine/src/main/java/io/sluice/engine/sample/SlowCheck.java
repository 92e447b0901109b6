package io.sluice.engine.sample;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Checks that take too long for a worker, such as that of a hashed password: a condition asks for
 * one and is unsure, the exchange has another thread make it, and the condition is tested once
 * more. One for each exchange, used anew for the next. Confined to its worker, but for the work.
 */
public final class SlowCheck {
  /** What was found to be so for this exchange. */
  private final List<byte[]> right = new ArrayList<>();

  /** What was found not to be so. */
  private final List<byte[]> wrong = new ArrayList<>();

  private boolean open;
  private byte[] question;

  /** Null: nothing is asked for. */
  private BooleanSupplier work;

  /** Begins with an exchange that knows nothing. */
  public void clear() {
    right.clear();
    wrong.clear();
    work = null;
    open = false;
  }

  // ---- for who tests conditions

  /** From now on conditions may ask. */
  public void open() {
    work = null;
    open = true;
  }

  /** From now on whoever wants to know has to find out at once. */
  public void close() {
    open = false;
  }

  /** Whether a condition asked, so that it is unsure. */
  public boolean isAsked() {
    return work != null;
  }

  /** What another thread is to do, once; it may take its time. */
  public BooleanSupplier work() {
    return work;
  }

  /** The work is done. */
  public void answer(final boolean found) {
    (found ? right : wrong).add(question);
    work = null;
  }

  // ---- for conditions

  /** Whether it may be asked for. */
  public boolean isOpen() {
    return open;
  }

  /**
   * Asks. Of several questions in one condition the first is answered first.
   *
   * @param about tells questions apart
   */
  public void ask(final byte[] about, final BooleanSupplier how) {
    if (work == null) {
      question = about;
      work = how;
    }
  }

  /** Whether the answer is known. */
  public boolean knows(final byte[] about) {
    return holds(right, about) || holds(wrong, about);
  }

  /** The answer, which is known. */
  public boolean answer(final byte[] about) {
    return holds(right, about);
  }

  private static boolean holds(final List<byte[]> known, final byte[] question) {
    for (int i = 0; i < known.size(); i++) {
      if (Arrays.equals(known.get(i), question)) {
        return true;
      }
    }
    return false;
  }
}
