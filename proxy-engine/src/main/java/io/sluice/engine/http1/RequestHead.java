package io.sluice.engine.http1;

import io.netty.buffer.ByteBuf;

/**
 * The head of a request. Confined to one event loop.
 *
 * <pre>
 *   EMPTY_LINE ─► METHOD ─► TARGET ─► VERSION ─► VERSION_END ─► fields
 * </pre>
 *
 * <p>Source: RFC 9112 section 3, RFC 9110 sections 7.2 and 10.1.1.
 */
public final class RequestHead extends MessageHead {
  private static final int EMPTY_LINE = START;
  private static final int EMPTY_LINE_LF = START + 1;
  private static final int METHOD = START + 2;
  private static final int TARGET = START + 3;
  private static final int VERSION = START + 4;
  private static final int VERSION_END = START + 5;
  private static final int VERSION_LF = START + 6;

  private static final int MOST_EMPTY_LINES = 8;
  private static final int MOST_METHOD_BYTES = 64;
  private static final byte[] CONTINUE = Octets.of("100-continue");

  private final Target target = new Target(this);
  private int emptyLines;
  private int methodStart;
  private int methodEnd;
  private Method method = Method.OTHER;
  private boolean expectsContinue;

  public RequestHead(final Limits limits) {
    super(limits);
    clear();
  }

  /** Begins the next request. */
  public void clear() {
    clearHead();
    target.clear();
    emptyLines = 0;
    methodStart = 0;
    methodEnd = 0;
    method = Method.OTHER;
    expectsContinue = false;
  }

  public Method method() {
    return method;
  }

  public int methodStart() {
    return methodStart;
  }

  public int methodEnd() {
    return methodEnd;
  }

  public TargetForm targetForm() {
    return target.form();
  }

  /** The whole target, as it came or was set. */
  public int targetStart() {
    return target.start();
  }

  public int targetEnd() {
    return target.end();
  }

  /** The path: empty where the target has none, as of {@code http://a} and CONNECT. */
  public int pathStart() {
    return target.pathStart();
  }

  public int pathEnd() {
    return target.pathEnd();
  }

  public boolean hasQuery() {
    return target.queryStart() > target.pathEnd();
  }

  /** Behind the {@code ?}; where there is none, the end of the path. */
  public int queryStart() {
    return target.queryStart();
  }

  public int queryEnd() {
    return target.end();
  }

  /** Where the authority of an absolute target or of CONNECT begins; {@link #authorityEnd} else. */
  public int authorityStart() {
    return target.authorityStart();
  }

  public int authorityEnd() {
    return target.authorityEnd();
  }

  /** Whether the client waits for 100 (Continue) before it sends the body. */
  public boolean expectsContinue() {
    return expectsContinue;
  }

  /**
   * Sets the method.
   *
   * @return false: it is no token, the target is not one of it (CONNECT, and {@code *}), or there
   *     is no room
   */
  public boolean setMethod(final byte[] source, final int from, final int to) {
    if (!Octets.isToken(source, from, to) || !reserve(to - from)) {
      return false;
    }
    final Method next = Method.of(source, from, to);
    if (!target.suits(next)) {
      return false;
    }
    method = next;
    methodStart = end;
    put(source, from, to);
    methodEnd = end;
    startLineEdited = true;
    return true;
  }

  /**
   * Sets the whole target. Host is left alone, as by HAProxy's set-uri.
   *
   * @return false: it is not a valid target of this method, or there is no room
   */
  public boolean setTarget(final byte[] source, final int from, final int to) {
    return edited(target.set(source, from, to));
  }

  /** Sets the path; query and authority stay. Returns false: it is not valid, or no room. */
  public boolean setPath(final byte[] source, final int from, final int to) {
    return edited(target.setPath(source, from, to));
  }

  /** Sets the query, without its {@code ?}; none where it is empty. Returns false: as above. */
  public boolean setQuery(final byte[] source, final int from, final int to) {
    return edited(target.setQuery(source, from, to));
  }

  /** Sets path and query, with the {@code ?} between them. Returns false: as above. */
  public boolean setPathAndQuery(final byte[] source, final int from, final int to) {
    return edited(target.setPathAndQuery(source, from, to));
  }

  /**
   * Makes an absolute target what an origin server is asked with (RFC 9112 section 3.2.1): its
   * path, or {@code *} for OPTIONS without one. Host says the rest; where an HTTP/1.0 client sent
   * none, it is added. Other targets stay. Returns false: there was no room.
   */
  public boolean toOriginForm() {
    if (target.form() != TargetForm.ABSOLUTE || target.isSetByRule()) {
      return true;
    }
    startLineEdited = true;
    return (has(Names.HOST) || addHost()) && target.toOriginForm();
  }

  private boolean addHost() {
    return add(Names.HOST, bytes, target.authorityStart(), target.authorityEnd());
  }

  private boolean edited(final boolean done) {
    startLineEdited |= done;
    return done;
  }

  @Override
  void writeStartLine(final ByteBuf out) {
    writeRange(out, methodStart, methodEnd);
    out.writeByte(Octets.SP);
    writeRange(out, target.start(), target.end());
    out.writeByte(Octets.SP);
    writeVersion(out);
    writeLineEnd(out);
  }

  @Override
  boolean acceptsFolds() {
    return false;
  }

