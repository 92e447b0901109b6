/**
 * Sessions that speak HTTP/1: requests of a client, one after the other, each taken to a server and
 * its response back.
 *
 * <p>The way of a byte:
 *
 * <pre>
 *   HttpSession       a client's connection: waits, reads a head, serves it, waits again, closes
 *    └ ClientStream   its bytes ─ Inflow ─┬─ HeadReader ──a request──► Exchange.begin
 *                                         └─ Body ──its body──┐
 *   Exchange          where one request stands                │
 *    ├ Reception      rules ─► a backend ─► Dispatch          │
 *    └ Traffic        while a server is connected             ▼
 *       ├ RequestWay      up:   the head, and the body from Body ─(HeldBody)─► Outflow ─► server
 *       └ ResponseWay     down: server ─► Inflow ─► head ─► rules ─► Body ─(GzipSink)─► the
 *                               client's Outflow, in ClientStream
 *    Endings          or something else ends it: an answer of our own, a cut
 *    Tunnel           or it becomes one: bytes, by tcp.Relay
 * </pre>
 *
 * <p>What an exchange knows beside its bytes is in {@code Rooms}, one idea in each: who takes part
 * ({@code Parties}), which connections stay ({@code KeepAlive}), which server is asked for ({@code
 * ServerChoice}), what may be tried again ({@code Retries}), whose turn it is ({@code Timeouts}),
 * what is counted ({@code Accounting}), what is told ({@code OwnAnswers}), how it ended ({@code
 * Fate}), what the log says ({@code RequestLog}).
 *
 * <p>{@code Requester} is the seam between the two halves: all that an exchange knows of what
 * brought its request. Syntax is {@link io.sluice.engine.http1}'s, rules are {@link
 * io.sluice.engine.rules}'.
 */
package io.sluice.engine.http;
