package io.sluice.engine.http1;

import io.netty.buffer.ByteBuf;

/**
 * Reads a chunked body as it comes, and tells which bytes go on. Confined to one event loop, made
 * once and used for one body after the other.
 *
 * <p>Each {@link #read} gives one run of bytes to pass on as they are: in {@link Mode#FRAMED} the
 * chunks with their sizes but without extensions, in {@link Mode#DATA} their data alone. What is
 * between two runs is not passed on.
 *
 * <pre>{@code
 * int at = from;
 * Parse result;
 * do {
 *   result = body.read(buffer, at, to);
 *   // REFUSED: nothing of it goes on, and what went on before must look cut
 *   // else: pass on runFrom() to runTo()
 *   at = body.position();
 * } while (result == Parse.NEED_MORE && at < to);
 * // DONE, FRAMED: writeTail() if hasTail(); position() is where the next message begins
 * }</pre>
 *
 * <p>To refuse a request before a byte of it reaches a server, its first bytes are read twice: once
 * to the end of what there is with the runs ignored, and then, after another {@link #begin}, for
 * good. While {@link #insideLine} is true after the first, the line is not yet judged, and waiting
 * for the rest of it before the head is sent is the only safe course.
 *
 * <p>Lines end with CR LF and nothing else. Sizes have at most 16 digits and are below 2^63.
 *
 * <pre>
 *   SIZE ─► (EXTENSION ─► SIZE_CR) ─► SIZE_LF ─► DATA ─► DATA_CR ─► DATA_LF ─► SIZE …
 *                                         └─(size 0)─► TRAILER_FIRST ─► FINAL_LF ─► DONE
 *                                                            └─► TRAILERS ─► DONE     any ─► REFUSED
 * </pre>
 *
 * <p>Source: RFC 9112 section 7.1.
 */
public final class ChunkedBody {
  /** What is passed on. */
  public enum Mode {
    /** A chunked body. */
    FRAMED,
    /** The data of the chunks alone, and no trailers. */
    DATA
  }

  private enum State {
    SIZE,
    EXTENSION,
    SIZE_CR,
    SIZE_LF,
    DATA,
    DATA_CR,
    DATA_LF,
    TRAILER_FIRST,
    FINAL_LF,
    TRAILERS,
    DONE,
    REFUSED
  }

  private static final int MOST_DIGITS = 16;

  private final Limits limits;
  private final Trailers trailers;
  private Mode mode = Mode.FRAMED;
  private State state = State.SIZE;
  private Refusal refusal;
  private int digits;
  private long left;
  private int extension;
  private int extensionBytes;
  private long dataBytes;
  private boolean tail;
  private int position;
  private int runFrom;
  private int runTo;

  public ChunkedBody(final Limits limits) {
    this.limits = limits;
    trailers = new Trailers(limits);
  }

  /** How large its parts may be. */
  public Limits limits() {
    return limits;
  }

  /** Begins the next body. */
  public void begin(final Mode passedOn) {
    mode = passedOn;
    state = State.SIZE;
    refusal = null;
    digits = 0;
    left = 0;
    extensionBytes = 0;
    dataBytes = 0;
    tail = false;
    trailers.clear();
  }

  /**
   * Reads on.
   *
   * @param from index in the buffer; its reader and writer index are left alone
   * @param to behind the last byte, {@code >= from}
   */
  public Parse read(final ByteBuf source, final int from, final int to) {
    position = from;
    runFrom = from;
    runTo = from;
    boolean goesOn = true;
    while (goesOn && position < to) {
      goesOn = step(source, to);
    }
    return switch (state) {
      case DONE -> Parse.DONE;
      case REFUSED -> Parse.REFUSED;
      default -> Parse.NEED_MORE;
    };
  }

  /** Where the run begins that the last {@link #read} found. */
  public int runFrom() {
    return runFrom;
  }

  /** Behind the run; the same as {@link #runFrom}: there is none. */
  public int runTo() {
    return runTo;
  }

  /** Behind the bytes that the last {@link #read} read. */
  public int position() {
    return position;
  }

  /** Why it was refused. Null: it was not. */
  public Refusal refusal() {
    return refusal;
  }

  /** Whether what was read ends within a line of framing, or within the trailers. */
  public boolean insideLine() {
    return switch (state) {
      case SIZE -> digits > 0;
      case EXTENSION, SIZE_CR, SIZE_LF, DATA_LF, FINAL_LF, TRAILERS -> true;
      case DATA, DATA_CR, TRAILER_FIRST, DONE, REFUSED -> false;
    };
  }

  /** Bytes of data in all chunks so far, those to come of the present one not counted. */
  public long dataBytes() {
    return dataBytes;
  }

  /** What is still to come of the present chunk's data, and would be a run; bytes. */
  public long dataAhead() {
    return state == State.DATA ? left : 0;
  }

  /** So many bytes of {@link #dataAhead} went on without being read here. */
  public void skipData(final long bytes) {
    left -= bytes;
    if (left == 0) {
      state = State.DATA_CR;
    }
  }

  /** Whether the end of the body was in no run, and {@link #writeTail} is to write it. */
  public boolean hasTail() {
    return tail;
  }

  /** How many bytes {@link #writeTail} writes at most. */
  public int mostTailBytes() {
    return trailers.mostWrittenBytes();
  }

