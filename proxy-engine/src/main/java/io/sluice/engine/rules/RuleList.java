package io.sluice.engine.rules;

import io.sluice.engine.sample.SlowCheck;
import io.sluice.engine.sample.Transaction;
import io.sluice.engine.sample.When;

/**
 * The rules of one list of one proxy, compiled. Immutable; shared by all workers. Running it
 * allocates nothing where no rule matches.
 */
public final class RuleList {
  /** No rules. */
  public static final RuleList NONE = new RuleList(new Step[0]);

  private final Step[] steps;

  RuleList(final Step[] steps) {
    this.steps = steps;
  }

  /** Whether there is nothing to run. */
  public boolean isEmpty() {
    return steps.length == 0;
  }

  /**
   * Runs the list, from where it waited.
   *
   * @param run {@link RuleRun#begin} was called on it before the first call
   */
  public Verdict run(final Transaction txn, final RuleRun run) {
    return run(txn, run, true);
  }

  /**
   * Runs the list, from where it waited.
   *
   * @param complete whether no more input is waited for; else rules that may decide otherwise when
   *     more is there make {@link Verdict#WAIT_INPUT}
   */
  public Verdict run(final Transaction txn, final RuleRun run, final boolean complete) {
    txn.scratch().setComplete(complete);
    while (run.next < steps.length) {
      final Step step = steps[run.next];
      if (!run.waiting) {
        final int matched = test(step.when(), txn);
        if (matched == When.UNSURE && isAwaited(txn)) {
          return Verdict.WAIT_CHECK;
        }
        if (matched == When.UNSURE && !complete) {
          // All are looked at again, since what was not there may be by then.
          run.next = 0;
          return Verdict.WAIT_INPUT;
        }
        if (matched != When.YES) {
          run.next++;
          continue;
        }
      }
      final Outcome outcome = step.action().apply(txn, run);
      switch (outcome) {
        case NEXT -> {}
        case FAILED -> {
          if (run.strict) {
            return stop(run, step, Verdict.ERROR);
          }
        }
        case WAIT -> {
          run.waiting = true;
          return Verdict.WAIT_BODY;
        }
        case STOP -> {
          return stop(run, step, Verdict.CONTINUE);
        }
        case DENY -> {
          return stop(run, step, Verdict.DENY);
        }
        case TARPIT -> {
          return stop(run, step, Verdict.TARPIT);
        }
        case RETURN -> {
          return stop(run, step, Verdict.RETURN);
        }
        case REDIRECT -> {
          return stop(run, step, Verdict.REDIRECT);
        }
        case AUTH -> {
          return stop(run, step, Verdict.AUTH);
        }
        case SERVICE -> {
          return stop(run, step, Verdict.SERVICE);
        }
        case REJECT -> {
          return stop(run, step, Verdict.REJECT);
        }
        case TIMEOUT -> {
          return stop(run, step, Verdict.WAIT_TIMEOUT);
        }
      }
      run.waiting = false;
      run.next++;
    }
    return Verdict.CONTINUE;
  }

  private static int test(final When when, final Transaction txn) {
    final SlowCheck check = txn.slowCheck();
    if (check == null) {
      return when.test(txn);
    }
    check.open();
    final int matched = when.test(txn);
    check.close();
    return matched;
  }

  private static boolean isAwaited(final Transaction txn) {
    return txn.slowCheck() != null && txn.slowCheck().isAsked();
  }

  private Verdict stop(final RuleRun run, final Step step, final Verdict verdict) {
    run.next = steps.length;
    run.waiting = false;
    run.where = step.where();
    return verdict;
  }

  /** One rule. */
  record Step(String where, When when, RuleAction action) {}
}
