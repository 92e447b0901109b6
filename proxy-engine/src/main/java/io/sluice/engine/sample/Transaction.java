package io.sluice.engine.sample;

import io.sluice.config.http.VarName;
import io.sluice.engine.http1.RequestHead;
import io.sluice.engine.http1.ResponseHead;
import io.sluice.engine.log.Captures;

/**
 * One exchange as rules see it: what samples are taken from, and what actions change beside the two
 * heads. An HTTP exchange has everything; a TCP connection says null, or nothing, where HTTP is
 * asked for, and a rule finds no sample there. Confined to the worker of the exchange.
 *
 * <p>Source: HAProxy configuration manual, "Fetching samples".
 */
public interface Transaction {
  /** The worker's tools for evaluating. */
  Scratch scratch();

  // ---- messages

  /** The request's head; null: it is not there yet, or this is no HTTP. */
  RequestHead request();

  /** The response's head; null: there is none yet. */
  ResponseHead response();

  /**
   * What is buffered of the request's body, or of what the client of a TCP connection sent; never
   * null.
   */
  Payload requestPayload();

  /** The same of the response, or of the server; never null. */
  Payload responsePayload();

  /** Whether this is the first request of its connection. */
  boolean isFirstRequest();

  /** How many requests came before this one, in the whole process ({@code %rt}). */
  long requestNumber();

  /** What {@code unique-id-format} made; null: nothing, or not yet. */
  byte[] uniqueId();

  // ---- connections

  /** The client, as the PROXY protocol tells where it is used. */
  Endpoint source();

  /** Where the client meant to go, the same way. */
  Endpoint destination();

  /** Whether the client's own words (the PROXY protocol) say who it is. */
  default boolean isProxied() {
    return !source().equals(socketSource());
  }

  /** Says who the client is, for all that comes ({@code set-src}). */
  default void setSource(final Endpoint end) {}

  /** Says where the client meant to go, for all that comes ({@code set-dst}). */
  default void setDestination(final Endpoint end) {}

  /** Lets the client hear nothing more, not even the end of its connection. */
  default void silenceClient() {}

  /** The client's end of the accepted socket. */
  Endpoint socketSource();

  /** Our end of the accepted socket. */
  Endpoint socketDestination();

  /** Our end of the connection to the server; null: there is none. */
  Endpoint serverSource();

  /** The server's end of it; null: there is none. */
  Endpoint serverDestination();

  /** Whether the client's connection is encrypted. */
  boolean isClientTls();

  /** A number of the listening socket, from 1. */
  int listenerId();

  // ---- who serves

  ProxyFigures frontend();

  /** Null: none is chosen yet. */
  ProxyFigures backend();

  /** Null: none is chosen yet. */
  ServerFigures server();

  // ---- what is kept

  /**
   * Variables of a scope, {@link VarName.Scope#PROC} left out; those of the request are gone when
   * the response begins.
   *
   * @return null: there is no such scope now
   */
  Variables variables(VarName.Scope scope);

  /** What was captured of the request; never null. */
  Captures requestCaptures();

  /** What was captured of the response; never null. */
  Captures responseCaptures();

  /** The entries of stick tables that this exchange counts in, its session's among them. */
  Tracked tracked();

  // ---- time

  /** The wall clock, milliseconds since the epoch. */
  long nowMillis();

  /** {@link System#nanoTime}, as old as the event that is handled at most. */
  long nowNanos();

  /** The clock of stick tables, milliseconds. */
  default long tableMillis() {
    return nowNanos() / 1_000_000;
  }

  /** File and line of the last rule that ended a list; null: none did. */
  default String lastRule() {
    return null;
  }

  /** What conditions may have found out by another thread; null: they find out at once. */
  default SlowCheck slowCheck() {
    return null;
  }

  /** How the response is compressed, such as {@code gzip}; null: it is not. */
  default String compression() {
    return null;
  }

  // ---- what rules say about the rest of the way

  /**
   * Says how the exchange is logged.
   *
   * @param level a syslog level 0 to 7; -1: not at all
   */
  void setLogLevel(int level);

  /** The request is not sent a second time. */
  void disableL7Retry();

  /** {@code timeout server} of this exchange, milliseconds, above 0. */
  void setServerTimeout(long millis);

  /** {@code timeout tunnel} of this exchange, milliseconds, above 0. */
  void setTunnelTimeout(long millis);
}
