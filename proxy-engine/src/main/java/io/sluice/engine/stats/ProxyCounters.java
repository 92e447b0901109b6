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

  /** HTTP requests. */
  public long requests;

  /** Responses by the first digit of their status: 1xx to 5xx, and others. */
  public long responses1xx;

  public long responses2xx;
  public long responses3xx;
  public long responses4xx;
  public long responses5xx;
  public long responsesOther;

  /** Requests that a rule denied. */
  public long requestsDenied;

  /** Responses that a rule denied. */
  public long responsesDenied;

  /** Requests that were refused, or did not come to their end. */
  public long requestErrors;

  /** Responses that were no valid ones, or did not come to their end. */
  public long responseErrors;

  /** Requests that were served by a connection that had served another. */
  public long reuses;

  /** Connections to the server that are idle now, kept for another request. */
  public long idle;

  /** Counts a response. */
  public void countStatus(final int status) {
    switch (status / 100) {
      case 1 -> responses1xx++;
      case 2 -> responses2xx++;
      case 3 -> responses3xx++;
      case 4 -> responses4xx++;
      case 5 -> responses5xx++;
      default -> responsesOther++;
    }
  }

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
    requests += other.requests;
    responses1xx += other.responses1xx;
    responses2xx += other.responses2xx;
    responses3xx += other.responses3xx;
    responses4xx += other.responses4xx;
    responses5xx += other.responses5xx;
    responsesOther += other.responsesOther;
    requestsDenied += other.requestsDenied;
    responsesDenied += other.responsesDenied;
    requestErrors += other.requestErrors;
    responseErrors += other.responseErrors;
    reuses += other.reuses;
    idle += other.idle;
  }
}
