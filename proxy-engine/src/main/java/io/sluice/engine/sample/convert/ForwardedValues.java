package io.sluice.engine.sample.convert;

import io.sluice.config.http.SampleType;
import io.sluice.engine.sample.Bytes;
import io.sluice.engine.sample.Converter;
import io.sluice.engine.sample.Digits;
import io.sluice.engine.sample.Ip;
import io.sluice.engine.sample.Sample;
import io.sluice.engine.sample.Surroundings;
import io.sluice.engine.sample.Transaction;
import java.util.List;

/**
 * Values of a Forwarded field. Stateless.
 *
 * <p>Source: HAProxy configuration manual, converters {@code rfc7239_*}; RFC 7239 section 4.
 */
final class ForwardedValues {
  private ForwardedValues() {}

  static boolean isValid(final Transaction txn, final Sample sample) {
    sample.setBool(pairs(sample, null, null));
    return true;
  }

  /** {@code rfc7239_field(name)}: of the first hop. */
  static Converter field(final List<String> args, final Surroundings surroundings) {
    final byte[] name = Args.bytes(args, 0);
    return (_, sample) -> {
      final Sample found = new Sample();
      if (!pairs(sample, name, found) || found.length() == 0) {
        return false;
      }
      sample.set(found);
      return true;
    };
  }

  /**
   * Goes through all pairs.
   *
   * @param wanted null: none
   * @param found is pointed at the value of the first one of that name
   * @return whether all is as it should be
   */
  private static boolean pairs(final Sample sample, final byte[] wanted, final Sample found) {
    final byte[] bytes = sample.bytes();
    final int end = sample.offset() + sample.length();
    int at = sample.offset();
    boolean taken = false;
    if (at == end) {
      return false;
    }
    while (at < end) {
      at = blanks(bytes, at, end);
      final int equals = Bytes.indexOf(bytes, at, end, '=');
      if (equals <= at || !isToken(bytes, at, equals)) {
        return false;
      }
      final boolean quoted = equals + 1 < end && bytes[equals + 1] == '"';
      final int from = quoted ? equals + 2 : equals + 1;
      int to = from;
      while (to < end && (quoted ? bytes[to] != '"' : isTokenByte(bytes[to]))) {
        to++;
      }
      if (to == from || (quoted && to == end)) {
        return false;
      }
      if (wanted != null
          && !taken
          && equals - at == wanted.length
          && Bytes.sameIgnoringCase(wanted, 0, bytes, at, wanted.length)) {
        found.setStr(bytes, from, to - from);
        taken = true;
      }
      at = blanks(bytes, quoted ? to + 1 : to, end);
      if (at == end) {
        return true;
      }
      if (bytes[at] != ';' && bytes[at] != ',') {
        return false;
      }
      at++;
    }
    return false;
  }

  private static int blanks(final byte[] bytes, final int from, final int end) {
    int at = from;
    while (at < end && (bytes[at] == ' ' || bytes[at] == '\t')) {
      at++;
    }
    return at;
  }

  private static boolean isToken(final byte[] bytes, final int from, final int to) {
    for (int i = from; i < to; i++) {
      if (!isTokenByte(bytes[i])) {
        return false;
      }
    }
    return true;
  }

  private static boolean isTokenByte(final byte b) {
    return b > ' ' && b < 0x7f && "\"(),/:;<=>?@[\\]{}".indexOf(b) < 0;
  }

  /** Where the port's colon is; the end where there is none. */
  private static int nodeEnd(final Sample sample) {
    final byte[] bytes = sample.bytes();
    final int end = sample.offset() + sample.length();
    final int from =
        sample.length() > 0 && bytes[sample.offset()] == '['
            ? Bytes.indexOf(bytes, sample.offset(), end, ']')
            : sample.offset();
    final int colon = from < 0 ? -1 : Bytes.indexOf(bytes, from, end, ':');
    return colon < 0 ? end : colon;
  }

  /** {@code rfc7239_n2nn}: the address, or the name that hides it. */
  static boolean nodeName(final Transaction txn, final Sample sample) {
    sample.narrow(0, nodeEnd(sample) - sample.offset());
    if (sample.length() == 0) {
      return false;
    }
    final int at = sample.offset();
    final int length = sample.length();
    if (sample.bytes()[at] == '[') {
      return length > 2 && Ip.parse(sample.bytes(), at + 1, length - 2, sample);
    }
    final boolean address = Ip.parse(sample.bytes(), at, length, sample);
    return address || sample.bytes()[at] == '_' || isUnknown(sample);
  }

  private static final byte[] UNKNOWN = Bytes.latin("unknown");

  private static boolean isUnknown(final Sample sample) {
    return sample.length() == UNKNOWN.length
        && Bytes.sameIgnoringCase(UNKNOWN, 0, sample.bytes(), sample.offset(), UNKNOWN.length);
  }

  /** {@code rfc7239_n2np}: the port, or the name that hides it. */
  static boolean nodePort(final Transaction txn, final Sample sample) {
    final int colon = nodeEnd(sample);
    final int end = sample.offset() + sample.length();
    if (colon + 1 >= end) {
      return false;
    }
    sample.setBytes(SampleType.STR, sample.bytes(), colon + 1, end - colon - 1);
    if (sample.bytes()[colon + 1] == '_') {
      return true;
    }
    final long port = Digits.leading(sample.bytes(), colon + 1, end - colon - 1);
    sample.setSint(port);
    return port > 0 && port < 65536;
  }
}