  @Override
  Refusal tooLarge(final int lastPhase) {
    return lastPhase == TARGET ? Refusal.TARGET_TOO_LONG : Refusal.HEAD_TOO_LARGE;
  }

  @Override
  int startLine(final int p, final int startPhase) {
    return switch (startPhase) {
      case EMPTY_LINE -> emptyLine(p);
      case EMPTY_LINE_LF -> emptyLineFeed(p);
      case METHOD -> method(p);
      case TARGET -> target(p);
      case VERSION -> version(p);
      case VERSION_END -> versionEnd(p);
      default -> startLineFeed(p, VERSION_LF);
    };
  }

  private int emptyLine(final int p) {
    start = p;
    if (p == end) {
      return stop(p, EMPTY_LINE);
    }
    return switch (bytes[p]) {
      case Octets.CR -> go(p + 1, EMPTY_LINE_LF);
      case Octets.LF -> endEmptyLine(p + 1);
      default -> beginMethod(p);
    };
  }

  private int emptyLineFeed(final int p) {
    if (p == end) {
      start = p;
      return stop(p, EMPTY_LINE_LF);
    }
    return bytes[p] == Octets.LF ? endEmptyLine(p + 1) : refuse(Refusal.BAD_LINE_END);
  }

  private int endEmptyLine(final int p) {
    return ++emptyLines > MOST_EMPTY_LINES ? refuse(Refusal.EMPTY_LINES) : go(p, EMPTY_LINE);
  }

  private int beginMethod(final int p) {
    methodStart = p;
    return method(p);
  }

  private int method(final int from) {
    final int to = Math.min(end, methodStart + MOST_METHOD_BYTES + 1);
    int p = from;
    while (p < to && Octets.isToken(bytes[p])) {
      p++;
    }
    if (p - methodStart > MOST_METHOD_BYTES) {
      return refuse(Refusal.METHOD_TOO_LONG);
    }
    if (p == end) {
      return stop(p, METHOD);
    }
    if (bytes[p] != Octets.SP || p == methodStart) {
      return refuse(Refusal.BAD_METHOD);
    }
    methodEnd = p;
    method = Method.of(bytes, methodStart, p);
    target.begin(p + 1);
    return target(p + 1);
  }

  private int target(final int from) {
    final int to = Math.min(end, target.start() + limits().maxTargetBytes() + 1);
    int p = from;
    while (p < to && Octets.isTarget(bytes[p])) {
      p++;
    }
    if (p - target.start() > limits().maxTargetBytes()) {
      return refuse(Refusal.TARGET_TOO_LONG);
    }
    return p == end ? stop(p, TARGET) : endTarget(p);
  }

  private int endTarget(final int p) {
    if (bytes[p] == Octets.SP) {
      final Refusal wrong = target.judge(p);
      return wrong == null ? version(p + 1) : refuse(wrong);
    }
    final boolean withoutVersion = bytes[p] == Octets.CR || bytes[p] == Octets.LF;
    return refuse(withoutVersion ? Refusal.BAD_VERSION : Refusal.BAD_TARGET);
  }

  private int version(final int p) {
    final int behind = version(p, VERSION, Refusal.BAD_VERSION);
    return behind < 0 ? behind : versionEnd(behind);
  }

  private int versionEnd(final int p) {
    return p == end ? stop(p, VERSION_END) : endStartLine(p, VERSION_LF, Refusal.BAD_VERSION);
  }

  @Override
  Refusal judge() {
    connection.read();
    if (hasOddNames()) {
      dropLookAlikes();
    }
    Refusal wrong = judgeHost();
    if (wrong == null) {
      wrong = judgeBody();
    }
    if (wrong == null && has(Names.EXPECT)) {
      wrong = judgeExpect();
    }
    framing = isChunked() ? Framing.CHUNKED : contentLength() > 0 ? Framing.LENGTH : Framing.NONE;
    return wrong;
  }

  private Refusal judgeHost() {
    final int host = find(Names.HOST, -1);
    if (host < 0) {
      return minorVersion() > 0 ? Refusal.NO_HOST : null;
    }
    if (find(Names.HOST, host) >= 0) {
      return Refusal.MANY_HOSTS;
    }
    final int from = valueStart(host);
    final int to = valueEnd(host);
    if (from < to && !Authority.isValid(bytes, from, to)) {
      return Refusal.BAD_HOST;
    }
    if (!target.agreesWith(from, to)) {
      return Refusal.HOST_MISMATCH;
    }
    return makePlain(host) ? null : Refusal.HEAD_TOO_LARGE;
  }

  /**
   * Takes out fields that gateways to CGI or WSGI read as ones that decide: those make one name of
   * {@code Transfer_Encoding} and {@code Transfer-Encoding}.
   */
  private void dropLookAlikes() {
    for (int i = 0; i < fieldCount(); i++) {
      if (Names.isLookAlike(bytes, nameStart(i), nameEnd(i))) {
        delete(i);
      }
    }
  }

  /** An HTTP/1.0 client knows no 100, and its Expect is ignored. */
  private Refusal judgeExpect() {
    for (int i = find(Names.EXPECT, -1); i >= 0; i = find(Names.EXPECT, i)) {
      cursor.begin(bytes, valueStart(i), valueEnd(i));
      while (cursor.next()) {
        if (!cursor.is(CONTINUE)) {
          return Refusal.EXPECTATION_FAILED;
        }
        expectsContinue = minorVersion() > 0;
      }
    }
    return null;
  }
}
