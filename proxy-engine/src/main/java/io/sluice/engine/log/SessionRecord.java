package io.sluice.engine.log;

/**
 * What the line of one session says: first what HAProxy's tcplog prints, in its order, then what a
 * custom format may ask for. One for each event loop, filled and printed by it and filled anew for
 * the next session.
 *
 * <p>Source: HAProxy configuration manual, "TCP log format" and "Custom log format".
 */
public class SessionRecord {
  /** Client's address as it is printed: {@code 10.0.0.1:4711}, {@code ::1:4711}, {@code unix:1}. */
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

  /** Bytes from the client ({@code %U}). */
  public long bytesIn;

  /** From accept to the end of PROXY protocol and TLS handshake, milliseconds ({@code %Th}). */
  public long handshakeMillis;

  /**
   * Where the client connected to, printed as {@link #client} is ({@code %fi}, {@code %fp}); null:
   * not known.
   */
  public String clientDestination;

  /**
   * Where the connection to the server comes from, printed the same way ({@code %bi}, {@code %bp});
   * null: there is none.
   */
  public String serverSource;

  /** The server's address, printed the same way ({@code %si}, {@code %sp}); null: no server. */
  public String serverAddress;

  /** The how-manieth session or request of the process this is, from 0 ({@code %rt}). */
  public long number;

  /** Whether the client speaks TLS; prints a {@code ~} behind the frontend in {@code %ft}. */
  public boolean tls;

  /** The client's cipher ({@code %sslc}); null: no TLS. */
  public String tlsCipher;

  /** The client's version of TLS ({@code %sslv}); null: no TLS. */
  public String tlsVersion;

  /** The unique id ({@code %ID}), US-ASCII, in its first bytes; null: none. */
  public byte[] uniqueId;

  /** How many bytes of it count. */
  public int uniqueIdLength;

  /** What {@link LineSample}s of the format are worked out from; null: they are all empty. */
  public Object transaction;

  /** Forgets everything. */
  final void clearSession() {
    client = null;
    acceptedMillis = 0;
    frontend = null;
    backend = null;
    server = null;
    queueMillis = -1;
    connectMillis = -1;
    totalMillis = 0;
    bytesOut = 0;
    cause = 0;
    phase = 0;
    processConnections = 0;
    frontendConnections = 0;
    backendConnections = 0;
    serverConnections = 0;
    retries = 0;
    redispatched = false;
    serverQueue = 0;
    backendQueue = 0;
    bytesIn = 0;
    handshakeMillis = 0;
    clientDestination = null;
    serverSource = null;
    serverAddress = null;
    number = 0;
    tls = false;
    tlsCipher = null;
    tlsVersion = null;
    uniqueId = null;
    uniqueIdLength = 0;
    transaction = null;
  }
}
