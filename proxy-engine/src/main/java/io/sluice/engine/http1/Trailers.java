package io.sluice.engine.http1;

import io.netty.buffer.ByteBuf;

/**
 * The trailer section of a chunked body. Confined to one event loop. Fields that would change how
 * the message is read, routed or trusted are dropped when it is complete; the others go out in a
 * form of ours.
 *
 * <p>Source: RFC 9112 section 7.1.2, RFC 9110 section 6.5.1.
 */
public final class Trailers extends FieldParser {
  /** Hardly any body has trailers, and each body that is read has one of these. */
  private static final int FIRST_BYTES = 64;

  private static final int FIRST_FIELDS = 2;

  Trailers(final Limits limits) {
    super(limits, limits.maxTrailerBytes(), FIRST_BYTES, FIRST_FIELDS);
    clear();
  }

  /** Begins the next one. */
  void clear() {
    clearParser(LINE);
  }

  /** How many bytes {@link #writeTo} writes at most. */
  public int mostWrittenBytes() {
    return mostFieldBytes(0);
  }

  /** Writes the fields and the empty line that ends the body. */
  public void writeTo(final ByteBuf out) {
    writeFields(out, 0);
  }

  @Override
  int startLine(final int p, final int startPhase) {
    throw new IllegalStateException("there is no start line");
  }

  @Override
  Refusal tooLarge(final int lastPhase) {
    return Refusal.TRAILERS_TOO_LARGE;
  }

  @Override
  boolean acceptsBareLineFeed() {
    return false;
  }

  @Override
  boolean acceptsFolds() {
    return false;
  }

  @Override
  Refusal judge() {
    for (int i = 0; i < index.count(); i++) {
      if ((Names.NOT_IN_TRAILERS & Names.bit(index.id(i))) != 0) {
        delete(i);
      }
    }
    anew = true;
    return null;
  }
}
