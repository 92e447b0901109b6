package io.sluice.engine.sample.fetch;

import io.sluice.engine.http1.FieldName;
import io.sluice.engine.http1.Fields;
import io.sluice.engine.http1.RequestHead;
import io.sluice.engine.sample.Bytes;
import io.sluice.engine.sample.Digits;
import io.sluice.engine.sample.Fetch;
import io.sluice.engine.sample.Output;
import io.sluice.engine.sample.RuleProblem;
import io.sluice.engine.sample.Sample;
import io.sluice.engine.sample.Transaction;
import io.sluice.engine.sample.convert.Args;
import io.sluice.engine.sample.fetch.Heads.Side;
import java.util.List;
import java.util.Map;

/**
 * Fetches of header fields.
 *
 * <p>Source: HAProxy configuration manual, {@code req.hdr} and its relatives.
 */
final class HeaderFetches {
  private static final byte[] COMMA = Bytes.latin(",");

  private HeaderFetches() {}

  static void addTo(final Map<String, FetchFactory> all) {
    for (final Side side : Side.values()) {
      final String prefix = side == Side.REQUEST ? "req." : "res.";
      all.put(prefix + "hdr", (args, _) -> value(side, args, false));
      all.put(prefix + "fhdr", (args, _) -> value(side, args, true));
      all.put(prefix + "hdr_cnt", (args, _) -> count(side, args, false));
      all.put(prefix + "fhdr_cnt", (args, _) -> count(side, args, true));
      all.put(prefix + "hdr_val", (args, _) -> number(value(side, args, false)));
      all.put(prefix + "hdr_ip", (args, _) -> address(value(side, args, false)));
      all.put(prefix + "hdr_names", (args, _) -> names(side, args));
      all.put(prefix + "hdrs", (_, _) -> (txn, sample) -> block(side, txn, sample));
    }
  }

  static FieldName name(final List<String> args) {
    if (!Args.has(args, 0)) {
      return null;
    }
    if (!FieldName.isToken(args.get(0))) {
      throw new RuleProblem("'" + args.get(0) + "' is not the name of a header field");
    }
    return FieldName.of(args.get(0));
  }

  private static Fetch value(final Side side, final List<String> args, final boolean whole) {
    final FieldName name = name(args);
    final int occurrence = Args.number(args, 1, 0);
    return (txn, sample) -> {
      final Fields head = Heads.of(side, txn, sample);
      if (head == null) {
        return false;
      }
      if (occurrence != 0 || !sample.iterating()) {
        return HeaderValues.pick(head, name, whole, occurrence == 0 ? -1 : occurrence, sample);
      }
      final long next = HeaderValues.next(head, name, whole, sample.cursor(), sample);
      if (next == 0) {
        return false;
      }
      sample.setMore(next);
      return true;
    };
  }

  private static Fetch count(final Side side, final List<String> args, final boolean whole) {
    final FieldName name = name(args);
    return (txn, sample) -> {
      final Fields head = Heads.of(side, txn, sample);
      if (head == null) {
        return false;
      }
      sample.setSint(HeaderValues.count(head, name, whole, sample));
      return true;
    };
  }

  static Fetch number(final Fetch text) {
    return (txn, sample) -> {
      if (!text.fetch(txn, sample)) {
        return false;
      }
      sample.setSint(Digits.leading(sample.bytes(), sample.offset(), sample.length()));
      return true;
    };
  }

  /** Values that are no addresses are passed over. */
  private static Fetch address(final Fetch text) {
    return (txn, sample) -> {
      while (text.fetch(txn, sample)) {
        if (HostAddress.parse(sample)) {
          return true;
        }
        if (!sample.more()) {
          return false;
        }
        sample.setLast();
      }
      return false;
    };
  }

  private static Fetch names(final Side side, final List<String> args) {
    final byte[] delimiter = Args.has(args, 0) ? Args.bytes(args, 0) : COMMA;
    return (txn, sample) -> {
      final Fields head = Heads.of(side, txn, sample);
      if (head == null) {
        return false;
      }
      final Output all = txn.scratch().value(sample);
      for (int i = 0; i < head.fieldCount(); i++) {
        if (!head.isDeleted(i)) {
          if (all.length() > 0) {
            all.put(delimiter[0]);
          }
          putLower(head, i, all);
        }
      }
      sample.setStr(all.bytes(), 0, all.length());
      return true;
    };
  }

  private static void putLower(final Fields head, final int field, final Output into) {
    for (int at = head.nameStart(field); at < head.nameEnd(field); at++) {
      into.put(Bytes.lower(head.bytes()[at]));
    }
  }

  /** All fields as they are, each with its line end, and the empty line. */
  private static boolean block(final Side side, final Transaction txn, final Sample sample) {
    final Fields head = Heads.of(side, txn, sample);
    if (head == null) {
      return false;
    }
    final Output all = txn.scratch().value(sample);
    for (int i = 0; i < head.fieldCount(); i++) {
      if (!head.isDeleted(i)) {
        putLower(head, i, all);
        all.put(": ");
        all.put(head.bytes(), head.valueStart(i), head.valueEnd(i) - head.valueStart(i));
        all.put("\r\n");
      }
    }
    all.put("\r\n");
    sample.setBin(all.bytes(), 0, all.length());
    return !all.isOverflown();
  }

  /** {@code 1.0} or {@code 1.1}. */
  static final byte[][] VERSIONS = {Bytes.latin("1.0"), Bytes.latin("1.1")};

  static boolean version(final RequestHead head, final Sample sample) {
    if (head == null) {
      return false;
    }
    sample.setStr(VERSIONS[head.minorVersion()]);
    return true;
  }
}
