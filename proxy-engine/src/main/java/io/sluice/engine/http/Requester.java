package io.sluice.engine.http;

import io.sluice.config.ZeroCopy;
import io.sluice.engine.http1.RequestHead;
import io.sluice.engine.http1.ResponseHead;
import io.sluice.engine.transport.Connection;
import java.net.SocketAddress;

/**
 * Who made a request, whatever carries it: what an exchange needs of its client. The seam between
 * requests and the protocols that bring them: a connection of HTTP/1 has one exchange at a time,
 * one of HTTP/2 many. Confined to the exchange's worker.
 */
interface Requester {
  /** The request, whole and right. */
  RequestHead head();

  /**
   * Moves what is there of the request's body.
   *
   * @param how whether bulk may go through a pipe
   * @return how it stopped
   */
  Moved moveBody(Sink to, ZeroCopy how);

  /** Whether its connection may serve another request: whoever takes them is still there. */
  boolean mayKeep();

  /** Where the bytes of the response's body go. */
  Sink sink();

  /** Whether a body goes to the client in the chunks of HTTP/1 as they came. */
  boolean takesChunks();

  /** Where the client connected to; null: it is a unix socket, or gone. */
  SocketAddress localAddress();

  /** All bytes of the client that ever came. */
  long received();

  /** All bytes that the client ever took. */
  long sent();

  /** Sends a head, with the first bytes that follow it. */
  void sendHead(ResponseHead head);

  /** Sends the body of an answer that Sluice gives by itself. */
  void sendBody(byte[] body, int length);

  /** The exchange is over, or stands otherwise: timers are to be looked at. */
  void onProgress(long nowNanos);

  /**
   * It is over.
   *
   * @param ending what becomes of the client's connection
   * @param wholeRequest whether the request has come to its end
   */
  void onOver(Ending ending, boolean wholeRequest, long nowNanos);

  /**
   * The server changed the protocol: what comes now are bytes, in both directions.
   *
   * @param fromServer what it sent already
   */
  void onTunnel(Connection server, Inflow fromServer, long nowNanos);
}
