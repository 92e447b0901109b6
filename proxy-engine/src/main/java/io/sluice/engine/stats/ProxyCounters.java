package io.sluice.engine.stats;

/**
 * What one event loop counts of one frontend, backend or server. Written by that loop alone, with
 * plain writes; read by anyone, who may see a value that is a moment old.
 */
public final class ProxyCounters {
  /** Sessions that began here. */
  public long sessions;

  /** Sessions that are open now. */
  public long open;

  /** Bytes from clients. */
  public long bytesIn;

  /** Bytes to clients. */
  public long bytesOut;

  /** Connects to a server that failed, retries included. */
  public long connectErrors;

  /** Connects that were tried again on the same server. */
  public long retries;

  /** Connects that were tried again on another server. */
  public long redispatches;

  /** Sessions that the client ended early. */
  public long clientAborts;

  /** Sessions that the server ended early. */
  public long serverAborts;

  /** Sessions that found no server. */
  public long noServer;

  /** Sessions whose time in the queue ran out. */
  public long queueTimeouts;

  /** Sessions that were ended because their server went down, or a better one came up. */
  public long killed;

  /** Adds what another counted. */
  public void add(final ProxyCounters other) {
    sessions += other.sessions;
    open += other.open;
    bytesIn += other.bytesIn;
    bytesOut += other.bytesOut;
    connectErrors += other.connectErrors;
    retries += other.retries;
    redispatches += other.redispatches;
    clientAborts += other.clientAborts;
    serverAborts += other.serverAborts;
    noServer += other.noServer;
    queueTimeouts += other.queueTimeouts;
    killed += other.killed;
  }
}
