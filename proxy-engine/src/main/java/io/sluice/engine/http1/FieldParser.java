package io.sluice.engine.http1;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Reads a section of fields as it comes, byte by byte if need be: where it stands is kept between
 * two calls, and no byte is looked at twice. Confined to one event loop.
 *
 * <pre>
 *   (start line) ─► LINE ─► NAME ─► GAP ─► VALUE ─► VALUE_LF ─► LINE …
 *                     └───► END_LF ─► DONE            any ─► REFUSED
 * </pre>
 *
 * <p>A step gets the place of the next byte and returns the place behind what it read, or {@link
 * #STOPPED} when there is nothing more to read.
 *
 * <p>Source: RFC 9112 sections 2.2 and 5.
 */
public abstract sealed class FieldParser extends Fields permits MessageHead, Trailers {
  /** What a step returns when it cannot go on. */
  static final int STOPPED = -1;

  static final int LINE = 0;
  private static final int NAME = 1;
  private static final int GAP = 2;
  private static final int VALUE = 3;
  private static final int VALUE_LF = 4;
  private static final int END_LF = 5;
  private static final int DONE = 6;
  private static final int REFUSED = 7;

  /** The first phase of a start line; all further ones are larger. */
  static final int START = 8;

  /** What is copied at once: most heads whole, and not too much of the body behind them. */
  private static final int PIECE_BYTES = 2 * 1024;

  private final Limits limits;

  /** As HAProxy. A reader that keeps the length in a byte must not be handed a longer one. */
  private static final int MOST_NAME_BYTES = 255;

  /** For how many fields a name is guessed: the same peers send the same names again and again. */
  private static final int GUESSES = 32;

  private final int mostBytes;
  private int phase;
  private int position;
  private Refusal refusal;
  private int consumed;
  private int nameStart;
  private int nameEnd;
  private int valueStart;

  /** The number of the name that is being read, where it was guessed; 0: it is to be looked for. */
  private int nameId;

  /** The names of the last section's fields, in their order; null: not one that is known. */
  private final FieldName[] guesses = new FieldName[GUESSES];

  /** The classes of all bytes of names so far. */
  private int nameClasses;

  FieldParser(
      final Limits limits, final int mostBytes, final int firstBytes, final int firstFields) {
    super(limits, mostBytes, firstBytes, firstFields);
    this.limits = limits;
    this.mostBytes = mostBytes;
  }

  /** Begins anew, with nothing read. */
  final void clearParser(final int firstPhase) {
    clearFields();
    phase = firstPhase;
    position = 0;
    refusal = null;
    consumed = 0;
    nameClasses = 0;
  }

  /**
   * Reads what came.
   *
   * @param from index in the buffer; its reader and writer index are left alone
   * @param to behind the last byte, {@code >= from}
   */
  public final Parse feed(final ByteBuf source, final int from, final int to) {
    int at = from;
    while (at < to && isOpen()) {
      final int length = Math.min(Math.min(PIECE_BYTES, to - at), mostBytes - end);
      ensureCapacity(end + length, mostBytes);
      source.getBytes(at, bytes, end, length);
      end += length;
      at += length - parse();
    }
    consumed = at - from;
    return phase == DONE ? Parse.DONE : phase == REFUSED ? Parse.REFUSED : Parse.NEED_MORE;
  }

  /** How large it may be. */
  public final Limits limits() {
    return limits;
  }

  private boolean isOpen() {
    return phase < DONE || phase >= START;
  }

  /** How many bytes of the last {@link #feed} belong to it; those behind them are the caller's. */
  public final int consumed() {
    return consumed;
  }

  /** Why it was refused. Null: it was not. */
  public final Refusal refusal() {
    return refusal;
  }

  /** Whether it is complete and right. */
  public final boolean isDone() {
    return phase == DONE;
  }

  /** How many bytes came of it so far, or all when it is done; edits are not counted. */
  public final int receivedBytes() {
    return phase == DONE ? position : end;
  }

  /** Reads what there is. Returns how many bytes were left over, as they are behind the end. */
  private int parse() {
    final int filled = end;
    int p = position;
    while (p >= 0) {
      p =
          switch (phase) {
            case LINE -> line(p);
            case NAME -> name(p);
            case GAP -> gap(p);
            case VALUE -> value(p);
            case VALUE_LF -> valueLineFeed(p);
            case END_LF -> endLineFeed(p);
            default -> startLine(p, phase);
          };
    }
    if (filled == mostBytes && isOpen()) {
      refuse(tooLarge(phase));
    }
    return phase == DONE ? filled - position : 0;
  }

  /** Reads on in the start line. It ends with phase {@link #LINE}. */
  abstract int startLine(int p, int startPhase);

  /** What it means that the most bytes were read in a phase. */
  abstract Refusal tooLarge(int lastPhase);

  /** Judges the whole, when all lines were read. Returns null when it is right. */
  abstract Refusal judge();

  /** Whether a bare LF ends a line. */
  abstract boolean acceptsBareLineFeed();

  /** Whether a field may go on in the next line. */
  abstract boolean acceptsFolds();

  /** Waits for more in a phase. */
  final int stop(final int p, final int nextPhase) {
    position = p;
    phase = nextPhase;
    return STOPPED;
  }

  /** Goes on in a phase. */
  final int go(final int p, final int nextPhase) {
    phase = nextPhase;
    return p;
  }

  final int refuse(final Refusal reason) {
    refusal = reason;
    phase = REFUSED;
    return STOPPED;
  }

  /** A bare LF stands for a line end. */
  final boolean tolerateBareLineFeed() {
    anew = true;
    return acceptsBareLineFeed();
  }

  /** Whether any name has another byte than letters, digits and the dash. */
  final boolean hasOddNames() {
    return (nameClasses & Octets.ODD) != 0;
  }

  private int line(final int p) {
    if (p == end) {
      return stop(p, LINE);
    }
    final byte b = bytes[p];
    if (!Octets.isToken(b)) {
      return noName(p, b);
    }
    if (index.count() == limits.maxFields()) {
      return refuse(Refusal.TOO_MANY_FIELDS);
    }
    nameStart = p;
    return guessed(p) ? gap(nameEnd + 1) : name(p);
  }

  /**
   * Whether the name, and the colon behind it, are those of the last section at this place. No such
   * name has an odd byte.
   */
  private boolean guessed(final int p) {
    final int i = index.count();
    final FieldName guess = i < GUESSES ? guesses[i] : null;
    final int colon = guess == null ? -1 : guess.endOf(bytes, p, end);
    nameId = colon < 0 ? 0 : guess.id();
    nameEnd = colon;
    return colon >= 0;
  }

  private int noName(final int p, final byte b) {
    return switch (b) {
      case Octets.CR -> endLineFeed(p + 1);
      case Octets.LF -> tolerateBareLineFeed() ? finish(p, p + 1) : refuse(Refusal.BAD_LINE_END);
      case Octets.SP, Octets.HT -> fold(p);
      default -> refuse(Refusal.BAD_FIELD_NAME);
    };
  }

  private int endLineFeed(final int p) {
    if (p == end) {
      return stop(p, END_LF);
    }
    return bytes[p] == Octets.LF ? finish(p - 1, p + 1) : refuse(Refusal.BAD_LINE_END);
  }

  private int finish(final int blankLineStart, final int p) {
    blankLine = blankLineStart;
    position = p;
    // What was copied behind it is another's. The room for edits begins there.
    end = p;
    final Refusal wrong = judge();
    return wrong == null ? stop(p, DONE) : refuse(wrong);
  }

  private int name(final int from) {
    final byte[] b = bytes;
    final int to = Math.min(end, nameStart + MOST_NAME_BYTES + 1);
    int p = from;
    int classes = nameClasses;
    while (p < to && Octets.isToken(b[p])) {
      classes |= Octets.classes(b[p]);
      p++;
    }
    nameClasses = classes;
    if (p - nameStart > MOST_NAME_BYTES) {
      return refuse(Refusal.FIELD_NAME_TOO_LONG);
    }
    if (p == end) {
      return stop(p, NAME);
    }
    if (b[p] != ':') {
      return refuse(Refusal.BAD_FIELD_NAME);
    }
    nameEnd = p;
    return gap(p + 1);
  }

  private int gap(final int from) {
    int p = from;
    while (p < end && Octets.isBlank(bytes[p])) {
      p++;
    }
    if (p == end) {
      return stop(p, GAP);
    }
    valueStart = p;
    return value(p);
  }

  private int value(final int from) {
    final int p = Octets.findControl(bytes, from, end);
    if (p == end) {
      return stop(p, VALUE);
    }
    return switch (bytes[p]) {
      case Octets.CR -> valueLineFeed(p + 1);
      case Octets.LF -> tolerateBareLineFeed() ? endField(p, p + 1) : refuse(Refusal.BAD_LINE_END);
      default -> refuse(Refusal.BAD_FIELD_VALUE);
    };
  }

  private int valueLineFeed(final int p) {
    if (p == end) {
      return stop(p, VALUE_LF);
    }
    return bytes[p] == Octets.LF ? endField(p - 1, p + 1) : refuse(Refusal.BAD_LINE_END);
  }

  private int endField(final int lineEnd, final int next) {
    int valueEnd = lineEnd;
    while (valueEnd > valueStart && Octets.isBlank(bytes[valueEnd - 1])) {
      valueEnd--;
    }
    final int i = index.count();
    index.append(bytes, nameStart, nameEnd, valueStart, valueEnd, next, nameId);
    if (nameId == 0 && i < GUESSES) {
      guesses[i] = Names.byId(index.id(i));
    }
    return go(next, LINE);
  }

  /** Makes blanks of the line end before a line that goes on, as RFC 9112 section 5.2 says. */
  private int fold(final int p) {
    final int last = index.count() - 1;
    if (last < 0 || !acceptsFolds() || (Names.FRAMING & Names.bit(index.id(last))) != 0) {
      return refuse(Refusal.FOLDED_FIELD);
    }
    nameStart = index.nameStart(last);
    nameEnd = index.nameEnd(last);
    valueStart = index.valueStart(last);
    final int valueEnd = index.valueEnd(last);
    nameId = index.id(last);
    Arrays.fill(bytes, valueEnd, p, Octets.SP);
    index.reopenLast();
    return valueEnd == valueStart ? gap(p) : value(p);
  }
}
