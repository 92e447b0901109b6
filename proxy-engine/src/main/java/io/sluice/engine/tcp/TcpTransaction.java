package io.sluice.engine.tcp;

import io.sluice.config.http.StickTableConfig.Data;
import io.sluice.config.http.VarName;
import io.sluice.engine.http1.RequestHead;
import io.sluice.engine.http1.ResponseHead;
import io.sluice.engine.proxy.ClientEnds;
import io.sluice.engine.proxy.FrontendRuntime;
import io.sluice.engine.proxy.ProxyTransaction;
import io.sluice.engine.sample.Scratch;
import io.sluice.engine.sample.Tracked;

/**
 * A session as its rules see it: the connections, and the client's first bytes while these are held
 * back; no HTTP. Confined to its worker. A session without rules has none.
 */
final class TcpTransaction extends ProxyTransaction implements Relay.Meter {
  private final Tracked tracked = new Tracked(null);

  /** Whether it has a server, and the request's variables are gone. */
  private boolean connected;

  TcpTransaction(final Scratch scratch, final ClientEnds client, final FrontendRuntime frontend) {
    super(scratch, client);
    final boolean _ = begin(frontend.rules(), frontend.figures());
  }

  /** There is a server: what was for the request alone is over. */
  void onConnected() {
    forget(VarName.Scope.REQ);
    connected = true;
  }

  /** Bytes were moved; where the client is tracked, they count. */
  @Override
  public void onMoved(final long in, final long out, final long now) {
    nowNanos = now;
    final long nowMillis = tableMillis();
    if (in > 0) {
      tracked.count(Data.BYTES_IN_CNT, in, nowMillis);
    }
    if (out > 0) {
      tracked.count(Data.BYTES_OUT_CNT, out, nowMillis);
    }
  }

  @Override
  protected boolean hasResponse() {
    return connected;
  }

  @Override
  public Tracked tracked() {
    return tracked;
  }

  @Override
  public RequestHead request() {
    return null;
  }

  @Override
  public ResponseHead response() {
    return null;
  }

  @Override
  public boolean isFirstRequest() {
    return true;
  }

  @Override
  public byte[] uniqueId() {
    return null;
  }

  /** Nothing is sent twice here. */
  @Override
  public void disableL7Retry() {}
}
