package io.sluice.engine.rules;

import io.sluice.config.http.SampleType;
import io.sluice.engine.log.Captures;
import io.sluice.engine.sample.Casts;
import io.sluice.engine.sample.Expression;
import io.sluice.engine.sample.Format;
import io.sluice.engine.sample.Output;
import io.sluice.engine.sample.Payload;
import io.sluice.engine.sample.Sample;
import io.sluice.engine.sample.Transaction;
import io.sluice.engine.sample.VarCondition;
import io.sluice.engine.sample.VariableRef;
import java.util.OptionalInt;

/**
 * Actions beside the two heads: variables, captures, waiting. Immutable.
 *
 * <p>Source: HAProxy configuration manual, {@code set-var}, {@code capture}, {@code wait-for-body},
 * ...
 */
final class FlowActions {
  private FlowActions() {}

  /** A variable; nothing happens without a sample. */
  @SuppressWarnings("ArrayRecordComponent") // It is never compared.
  record SetVar(VariableRef variable, VarCondition[] conditions, Expression value)
      implements RuleAction {
    @Override
    public Outcome apply(final Transaction txn, final RuleRun run) {
      final Sample sample = txn.scratch().sample();
      if (value.evaluate(txn, sample) && VarCondition.hold(conditions, variable, txn, sample)) {
        variable.set(txn, sample);
      }
      return Outcome.NEXT;
    }
  }

  /** A variable made of a format. */
  @SuppressWarnings("ArrayRecordComponent") // It is never compared.
  record SetVarFormat(VariableRef variable, VarCondition[] conditions, Format value)
      implements RuleAction {
    @Override
    public Outcome apply(final Transaction txn, final RuleRun run) {
      if (value.make(txn)) {
        final Output made = txn.scratch().output();
        final Sample sample = txn.scratch().sample();
        sample.setStr(made.bytes(), 0, made.length());
        if (VarCondition.hold(conditions, variable, txn, sample)) {
          variable.set(txn, sample);
        }
      }
      return Outcome.NEXT;
    }
  }

  /** A variable goes. */
  record UnsetVar(VariableRef variable) implements RuleAction {
    @Override
    public Outcome apply(final Transaction txn, final RuleRun run) {
      variable.unset(txn);
      return Outcome.NEXT;
    }
  }

  /** The beginning of a sample is kept for the log. */
  record Capture(boolean request, boolean waits, Expression value, int slot, int bytes)
      implements RuleAction {
    @Override
    public Outcome apply(final Transaction txn, final RuleRun run) {
      final Captures captures = request ? txn.requestCaptures() : txn.responseCaptures();
      final Sample sample = txn.scratch().sample();
      final boolean found = value.evaluateStr(txn, sample);
      if (waits && isUnsure(txn, sample)) {
        return Outcome.WAIT;
      }
      if (found && captures != null && slot < captures.count()) {
        final int length = bytes > 0 ? Math.min(bytes, sample.length()) : sample.length();
        captures.set(slot, sample.bytes(), sample.offset(), length);
      }
      return Outcome.NEXT;
    }
  }

  /** Whether a later look may find something else. */
  static boolean isUnsure(final Transaction txn, final Sample sample) {
    return sample.mayChange() && !txn.scratch().isComplete();
  }

  /** How the exchange is logged. */
  record LogLevel(int level) implements RuleAction {
    @Override
    public Outcome apply(final Transaction txn, final RuleRun run) {
      txn.setLogLevel(level);
      return Outcome.NEXT;
    }
  }

  /** Bytes of the body are waited for; what is there already is enough where there is no room. */
  record WaitForBody(boolean request, long longestNanos, long leastBytes) implements RuleAction {
    @Override
    public Outcome apply(final Transaction txn, final RuleRun run) {
      final Payload body = request ? txn.requestPayload() : txn.responsePayload();
      if (body.whole || body.full || body.length >= leastBytes) {
        return Outcome.NEXT;
      }
      if (!run.waiting) {
        run.deadlineNanos = txn.nowNanos() + longestNanos;
        run.wantedBytes = leastBytes;
        return Outcome.WAIT;
      }
      return txn.nowNanos() - run.deadlineNanos >= 0 ? Outcome.TIMEOUT : Outcome.WAIT;
    }
  }

  /** What rules do when they fail, from the next one on. */
  record StrictMode(boolean on) implements RuleAction {
    @Override
    public Outcome apply(final Transaction txn, final RuleRun run) {
      run.strict = on;
      return Outcome.NEXT;
    }
  }

  /** A timeout of this exchange alone. */
  record Timeout(boolean tunnel, long millis) implements RuleAction {
    @Override
    public Outcome apply(final Transaction txn, final RuleRun run) {
      if (tunnel) {
        txn.setTunnelTimeout(millis);
      } else {
        txn.setServerTimeout(millis);
      }
      return Outcome.NEXT;
    }
  }

  /** The request is sent once. */
  record NoRetry() implements RuleAction {
    @Override
    public Outcome apply(final Transaction txn, final RuleRun run) {
      txn.disableL7Retry();
      return Outcome.NEXT;
    }
  }

  /** The list ends, and maybe more. */
  record End(Outcome outcome) implements RuleAction {
    @Override
    public Outcome apply(final Transaction txn, final RuleRun run) {
      return outcome;
    }
  }

  /** The list ends with an answer. */
  record EndWith(Outcome outcome, Answering answering) implements RuleAction {
    @Override
    public Outcome apply(final Transaction txn, final RuleRun run) {
      run.answering = answering;
      return outcome;
    }
  }

  /** The list ends with a page of our own. */
  record Service(String name) implements RuleAction {
    @Override
    public Outcome apply(final Transaction txn, final RuleRun run) {
      run.service = name;
      return Outcome.SERVICE;
    }
  }

  /** A timeout of as many milliseconds as a sample says; without one above 0 it stays. */
  record TimeoutFrom(boolean tunnel, Expression millis) implements RuleAction {
    @Override
    public Outcome apply(final Transaction txn, final RuleRun run) {
      final Sample sample = txn.scratch().sample();
      if (!millis.evaluate(txn, sample)
          || !Casts.to(SampleType.SINT, txn.scratch(), sample)
          || sample.number() <= 0) {
        return Outcome.NEXT;
      }
      final long longest = Math.min(sample.number(), Integer.MAX_VALUE);
      if (tunnel) {
        txn.setTunnelTimeout(longest);
      } else {
        txn.setServerTimeout(longest);
      }
      return Outcome.NEXT;
    }
  }

  /** The number of a log level; -1: nothing is logged. */
  static int level(final String name) {
    return switch (name) {
      case "emerg" -> 0;
      case "alert" -> 1;
      case "crit" -> 2;
      case "err", "error" -> 3;
      case "warning", "warn" -> 4;
      case "notice" -> 5;
      case "info" -> 6;
      case "debug" -> 7;
      default -> -1;
    };
  }

  static int slot(final OptionalInt declared, final java.util.function.IntSupplier added) {
    return declared.isPresent() ? declared.getAsInt() : added.getAsInt();
  }
}
