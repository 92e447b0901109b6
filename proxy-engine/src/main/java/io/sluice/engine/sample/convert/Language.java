package io.sluice.engine.sample.convert;

import io.sluice.engine.sample.Bytes;
import io.sluice.engine.sample.Converter;
import io.sluice.engine.sample.Sample;
import io.sluice.engine.sample.Surroundings;
import io.sluice.engine.sample.Transaction;
import java.util.List;

/**
 * {@code language(values[,default])}: the one of some languages that a client likes best.
 *
 * <p>Source: HAProxy configuration manual, converter {@code language}; RFC 9110 section 12.5.4.
 */
final class Language implements Converter {
  private static final int FULL = 1000;

  private final byte[][] known;
  private final byte[] without;

  private Language(final byte[][] known, final byte[] without) {
    this.known = known;
    this.without = without;
  }

  static Converter of(final List<String> args, final Surroundings surroundings) {
    final String[] names = Args.text(args, 0).split(";", -1);
    final byte[][] known = new byte[names.length][];
    for (int i = 0; i < names.length; i++) {
      known[i] = Bytes.of(names[i].strip());
    }
    return new Language(known, Args.has(args, 1) ? Args.bytes(args, 1) : null);
  }

  @Override
  public boolean convert(final Transaction txn, final Sample sample) {
    final byte[] bytes = sample.bytes();
    final int end = sample.offset() + sample.length();
    byte[] best = null;
    int bestQuality = 0;
    int at = sample.offset();
    while (at < end) {
      int itemEnd = Bytes.indexOf(bytes, at, end, ',');
      itemEnd = itemEnd < 0 ? end : itemEnd;
      final int start = skipBlanks(bytes, at, itemEnd);
      final int nameEnd = nameEnd(bytes, start, itemEnd);
      final int quality = quality(bytes, nameEnd, itemEnd);
      if (quality > bestQuality) {
        final byte[] match = match(bytes, start, nameEnd);
        if (match != null) {
          best = match;
          bestQuality = quality;
        }
      }
      at = itemEnd + 1;
    }
    if (best == null) {
      best = without;
    }
    if (best == null) {
      return false;
    }
    sample.setStr(best);
    return true;
  }

  private static int skipBlanks(final byte[] bytes, final int from, final int to) {
    int at = from;
    while (at < to && (bytes[at] == ' ' || bytes[at] == '\t')) {
      at++;
    }
    return at;
  }

  private static int nameEnd(final byte[] bytes, final int from, final int to) {
    int at = from;
    while (at < to && bytes[at] != ';' && bytes[at] != ' ' && bytes[at] != '\t') {
      at++;
    }
    return at;
  }

  private byte[] match(final byte[] bytes, final int from, final int to) {
    for (final byte[] name : known) {
      if (name.length == to - from && Bytes.same(name, 0, bytes, from, name.length)) {
        return name;
      }
    }
    final int dash = Bytes.indexOf(bytes, from, to, '-');
    return dash < 0 ? null : match(bytes, from, dash);
  }

  /** In thousandths. */
  private static int quality(final byte[] bytes, final int from, final int to) {
    int at = Bytes.indexOf(bytes, from, to, ';');
    if (at < 0) {
      return FULL;
    }
    at = skipBlanks(bytes, at + 1, to);
    if (at + 1 >= to || Bytes.lower(bytes[at]) != 'q') {
      return FULL;
    }
    at = skipBlanks(bytes, at + 1, to);
    if (at >= to || bytes[at] != '=') {
      return FULL;
    }
    at = skipBlanks(bytes, at + 1, to);
    if (at >= to || bytes[at] < '0' || bytes[at] > '9') {
      return FULL;
    }
    int quality = Math.min(1, bytes[at] - '0') * FULL;
    at++;
    if (at < to && bytes[at] == '.') {
      int unit = FULL / 10;
      for (at++; at < to && bytes[at] >= '0' && bytes[at] <= '9' && unit > 0; at++) {
        quality += (bytes[at] - '0') * unit;
        unit /= 10;
      }
    }
    return Math.min(FULL, quality);
  }
}
