package io.sluice.engine.sample.convert;

import io.sluice.engine.sample.Bytes;
import io.sluice.engine.sample.Converter;
import io.sluice.engine.sample.RuleProblem;
import io.sluice.engine.sample.Sample;
import io.sluice.engine.sample.Surroundings;
import io.sluice.engine.sample.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Values within texts: of parameters, of JSON, of JSON Web Tokens. Stateless.
 *
 * <p>Source: HAProxy configuration manual, converters {@code param}, {@code json_query}, {@code
 * jwt_header_query}, {@code jwt_payload_query}; RFC 9535, of which names and indexes are known; RFC
 * 7519, of which no signature is checked.
 */
final class Queries {
  private static final Pattern STEP =
      Pattern.compile("\\.([A-Za-z0-9_-]+)|\\[([0-9]{1,6})]|\\['([^']*)']");

  private Queries() {}

  /** {@code param(name[,delimiter])}. */
  static Converter param(final List<String> args, final Surroundings surroundings) {
    final byte[] name = Args.bytes(args, 0);
    final byte delimiter = Args.has(args, 1) ? Args.bytes(args, 1)[0] : (byte) '&';
    return (_, sample) -> {
      final byte[] bytes = sample.bytes();
      final int end = sample.offset() + sample.length();
      int at = sample.offset();
      while (at <= end) {
        int stop = Bytes.indexOf(bytes, at, end, delimiter);
        stop = stop < 0 ? end : stop;
        final int equals = Bytes.indexOf(bytes, at, stop, '=');
        final int nameEnd = equals < 0 ? stop : equals;
        if (nameEnd - at == name.length && Bytes.same(name, 0, bytes, at, name.length)) {
          final int from = equals < 0 ? stop : equals + 1;
          sample.setStr(bytes, from, stop - from);
          return true;
        }
        at = stop + 1;
      }
      return false;
    };
  }

  /** {@code json_query(path[,int])}. */
  static Converter json(final List<String> args, final Surroundings surroundings) {
    return json(Args.text(args, 0), Args.has(args, 1));
  }

  private static Converter json(final String path, final boolean integer) {
    final Object[] steps = steps(path);
    return (txn, sample) -> JsonValue.find(steps, integer, txn, sample);
  }

  /** Names as bytes, indexes as integers. */
  private static Object[] steps(final String path) {
    if (!path.startsWith("$")) {
      throw new RuleProblem("'" + path + "' is not a path such as $.name or $.list[0]");
    }
    final List<Object> steps = new ArrayList<>();
    final Matcher step = STEP.matcher(path);
    int at = 1;
    while (at < path.length()) {
      if (!step.find(at) || step.start() != at) {
        throw new RuleProblem("'" + path + "' is not a path such as $.name or $.list[0]");
      }
      if (step.group(2) != null) {
        steps.add(Integer.valueOf(step.group(2)));
      } else {
        steps.add(Bytes.of(step.group(1) != null ? step.group(1) : step.group(3)));
      }
      at = step.end();
    }
    return steps.toArray();
  }

  /**
   * {@code jwt_header_query([path[,int]])} and {@code jwt_payload_query}.
   *
   * @param part 0: the header; 1: the payload
   */
  static Converter token(final List<String> args, final int part) {
    final Converter query = Args.has(args, 0) ? json(args.get(0), Args.has(args, 1)) : null;
    return (txn, sample) ->
        decoded(txn, sample, part) && (query == null || query.convert(txn, sample));
  }

  private static boolean decoded(final Transaction txn, final Sample sample, final int part) {
    final byte[] bytes = sample.bytes();
    final int end = sample.offset() + sample.length();
    final int first = stop(bytes, sample.offset(), end);
    if (part == 1 && first == end) {
      return false;
    }
    final int from = part == 0 ? sample.offset() : first + 1;
    final int to = part == 0 ? first : stop(bytes, from, end);
    sample.narrow(from - sample.offset(), to - from);
    if (!Encodings.fromBase64Url(txn, sample)) {
      return false;
    }
    sample.setStr(sample.bytes(), sample.offset(), sample.length());
    return true;
  }

  /** Where a part of a token ends. */
  private static int stop(final byte[] bytes, final int from, final int end) {
    final int dot = Bytes.indexOf(bytes, from, end, '.');
    return dot < 0 ? end : dot;
  }
}
