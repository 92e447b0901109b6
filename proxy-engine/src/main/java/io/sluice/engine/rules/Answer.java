package io.sluice.engine.rules;

import io.sluice.engine.sample.Output;

/**
 * An answer of our own, made for one exchange: a head and a body, as they would have come from a
 * server. The sender leaves the body out where the request was HEAD, and says in Connection what
 * becomes of the connection. Used again for the next; confined to its worker.
 */
public final class Answer {
  private static final int MOST_HEAD_BYTES = 16 * 1024;
  private static final int MOST_BODY_BYTES = 64 * 1024;
  private static final byte[] NOTHING = new byte[0];

  private final Output head = new Output(MOST_HEAD_BYTES);
  private final Output made = new Output(MOST_BODY_BYTES);
  private int status;
  private byte[] body = NOTHING;
  private int bodyLength;

  /** The status line and the fields, each line with its CR LF, and the empty line. */
  public byte[] head() {
    return head.bytes();
  }

  /** How many bytes of {@link #head} there are. */
  public int headLength() {
    return head.length();
  }

  /** Its status. */
  public int status() {
    return status;
  }

  /** The body, from the array's start; not to be written to. */
  public byte[] body() {
    return body;
  }

  /** How many bytes it has. */
  public int bodyLength() {
    return bodyLength;
  }

  Output headOutput() {
    return head;
  }

  Output bodyOutput() {
    return made;
  }

  void begin(final int code) {
    status = code;
    head.clear();
    made.clear();
    body = NOTHING;
    bodyLength = 0;
  }

  void setBody(final byte[] bytes, final int length) {
    body = bytes;
    bodyLength = length;
  }
}
