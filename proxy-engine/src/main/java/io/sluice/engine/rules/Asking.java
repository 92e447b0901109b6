package io.sluice.engine.rules;

import io.sluice.engine.http1.TargetForm;
import io.sluice.engine.sample.Bytes;
import io.sluice.engine.sample.Transaction;

/**
 * Asks for a user and a password: 401, or 407 where we are asked as a proxy. Immutable.
 *
 * <p>Source: HAProxy configuration manual, {@code http-request auth}; RFC 7617 section 2.
 */
final class Asking implements RuleAction, Answering {
  private final byte[] realm;
  private final Answering asServer;
  private final Answering asProxy;

  /**
   * @param asServer the page of 401
   * @param asProxy the page of 407
   */
  Asking(final String realm, final Answering asServer, final Answering asProxy) {
    final String quoted = realm.replace("\\", "\\\\").replace("\"", "\\\"");
    this.realm = Bytes.of("-Authenticate: Basic realm=\"" + quoted + "\"\r\n\r\n");
    this.asServer = asServer;
    this.asProxy = asProxy;
  }

  @Override
  public Outcome apply(final Transaction txn, final RuleRun run) {
    run.answering = this;
    return Outcome.AUTH;
  }

  @Override
  public void fill(final Transaction txn, final Answer into) {
    final boolean proxy =
        txn.request() != null
            && (txn.request().targetForm() == TargetForm.ABSOLUTE
                || txn.request().targetForm() == TargetForm.AUTHORITY);
    (proxy ? asProxy : asServer).fill(txn, into);
    // In place of the empty line that the page ends with.
    into.headOutput().cut(into.headOutput().length() - 2);
    into.headOutput().put(proxy ? "Proxy" : "WWW");
    into.headOutput().put(realm);
  }
}
