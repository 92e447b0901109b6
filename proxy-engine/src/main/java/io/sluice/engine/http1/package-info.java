/**
 * The syntax of HTTP/1 messages (RFC 9112), and nothing else: no sockets, no sessions, no rules.
 *
 * <pre>
 *   receive buffer ─► RequestHead.feed / ResponseHead.feed      one bulk copy of the head, indexed as it comes
 *                         │  DONE: lines, fields, Host, framing were judged; REFUSED: {@link Refusal}
 *                         ▼
 *                     find, valueStart, …  ◄─ rules ─►  delete, add, setValue, setPath, setStatus, …
 *                         ▼
 *                     removeHopByHop, setConnection, writeTo     untouched lines go out as they came
 *
 *   receive buffer ─► ChunkedBody.read                          runs of bytes to pass on as they are
 * </pre>
 *
 * <p>Strict by RFC 9110 and 9112, with the tolerances that {@code docs/http.md} lists. All classes
 * are confined to one event loop. Objects that live as long as an exchange are made to be reused:
 * nothing is allocated once they have grown to the size of the messages that come.
 */
package io.sluice.engine.http1;