  /** Writes the trailers that are passed on, and the line that ends the body. */
  public void writeTail(final ByteBuf out) {
    trailers.writeTo(out);
  }

  /** The trailers, complete when the body is. */
  public Trailers trailers() {
    return trailers;
  }

  /** Goes on with at least one byte. Returns whether to go on with the next. */
  private boolean step(final ByteBuf source, final int to) {
    return switch (state) {
      case SIZE -> size(source, to);
      case EXTENSION -> extension(source, to);
      case SIZE_CR -> take(State.SIZE_LF);
      case SIZE_LF -> sizeLineFeed(source);
      case DATA -> data(to);
      case DATA_CR -> dataEnd(source, Octets.CR, State.DATA_LF);
      case DATA_LF -> dataEnd(source, Octets.LF, State.SIZE);
      case TRAILER_FIRST -> trailerFirst(source, to);
      case FINAL_LF -> finalLineFeed(source);
      case TRAILERS -> trailers(source, to);
      case DONE, REFUSED -> false;
    };
  }

  private boolean refuse(final Refusal reason) {
    refusal = reason;
    state = State.REFUSED;
    runTo = runFrom;
    return false;
  }

  /** One byte of framing is read. */
  private boolean take(final State next) {
    if (mode == Mode.FRAMED) {
      extendRun(1);
    }
    position++;
    state = next;
    return true;
  }

  private void extendRun(final int length) {
    if (runTo == runFrom) {
      runFrom = position;
    }
    runTo = position + length;
  }

  private boolean size(final ByteBuf source, final int to) {
    while (position < to) {
      final byte b = source.getByte(position);
      final int digit = Octets.hex(b);
      if (digit < 0) {
        return digits == 0 ? refuse(Refusal.BAD_CHUNK_SIZE) : endSize(b);
      }
      if (digits == MOST_DIGITS || left > Long.MAX_VALUE >>> 4) {
        return refuse(Refusal.BAD_CHUNK_SIZE);
      }
      left = left << 4 | digit;
      digits++;
      take(State.SIZE);
    }
    return true;
  }

  private boolean endSize(final byte b) {
    if (b == Octets.CR) {
      return take(State.SIZE_LF);
    }
    if (b != ';' && !Octets.isBlank(b)) {
      return refuse(Refusal.BAD_CHUNK_SIZE);
    }
    extension = ChunkExtension.BEFORE_SEMICOLON;
    state = State.EXTENSION;
    return true;
  }

  /** What is skipped ends the run before it. */
  private boolean extension(final ByteBuf source, final int to) {
    while (position < to) {
      final byte b = source.getByte(position);
      extension = ChunkExtension.next(extension, b);
      if (extension == ChunkExtension.WRONG) {
        return refuse(Refusal.BAD_CHUNK_EXTENSION);
      }
      if (extension == ChunkExtension.ENDED) {
        state = State.SIZE_CR;
        // The run before the extension ends here; the next begins with the CR.
        return runTo == runFrom;
      }
      if (++extensionBytes > limits.maxChunkExtensionBytes()) {
        return refuse(Refusal.CHUNK_EXTENSIONS_TOO_LONG);
      }
      position++;
    }
    return true;
  }

  private boolean sizeLineFeed(final ByteBuf source) {
    if (source.getByte(position) != Octets.LF) {
      return refuse(Refusal.BAD_CHUNK_SIZE);
    }
    digits = 0;
    dataBytes += left;
    return take(left == 0 ? State.TRAILER_FIRST : State.DATA);
  }

  private boolean data(final int to) {
    final int length = (int) Math.min(left, to - position);
    extendRun(length);
    position += length;
    left -= length;
    if (left == 0) {
      state = State.DATA_CR;
    }
    return mode == Mode.FRAMED;
  }

  private boolean dataEnd(final ByteBuf source, final byte expected, final State next) {
    return source.getByte(position) == expected ? take(next) : refuse(Refusal.BAD_CHUNK_END);
  }

  /**
   * An empty line ends the body. Its CR goes on only together with its LF: a reader that takes a CR
   * alone for a line end would else see a whole body before we do.
   */
  private boolean trailerFirst(final ByteBuf source, final int to) {
    if (source.getByte(position) != Octets.CR) {
      state = State.TRAILERS;
      return true;
    }
    if (position + 1 == to) {
      position++;
      state = State.FINAL_LF;
      return true;
    }
    if (source.getByte(position + 1) != Octets.LF) {
      return refuse(Refusal.BAD_LINE_END);
    }
    take(State.FINAL_LF);
    take(State.DONE);
    return false;
  }

  private boolean finalLineFeed(final ByteBuf source) {
    return source.getByte(position++) == Octets.LF ? endWithTail() : refuse(Refusal.BAD_LINE_END);
  }

  private boolean trailers(final ByteBuf source, final int to) {
    final Parse result = trailers.feed(source, position, to);
    position += trailers.consumed();
    return switch (result) {
      case NEED_MORE -> true;
      case DONE -> endWithTail();
      case REFUSED ->
          refuse(
              trailers.refusal() == Refusal.TOO_MANY_FIELDS
                  ? Refusal.TRAILERS_TOO_LARGE
                  : trailers.refusal());
    };
  }

  private boolean endWithTail() {
    tail = mode == Mode.FRAMED;
    state = State.DONE;
    return false;
  }
}
