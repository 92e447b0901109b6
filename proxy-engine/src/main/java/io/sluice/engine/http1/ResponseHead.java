package io.sluice.engine.http1;

import io.netty.buffer.ByteBuf;

/**
 * The head of a response. Confined to one event loop.
 *
 * <pre>
 *   VERSION ─► STATUS ─► REASON ─► fields
 * </pre>
 *
 * <p>Source: RFC 9112 sections 4 and 6.3.
 */
public final class ResponseHead extends MessageHead {
  private static final int VERSION = START;
  private static final int STATUS = START + 1;
  private static final int STATUS_END = START + 2;
  private static final int REASON = START + 3;
  private static final int REASON_LF = START + 4;

  private static final int STATUS_DIGITS = 3;
  private static final int LEAST_STATUS = 100;
  private static final int MOST_STATUS = 999;

  private Method requestMethod = Method.GET;
  private int status;
  private int reasonStart;
  private int reasonEnd;

  public ResponseHead(final Limits limits) {
    super(limits);
    begin(Method.GET);
  }

  /**
   * Begins the next response; also the one after a 1xx.
   *
   * @param method of the request that it answers: a response to HEAD has no body
   */
  public void begin(final Method method) {
    clearHead();
    requestMethod = method;
    status = 0;
    reasonStart = 0;
    reasonEnd = 0;
  }

  /** 100 to 999; 0: it was not read yet. */
  public int status() {
    return status;
  }

  /** Whether another response to the same request follows it: 1xx, but 101 is the last in HTTP. */
  public boolean isInterim() {
    return status < 200 && status != 101;
  }

  public int reasonStart() {
    return reasonStart;
  }

  public int reasonEnd() {
    return reasonEnd;
  }

  /**
   * Sets status and reason phrase. What follows the head stays what it was.
   *
   * @param newStatus 100 to 999
   * @return false: the reason has a control byte, or there is no room
   */
  public boolean setStatus(final int newStatus, final byte[] reason, final int from, final int to) {
    if (newStatus < LEAST_STATUS || newStatus > MOST_STATUS) {
      return false;
    }
    if (Octets.hasControl(reason, from, to) || !reserve(to - from)) {
      return false;
    }
    status = newStatus;
    reasonStart = end;
    put(reason, from, to);
    reasonEnd = end;
    startLineEdited = true;
    return true;
  }

  @Override
  void writeStartLine(final ByteBuf out) {
    writeVersion(out);
    out.writeByte(Octets.SP)
        .writeByte('0' + status / 100)
        .writeByte('0' + status / 10 % 10)
        .writeByte('0' + status % 10)
        .writeByte(Octets.SP);
    writeRange(out, reasonStart, reasonEnd);
    writeLineEnd(out);
  }

  @Override
  boolean acceptsFolds() {
    return true;
  }

  @Override
  Refusal tooLarge(final int lastPhase) {
    return Refusal.HEAD_TOO_LARGE;
  }

  @Override
  int startLine(final int p, final int startPhase) {
    return switch (startPhase) {
      case VERSION -> version(p);
      case STATUS -> status(p);
      case STATUS_END -> statusEnd(p);
      case REASON -> reason(p);
      default -> startLineFeed(p, REASON_LF);
    };
  }

  private int version(final int p) {
    final int behind = version(p, VERSION, Refusal.BAD_STATUS_LINE);
    return behind < 0 ? behind : status(behind);
  }

  /** A blank and three digits. */
  private int status(final int p) {
    int code = 0;
    for (int i = p; i <= p + STATUS_DIGITS; i++) {
      if (i == end) {
        return stop(p, STATUS);
      }
      final byte b = bytes[i];
      if (i == p ? b != Octets.SP : !Octets.isDigit(b)) {
        return refuse(Refusal.BAD_STATUS_LINE);
      }
      code = i == p ? 0 : code * 10 + b - '0';
    }
    status = code;
    return code < LEAST_STATUS ? refuse(Refusal.BAD_STATUS_LINE) : statusEnd(p + STATUS_DIGITS + 1);
  }

  private int statusEnd(final int p) {
    if (p == end) {
      return stop(p, STATUS_END);
    }
    reasonStart = p;
    return switch (bytes[p]) {
      case Octets.SP -> beginReason(p + 1);
      case Octets.CR, Octets.LF -> withoutReason(p);
      default -> refuse(Refusal.BAD_STATUS_LINE);
    };
  }

  private int beginReason(final int p) {
    reasonStart = p;
    return reason(p);
  }

  /** The blank before the reason is there even when the reason is not, but many forget it. */
  private int withoutReason(final int p) {
    startLineEdited = true;
    return reason(p);
  }

  private int reason(final int from) {
    final int p = Octets.findControl(bytes, from, end);
    if (p == end) {
      return stop(p, REASON);
    }
    reasonEnd = p;
    return endStartLine(p, REASON_LF, Refusal.BAD_STATUS_LINE);
  }

  @Override
  Refusal judge() {
    connection.read();
    final Refusal wrong = judgeBody();
    if (wrong != null) {
      return wrong;
    }
    if (mustClose()) {
      return Refusal.LENGTH_AND_CODING;
    }
    if (status < 200 || status == 204) {
      // They cannot have a body, and so must not speak of one (RFC 9110 section 8.6).
      dropBodyFields();
    }
    framing = frame();
    return null;
  }

  private Framing frame() {
    if (requestMethod == Method.HEAD || status < 200 || status == 204 || status == 304) {
      return Framing.NONE;
    }
    if (requestMethod == Method.CONNECT && status < 300) {
      return Framing.NONE;
    }
    if (isChunked()) {
      return Framing.CHUNKED;
    }
    return contentLength() < 0
        ? Framing.UNTIL_CLOSE
        : contentLength() > 0 ? Framing.LENGTH : Framing.NONE;
  }
}
