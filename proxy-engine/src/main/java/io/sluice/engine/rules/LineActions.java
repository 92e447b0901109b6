package io.sluice.engine.rules;

import io.sluice.engine.http1.Names;
import io.sluice.engine.http1.RequestHead;
import io.sluice.engine.http1.ResponseHead;
import io.sluice.engine.http1.TargetForm;
import io.sluice.engine.sample.Bytes;
import io.sluice.engine.sample.Format;
import io.sluice.engine.sample.Output;
import io.sluice.engine.sample.Transaction;
import io.sluice.engine.sample.pattern.Regex;

/**
 * Actions on the request line and the status line. A result that cannot stand there leaves the line
 * as it was, and the rule has failed. Immutable.
 *
 * <p>Source: HAProxy configuration manual, {@code set-path} and its relatives.
 */
final class LineActions {
  private static final byte[] QUESTION = Bytes.latin("?");

  private LineActions() {}

  /** What is set. */
  enum Part {
    METHOD,
    PATH,
    PATH_QUERY,
    QUERY,
    URI
  }

  private static boolean set(final Part part, final RequestHead head, final Output made) {
    final byte[] bytes = made.bytes();
    final int length = made.length();
    return switch (part) {
      case METHOD -> head.setMethod(bytes, 0, length);
      case PATH -> head.setPath(bytes, 0, length);
      case PATH_QUERY -> head.setPathAndQuery(bytes, 0, length);
      case QUERY -> head.setQuery(bytes, 0, length);
      case URI -> head.setTarget(bytes, 0, length) && hostFollows(head);
    };
  }

  /** Host names the authority of the target, if that has one; they must not disagree. */
  private static boolean hostFollows(final RequestHead head) {
    if (head.targetForm() != TargetForm.ABSOLUTE) {
      return true;
    }
    final int host = head.find(Names.HOST, -1);
    return host < 0
        ? head.add(Names.HOST, head.bytes(), head.authorityStart(), head.authorityEnd())
        : head.setValue(host, head.bytes(), head.authorityStart(), head.authorityEnd());
  }

  /** A part of the request line, made anew. */
  record Set(Part part, Format value) implements RuleAction {
    @Override
    public Outcome apply(final Transaction txn, final RuleRun run) {
      final RequestHead head = txn.request();
      if (head == null || !value.make(txn)) {
        return Outcome.FAILED;
      }
      final Output made = txn.scratch().output();
      if (part == Part.QUERY && made.length() == 0) {
        return emptyQuery(head, made);
      }
      return LineActions.set(part, head, made) ? Outcome.NEXT : Outcome.FAILED;
    }

    /** A question mark that is there stays. */
    private static Outcome emptyQuery(final RequestHead head, final Output made) {
      if (!head.hasQuery()) {
        return Outcome.NEXT;
      }
      made.put(head.bytes(), head.pathStart(), head.pathEnd() - head.pathStart());
      made.put(QUESTION);
      return head.setPathAndQuery(made.bytes(), 0, made.length()) ? Outcome.NEXT : Outcome.FAILED;
    }
  }

  /** A part in which the expression finds something, made anew from its groups. */
  record Replace(Part part, Regex regex, Format replacement) implements RuleAction {
    @Override
    public Outcome apply(final Transaction txn, final RuleRun run) {
      final RequestHead head = txn.request();
      if (head == null) {
        return Outcome.FAILED;
      }
      final int from = part == Part.URI ? head.targetStart() : head.pathStart();
      final int to = part == Part.PATH ? head.pathEnd() : head.targetEnd();
      if (to == from && part != Part.URI) {
        return Outcome.NEXT;
      }
      if (!regex.find(head.bytes(), from, to - from)) {
        return Outcome.NEXT;
      }
      if (!replacement.make(txn)) {
        return Outcome.FAILED;
      }
      // The format may have used expressions of its own, so that the groups are looked for anew.
      regex.find(head.bytes(), from, to - from);
      final Output template = txn.scratch().output();
      final Output made = txn.scratch().value(txn.scratch().sample());
      regex.replace(template.bytes(), 0, template.length(), made);
      return !made.isOverflown() && LineActions.set(part, head, made)
          ? Outcome.NEXT
          : Outcome.FAILED;
    }
  }

  /** The status and its reason. */
  @SuppressWarnings("ArrayRecordComponent") // It is never compared.
  record Status(int status, byte[] reason) implements RuleAction {
    @Override
    public Outcome apply(final Transaction txn, final RuleRun run) {
      final ResponseHead head = txn.response();
      return head != null && head.setStatus(status, reason, 0, reason.length)
          ? Outcome.NEXT
          : Outcome.FAILED;
    }
  }
}
