package io.sluice.engine.rules;

import io.sluice.config.http.Match;
import io.sluice.engine.http1.FieldName;
import io.sluice.engine.http1.Fields;
import io.sluice.engine.sample.Bytes;
import io.sluice.engine.sample.Format;
import io.sluice.engine.sample.Output;
import io.sluice.engine.sample.Transaction;
import io.sluice.engine.sample.fetch.HeaderValues;
import io.sluice.engine.sample.pattern.Regex;

/**
 * Actions on header fields of the request, or of the response. Immutable.
 *
 * <p>Source: HAProxy configuration manual, {@code set-header}, {@code add-header}, {@code
 * del-header}, {@code replace-header}, {@code replace-value}.
 */
final class HeaderActions {
  private HeaderActions() {}

  private static Fields head(final Transaction txn, final boolean request) {
    return request ? txn.request() : txn.response();
  }

  /** The only field of its name, or one more. */
  record Put(boolean request, boolean only, FieldName name, Format value) implements RuleAction {
    @Override
    public Outcome apply(final Transaction txn, final RuleRun run) {
      final Fields head = head(txn, request);
      if (head == null || !value.make(txn)) {
        return Outcome.FAILED;
      }
      final Output made = txn.scratch().output();
      final boolean done =
          only
              ? head.set(name, made.bytes(), 0, made.length())
              : head.add(name, made.bytes(), 0, made.length());
      return done ? Outcome.NEXT : Outcome.FAILED;
    }
  }

  /** Every field of a name. */
  record Delete(boolean request, FieldName name) implements RuleAction {
    @Override
    public Outcome apply(final Transaction txn, final RuleRun run) {
      final Fields head = head(txn, request);
      if (head != null) {
        head.deleteAll(name);
      }
      return Outcome.NEXT;
    }
  }

  /** Every field whose name fits. */
  @SuppressWarnings("ArrayRecordComponent") // It is never compared.
  record DeleteFitting(boolean request, Match match, byte[] text, Regex regex)
      implements RuleAction {
    @Override
    public Outcome apply(final Transaction txn, final RuleRun run) {
      final Fields head = head(txn, request);
      for (int i = 0; head != null && i < head.fieldCount(); i++) {
        if (!head.isDeleted(i) && fits(txn, head, i)) {
          head.delete(i);
        }
      }
      return Outcome.NEXT;
    }

    private boolean fits(final Transaction txn, final Fields head, final int field) {
      final int start = head.nameStart(field);
      final int length = head.nameEnd(field) - start;
      if (match == Match.REG) {
        final Output name = txn.scratch().output();
        name.clear();
        for (int i = start; i < start + length; i++) {
          name.put(Bytes.lower(head.bytes()[i]));
        }
        return regex.find(name.bytes(), 0, name.length());
      }
      if (length < text.length) {
        return false;
      }
      return switch (match) {
        case BEG -> Bytes.sameIgnoringCase(text, 0, head.bytes(), start, text.length);
        case END ->
            Bytes.sameIgnoringCase(
                text, 0, head.bytes(), start + length - text.length, text.length);
        default -> holds(head.bytes(), start, length);
      };
    }

    private boolean holds(final byte[] bytes, final int start, final int length) {
      for (int at = start; at <= start + length - text.length; at++) {
        if (Bytes.sameIgnoringCase(text, 0, bytes, at, text.length)) {
          return true;
        }
      }
      return false;
    }
  }

  /** The whole value of each field in which the expression finds something. */
  record Replace(boolean request, FieldName name, Regex regex, Format replacement)
      implements RuleAction {
    @Override
    public Outcome apply(final Transaction txn, final RuleRun run) {
      final Fields head = head(txn, request);
      if (head == null || !head.has(name)) {
        return Outcome.NEXT;
      }
      boolean done = replacement.make(txn);
      final Output template = txn.scratch().output();
      for (int i = head.find(name, -1); done && i >= 0; i = head.find(name, i)) {
        final int start = head.valueStart(i);
        if (regex.find(head.bytes(), start, head.valueEnd(i) - start)) {
          final Output value = txn.scratch().value(txn.scratch().sample());
          regex.replace(template.bytes(), 0, template.length(), value);
          done = !value.isOverflown() && head.setValue(i, value.bytes(), 0, value.length());
        }
      }
      return done ? Outcome.NEXT : Outcome.FAILED;
    }
  }

  /** Each of the values between commas in which the expression finds something. */
  record ReplaceValue(boolean request, FieldName name, Regex regex, Format replacement)
      implements RuleAction {
    @Override
    public Outcome apply(final Transaction txn, final RuleRun run) {
      final Fields head = head(txn, request);
      if (head == null || !head.has(name)) {
        return Outcome.NEXT;
      }
      boolean done = replacement.make(txn);
      for (int i = head.find(name, -1); done && i >= 0; i = head.find(name, i)) {
        done = line(txn, head, i);
      }
      return done ? Outcome.NEXT : Outcome.FAILED;
    }

    private boolean line(final Transaction txn, final Fields head, final int field) {
      final Output template = txn.scratch().output();
      final Output line = txn.scratch().value(txn.scratch().sample());
      final byte[] bytes = head.bytes();
      final int end = head.valueEnd(field);
      boolean changed = false;
      int at = head.valueStart(field);
      while (at <= end) {
        final int comma = HeaderValues.valueEnd(bytes, at, end);
        int from = at;
        int to = comma;
        while (from < to && isBlank(bytes[from])) {
          from++;
        }
        while (to > from && isBlank(bytes[to - 1])) {
          to--;
        }
        if (regex.find(bytes, from, to - from)) {
          regex.replace(template.bytes(), 0, template.length(), line);
          changed = true;
        } else {
          line.put(bytes, at, comma - at);
        }
        if (comma < end) {
          line.put(',');
        }
        at = comma + 1;
      }
      return !line.isOverflown()
          && (!changed || head.setValue(field, line.bytes(), 0, line.length()));
    }

    private static boolean isBlank(final byte b) {
      return b == ' ' || b == '\t';
    }
  }
}
