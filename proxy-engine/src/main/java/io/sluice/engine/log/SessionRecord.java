package io.sluice.engine.log;

/**
 * What the line of one TCP session says, in the order of HAProxy's tcplog. One for each event loop,
 * filled and printed by it and filled anew for the next session.
 *
 * <p>Source: HAProxy configuration manual, "TCP log format".
 */
public final class SessionRecord {
  /**
   * Client's address as it is printed: {@code 10.0.0.1:4711}, {@code [::1]:4711}, {@code unix:1}.
   */
  public String client;

  /** Wall clock when the client was accepted, milliseconds since the epoch. */
  public long acceptedMillis;

  public String frontend;

  /** Null where no backend was reached, printed as the frontend's name. */
  public String backend;

  /** Null where no server was reached, printed as {@code <NOSRV>}. */
  public String server;

  /** Time in queues, milliseconds; -1: never left them. */
  public long queueMillis;

  /** Time for the connection to the server, milliseconds; -1: never established. */
  public long connectMillis;

  /** From accept to end, milliseconds. */
  public long totalMillis;

  /** Bytes to the client. */
  public long bytesOut;

  /** Who ended it: the first letter of the termination state. */
  public byte cause;

  /** In which phase: the second letter of the termination state. */
  public byte phase;

  /** Client connections of the process when the session ended, itself included. */
  public long processConnections;

  /** The same of the frontend. */
  public long frontendConnections;

  /** Sessions of the backend, itself included. */
  public long backendConnections;

  /** Sessions of the server, itself included. */
  public long serverConnections;

  /** Connects that were tried again. */
  public int retries;

  /** Whether a retry went to another server; prints a {@code +} before retries. */
  public boolean redispatched;

  /** Sessions that were before it in the server's queue. */
  public int serverQueue;

  /** Sessions that were before it in the backend's queue. */
  public int backendQueue;
}
