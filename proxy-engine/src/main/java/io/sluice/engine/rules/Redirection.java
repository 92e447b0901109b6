package io.sluice.engine.rules;

import io.sluice.config.http.Action.Redirect;
import io.sluice.engine.http1.Names;
import io.sluice.engine.http1.RequestHead;
import io.sluice.engine.sample.Bytes;
import io.sluice.engine.sample.Format;
import io.sluice.engine.sample.Output;
import io.sluice.engine.sample.Transaction;

/**
 * Sends the client elsewhere. Immutable.
 *
 * <p>Source: HAProxy configuration manual, {@code redirect}.
 */
final class Redirection implements RuleAction, Answering {
  private static final byte[] SCHEME_END = Bytes.latin("://");

  private final Redirect rule;
  private final Format to;
  private final byte[] start;
  private final byte[] end;

  Redirection(final Redirect rule, final Format to) {
    this.rule = rule;
    this.to = to;
    final boolean temporary = rule.code() == 302 || rule.code() == 303 || rule.code() == 307;
    start =
        Bytes.latin(
            "HTTP/1.1 "
                + rule.code()
                + " "
                + Reasons.of(rule.code())
                + "\r\nContent-Length: 0\r\nLocation: ");
    end =
        Bytes.latin(
            "\r\n"
                + (temporary ? "Cache-Control: no-cache\r\n" : "")
                + rule.cookie().map(c -> "Set-Cookie: " + c + "\r\n").orElse("")
                + "\r\n");
  }

  @Override
  public Outcome apply(final Transaction txn, final RuleRun run) {
    if (rule.ignoreEmpty()) {
      to.make(txn);
      if (txn.scratch().output().length() == 0) {
        return Outcome.NEXT;
      }
    }
    run.answering = this;
    return Outcome.REDIRECT;
  }

  @Override
  public void fill(final Transaction txn, final Answer into) {
    into.begin(rule.code());
    final Output head = into.headOutput();
    head.put(start);
    final int before = head.length();
    to.print(txn, head);
    final RequestHead request = txn.request();
    if (request != null && rule.kind() != Redirect.Kind.LOCATION) {
      rest(request, head, before);
    }
    head.put(end);
  }

  private void rest(final RequestHead request, final Output head, final int before) {
    if (rule.kind() == Redirect.Kind.SCHEME) {
      head.put(SCHEME_END);
      final int host = request.find(Names.HOST, -1);
      if (host >= 0) {
        put(request, request.valueStart(host), request.valueEnd(host), head);
      }
    } else if (head.length() - before == 1 && head.bytes()[before] == '/') {
      // A slash alone would stand twice before the path.
      head.cut(before);
    }
    put(
        request,
        request.pathStart(),
        rule.dropQuery() ? request.pathEnd() : request.targetEnd(),
        head);
    if (rule.appendSlash() && head.length() > before && head.bytes()[head.length() - 1] != '/') {
      head.put('/');
    }
  }

  private static void put(
      final RequestHead request, final int from, final int to, final Output head) {
    head.put(request.bytes(), from, to - from);
  }
}
