package io.sluice.engine.sample.convert;

import io.sluice.config.http.SampleType;
import io.sluice.engine.sample.Bytes;
import io.sluice.engine.sample.Converter;
import io.sluice.engine.sample.Digits;
import io.sluice.engine.sample.RuleProblem;
import io.sluice.engine.sample.Sample;
import io.sluice.engine.sample.Surroundings;
import io.sluice.engine.sample.Transaction;
import java.util.List;

/**
 * Converters that cut text, or put it together. Stateless.
 *
 * <p>Source: HAProxy configuration manual, "Converters".
 */
final class Texts {
  private Texts() {}

  static boolean lower(final Transaction txn, final Sample sample) {
    final byte[] from = sample.bytes();
    final int offset = sample.offset();
    final int length = sample.length();
    final byte[] into = txn.scratch().buffer(sample, length);
    if (into == null) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      into[i] = (byte) Bytes.lower(from[offset + i]);
    }
    sample.setStr(into, 0, length);
    return true;
  }

  static boolean upper(final Transaction txn, final Sample sample) {
    final byte[] from = sample.bytes();
    final int offset = sample.offset();
    final int length = sample.length();
    final byte[] into = txn.scratch().buffer(sample, length);
    if (into == null) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      into[i] = (byte) Bytes.upper(from[offset + i]);
    }
    sample.setStr(into, 0, length);
    return true;
  }

  static boolean length(final Transaction txn, final Sample sample) {
    sample.setSint(sample.length());
    return true;
  }

  /** {@code bytes(offset[,length])}. */
  static Converter bytes(final List<String> args, final Surroundings surroundings) {
    final int from = Args.number(args, 0);
    final int most = Args.number(args, 1, Integer.MAX_VALUE);
    return (_, sample) -> {
      // As in HAProxy: nothing begins before the start, and less than no bytes are all of them.
      final int start = from < 0 ? sample.length() : Math.min(from, sample.length());
      final int rest = sample.length() - start;
      sample.narrow(start, most < 0 ? rest : Math.min(most, rest));
      return true;
    };
  }

  static boolean cutCrLf(final Transaction txn, final Sample sample) {
    final int end = sample.offset() + sample.length();
    for (int i = sample.offset(); i < end; i++) {
      if (sample.bytes()[i] == '\r' || sample.bytes()[i] == '\n') {
        sample.narrow(0, i - sample.offset());
        break;
      }
    }
    return true;
  }

  static Converter trimLeft(final List<String> args, final Surroundings surroundings) {
    final boolean[] cut = set(Args.bytes(args, 0));
    return (_, sample) -> {
      int start = 0;
      while (start < sample.length() && cut[sample.bytes()[sample.offset() + start] & 255]) {
        start++;
      }
      sample.narrow(start, sample.length() - start);
      return true;
    };
  }

  static Converter trimRight(final List<String> args, final Surroundings surroundings) {
    final boolean[] cut = set(Args.bytes(args, 0));
    return (_, sample) -> {
      int length = sample.length();
      while (length > 0 && cut[sample.bytes()[sample.offset() + length - 1] & 255]) {
        length--;
      }
      sample.narrow(0, length);
      return true;
    };
  }

  static boolean[] set(final byte[] members) {
    final boolean[] set = new boolean[256];
    for (final byte b : members) {
      set[b & 255] = true;
    }
    return set;
  }

  /** {@code field(index,delimiters[,count])}: each delimiter ends a field, an empty one too. */
  static Converter field(final List<String> args, final Surroundings surroundings) {
    final int index = index(args);
    final boolean[] delimiter = set(Args.bytes(args, 1));
    final int count = Args.number(args, 2, 1);
    return (_, sample) -> Fields.pick(sample, index, delimiter, count, false);
  }

  /** {@code word(index,delimiters[,count])}: delimiters side by side are one. */
  static Converter word(final List<String> args, final Surroundings surroundings) {
    final int index = index(args);
    final boolean[] delimiter = set(Args.bytes(args, 1));
    final int count = Args.number(args, 2, 1);
    return (_, sample) -> Fields.pick(sample, index, delimiter, count, true);
  }

  private static int index(final List<String> args) {
    final int index = Args.number(args, 0);
    if (index == 0) {
      throw new RuleProblem("the first is number 1, and -1 is the last; there is no 0");
    }
    return index;
  }

  /** A host without its port, an IPv6 address with its brackets. */
  static boolean hostOnly(final Transaction txn, final Sample sample) {
    final int colon = portColon(sample);
    if (colon >= 0) {
      sample.narrow(0, colon);
    }
    return true;
  }

  /** The port behind a host; 0: there is none, or no number. */
  static boolean portOnly(final Transaction txn, final Sample sample) {
    final int colon = portColon(sample);
    final int from = sample.offset() + colon + 1;
    final int end = sample.offset() + sample.length();
    sample.setSint(
        colon < 0 || !isNumber(sample.bytes(), from, end)
            ? 0
            : Digits.leading(sample.bytes(), from, end - from));
    return true;
  }

  private static boolean isNumber(final byte[] bytes, final int from, final int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] < '0' || bytes[i] > '9') {
        return false;
      }
    }
    return true;
  }

  /** The last colon, unless a bracket follows it; -1: there is none. */
  private static int portColon(final Sample sample) {
    for (int i = sample.length() - 1; i >= 0; i--) {
      final byte b = sample.bytes()[sample.offset() + i];
      if (b == ':') {
        return i;
      }
      if (b == ']') {
        return -1;
      }
    }
    return -1;
  }

  /** {@code iif(true,false)}. */
  static Converter iif(final List<String> args, final Surroundings surroundings) {
    final byte[] yes = Args.bytes(args, 0);
    final byte[] no = Args.bytes(args, 1);
    return (_, sample) -> {
      sample.setStr(sample.number() != 0 ? yes : no);
      return true;
    };
  }

  /** {@code json([encoding])}: what a JSON string holds between its quotes. */
  static Converter json(final List<String> args, final Surroundings surroundings) {
    final String encoding = Args.has(args, 0) ? args.get(0) : "ascii";
    return switch (encoding) {
      case "ascii", "utf8", "utf8s", "utf8p", "utf8ps" -> new JsonText(encoding);
      default -> throw new RuleProblem("'" + encoding + "' is not an encoding");
    };
  }

  static boolean isStr(final Sample sample) {
    return sample.type() == SampleType.STR;
  }
}
