package io.sluice.engine.http;

import io.sluice.engine.dispatch.Dispatch;
import java.net.SocketAddress;

/**
 * What an exchange is made of, one idea each; made once for each client's connection, and begun
 * anew with each request. Confined to its worker.
 */
final class Rooms {
  /** Who takes part. */
  final Parties parties;

  /** When it came to which point. */
  final Timing timing = new Timing();

  /** What the client was told, and how it ended. */
  final Fate fate = new Fate();

  /** What is counted. */
  final Accounting accounting;

  /** Which connections stay. */
  final KeepAlive keepAlive;

  /** Which server is asked for. */
  final ServerChoice choice;

  /** The request's bytes. */
  final RequestWay up;

  /** The response's bytes. */
  final ResponseWay down;

  /** What may be tried again. */
  final Retries retries;

  /** Whose turn it is, and how long. */
  final Timeouts timeouts;

  /** What the client is told that no server said. */
  final OwnAnswers answers;

  /** The line of the log. */
  final RequestLog log;

  Rooms(
      final HttpWorker http,
      final Requester client,
      final SocketAddress clientAddress,
      final ExchangeRules rules,
      final Dispatch dispatch) {
    parties = new Parties(http, client, rules, dispatch);
    accounting = new Accounting(http, client);
    keepAlive = new KeepAlive(parties);
    choice = new ServerChoice(parties, clientAddress);
    up = new RequestWay(http, parties);
    down = new ResponseWay(http, parties);
    retries = new Retries(parties, up, down);
    timeouts = new Timeouts(parties, up, timing);
    answers = new OwnAnswers(parties, down, keepAlive, accounting, fate);
    log = new RequestLog(parties, timing, accounting, choice, clientAddress);
  }
}
