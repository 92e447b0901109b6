package io.sluice.engine.http1;

import io.netty.buffer.ByteBuf;

/**
 * The head of a request or response: start line and fields. Confined to one event loop, made once
 * and used for one message after the other.
 *
 * <p>It is fed until it is {@link Parse#DONE}; by then the fields that decide about framing,
 * connection and Host are judged and put right, so that what {@link #writeTo} writes means the same
 * to every reader. Before it goes to the other side, {@link #removeHopByHop} and then {@link
 * #setConnection} are called.
 */
public abstract sealed class MessageHead extends FieldParser permits RequestHead, ResponseHead {
  /** What a start line written anew can have beside its parts: version, two blanks, CR LF. */
  private static final int START_LINE_BYTES = 16;

  private static final int FIRST_BYTES = 4 * 1024;
  private static final int FIRST_FIELDS = 32;
  private static final byte[] VERSION = Octets.of("HTTP/1.");

  final ListCursor cursor = new ListCursor();
  final ConnectionField connection = new ConnectionField(this);
  private final BodyFields body = new BodyFields(this);

  /** The digit behind {@code HTTP/1.}, as the sender gave it. */
  int minorVersion;

  /** Where the minor version stands. */
  int minorVersionAt;

  /** Where the first line begins: behind the empty lines before it. */
  int start;

  /** Behind the end of the first line. */
  int startLineEnd;

  /** Whether the first line is written anew. */
  boolean startLineEdited;

  Framing framing = Framing.NONE;

  MessageHead(final Limits limits) {
    super(limits, limits.maxHeadBytes(), FIRST_BYTES, FIRST_FIELDS);
  }

  final void clearHead() {
    clearParser(START);
    connection.clear();
    body.clear();
    framing = Framing.NONE;
    start = 0;
    startLineEdited = false;
  }

  @Override
  final boolean acceptsBareLineFeed() {
    return true;
  }

  /** Whether a byte of it came, empty lines before it not counted. */
  public final boolean isStarted() {
    return receivedBytes() > start;
  }

  /** 0 or 1, as its sender said; what is larger counts as 1. */
  public final int minorVersion() {
    return minorVersion;
  }

  /**
   * Makes it a message of HTTP/1.1, or 1.0: what is forwarded is in the version of who forwards.
   */
  public final void setMinorVersion(final int minor) {
    minorVersion = minor;
    bytes[minorVersionAt] = (byte) ('0' + minor);
  }

  /** What follows it. */
  public final Framing framing() {
    return framing;
  }

  /** What Content-Length says, or -1: there is none. */
  public final long contentLength() {
    return body.length();
  }

  /**
   * Whether the connection must be closed after this exchange whatever the fields say, since
   * somebody before us may have seen another end of this message: there was a Content-Length beside
   * Transfer-Encoding.
   */
  public final boolean mustClose() {
    return body.mustClose();
  }

  /** Whether its sender keeps the connection open after it (RFC 9112 section 9.3). */
  public final boolean keepsAlive() {
    return !mustClose() && connection.keepsAlive(minorVersion);
  }

  /** Whether it asks for, or agrees to, another protocol, other than h2c, and is of HTTP/1.1. */
  public final boolean isUpgrade() {
    return minorVersion > 0 && connection.isUpgrade();
  }

  /**
   * Deletes the fields that are about the connection it came on, and those that its Connection
   * names. What was edited or added, and what another reader of the message depends on ({@link
   * Names#PROTECTED}), cannot be named away. TE stays as {@code trailers} where it says so.
   *
   * @param keepsUpgrade whether Upgrade stays; one that names h2c never does
   */
  public final void removeHopByHop(final boolean keepsUpgrade) {
    connection.removeHopByHop(keepsUpgrade);
  }

  /**
   * Adds the Connection field, where one is needed: for the option, and for Upgrade and TE that
   * {@link #removeHopByHop} left. Returns false: there was no room.
   */
  public final boolean setConnection(final ConnectionOption option) {
    return connection.set(option);
  }

  /** How many bytes {@link #writeTo} writes at most. */
  public final int mostWrittenBytes() {
    return mostFieldBytes(start) + START_LINE_BYTES;
  }

  /**
   * Writes it as it is to be sent, behind the buffer's writer index: lines that nobody edited as
   * they came, in as few runs as possible; all of them anew when one had to be tolerated.
   *
   * @param out with room for {@link #mostWrittenBytes}
   * @return how many bytes were written
   */
  public final int writeTo(final ByteBuf out) {
    final int before = out.writerIndex();
    if (startLineEdited || anew) {
      writeStartLine(out);
      writeFields(out, startLineEnd);
    } else {
      writeFields(out, start);
    }
    return out.writerIndex() - before;
  }

  abstract void writeStartLine(ByteBuf out);

  final void writeVersion(final ByteBuf out) {
    out.writeBytes(VERSION).writeByte('0' + minorVersion);
  }

  static void writeLineEnd(final ByteBuf out) {
    out.writeByte(Octets.CR).writeByte(Octets.LF);
  }

  /** Reads the fields that frame the body. Returns null when they are right. */
  final Refusal judgeBody() {
    return body.judge();
  }

  final boolean isChunked() {
    return body.isChunked();
  }

  /** Takes away what must not be in a message that never has a body. */
  final void dropBodyFields() {
    body.drop();
  }

  /**
   * Reads the version at a place. Returns the place behind it, or what a step returns that could
   * not go on.
   *
   * @param reason of the refusal when it is none
   */
  final int version(final int p, final int startPhase, final Refusal reason) {
    for (int i = 0; i < VERSION.length - 2; i++) {
      if (p + i == end) {
        return stop(p, startPhase);
      }
      if (bytes[p + i] != VERSION[i]) {
        return refuse(reason);
      }
    }
    return versionDigits(p + VERSION.length - 2, p, startPhase, reason);
  }

  private int versionDigits(
      final int major, final int from, final int startPhase, final Refusal reason) {
    for (int i = major; i < major + 3; i++) {
      if (i == end) {
        return stop(from, startPhase);
      }
      if (i == major + 1 ? bytes[i] != '.' : !Octets.isDigit(bytes[i])) {
        return refuse(reason);
      }
    }
    minorVersionAt = major + 2;
    // A larger minor version is only said to be compatible; ours is the one that is spoken on.
    setMinorVersion(bytes[minorVersionAt] == '0' ? 0 : 1);
    return bytes[major] == '1' ? minorVersionAt + 1 : otherVersion(bytes[major], reason);
  }

  private int otherVersion(final byte major, final Refusal reason) {
    return refuse(major == '0' ? reason : Refusal.VERSION_NOT_SUPPORTED);
  }

  /**
   * Ends the start line at a byte that its last part cannot have.
   *
   * @param lineFeedPhase where it goes on when the line feed behind a CR is still to come
   * @param reason of the refusal when it is neither CR nor line feed
   */
  final int endStartLine(final int p, final int lineFeedPhase, final Refusal reason) {
    return switch (bytes[p]) {
      case Octets.CR -> startLineFeed(p + 1, lineFeedPhase);
      case Octets.LF -> tolerateBareLineFeed() ? beginFields(p + 1) : STOPPED;
      default -> refuse(reason);
    };
  }

  /** The line feed behind the CR at the end of the start line. */
  final int startLineFeed(final int p, final int lineFeedPhase) {
    if (p == end) {
      return stop(p, lineFeedPhase);
    }
    return bytes[p] == Octets.LF ? beginFields(p + 1) : refuse(Refusal.BAD_LINE_END);
  }

  private int beginFields(final int p) {
    startLineEnd = p;
    return go(p, LINE);
  }
}
