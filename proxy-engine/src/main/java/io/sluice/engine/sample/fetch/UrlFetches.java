package io.sluice.engine.sample.fetch;

import io.sluice.config.http.SampleType;
import io.sluice.engine.http1.Names;
import io.sluice.engine.http1.RequestHead;
import io.sluice.engine.http1.TargetForm;
import io.sluice.engine.sample.Bytes;
import io.sluice.engine.sample.Digits;
import io.sluice.engine.sample.Endpoint;
import io.sluice.engine.sample.Fetch;
import io.sluice.engine.sample.Output;
import io.sluice.engine.sample.Sample;
import io.sluice.engine.sample.Transaction;
import io.sluice.engine.sample.convert.Args;
import io.sluice.engine.sample.convert.Hashes;
import java.util.List;
import java.util.Map;

/**
 * Fetches of the request target.
 *
 * <p>Source: HAProxy configuration manual, {@code path}, {@code url}, {@code base} and their
 * relatives.
 */
final class UrlFetches {
  private UrlFetches() {}

  static void addTo(final Map<String, FetchFactory> all) {
    all.put("path", (_, _) -> UrlFetches::path);
    all.put("pathq", (_, _) -> UrlFetches::pathAndQuery);
    all.put("query", (_, _) -> UrlFetches::query);
    all.put("url", (_, _) -> UrlFetches::url);
    all.put("base", (_, _) -> (txn, sample) -> base(txn, sample, false));
    all.put("baseq", (_, _) -> (txn, sample) -> base(txn, sample, true));
    all.put("base32", (_, _) -> hash(false));
    all.put("url32", (_, _) -> hash(true));
    all.put("base32+src", (_, _) -> withSource(hash(false)));
    all.put("url32+src", (_, _) -> withSource(hash(true)));
    all.put("url_ip", (_, _) -> UrlFetches::address);
    all.put("url_port", (_, _) -> UrlFetches::port);
    all.put("url_param", (args, _) -> param(args));
    all.put("urlp_val", (args, _) -> HeaderFetches.number(param(args)));
  }

  private static boolean set(
      final RequestHead head, final int from, final int to, final Sample sample) {
    sample.setBytes(SampleType.STR, head.bytes(), from, to - from);
    return true;
  }

  private static boolean path(final Transaction txn, final Sample sample) {
    final RequestHead head = Heads.request(txn, sample);
    return head != null && hasPath(head) && set(head, head.pathStart(), head.pathEnd(), sample);
  }

  private static boolean pathAndQuery(final Transaction txn, final Sample sample) {
    final RequestHead head = Heads.request(txn, sample);
    return head != null && hasPath(head) && set(head, head.pathStart(), head.targetEnd(), sample);
  }

  private static boolean query(final Transaction txn, final Sample sample) {
    final RequestHead head = Heads.request(txn, sample);
    return head != null && head.hasQuery() && set(head, head.queryStart(), head.queryEnd(), sample);
  }

  private static boolean url(final Transaction txn, final Sample sample) {
    final RequestHead head = Heads.request(txn, sample);
    return head != null && set(head, head.targetStart(), head.targetEnd(), sample);
  }

  /** Host and path side by side; the path alone where there is no Host. */
  private static boolean base(final Transaction txn, final Sample sample, final boolean withQuery) {
    final RequestHead head = Heads.request(txn, sample);
    if (head == null) {
      return false;
    }
    final int host = head.find(Names.HOST, -1);
    if (host < 0 || head.valueEnd(host) == head.valueStart(host)) {
      return withQuery ? pathAndQuery(txn, sample) : path(txn, sample);
    }
    final Output both = txn.scratch().value(sample);
    both.put(head.bytes(), head.valueStart(host), head.valueEnd(host) - head.valueStart(host));
    if (hasPath(head)) {
      final int end = withQuery ? head.targetEnd() : head.pathEnd();
      both.put(head.bytes(), head.pathStart(), end - head.pathStart());
    }
    sample.setStr(both.bytes(), 0, both.length());
    return true;
  }

  /** An asterisk is none. */
  private static boolean hasPath(final RequestHead head) {
    return head.pathEnd() > head.pathStart() && head.bytes()[head.pathStart()] == '/';
  }

  private static Fetch hash(final boolean whole) {
    return (txn, sample) -> {
      if (!(whole ? hostAndUrl(txn, sample) : base(txn, sample, false))) {
        return false;
      }
      final long hash = Hashes.sdbm(sample.bytes(), sample.offset(), sample.length());
      sample.setSint(Hashes.avalanche(hash));
      return true;
    };
  }

  private static boolean hostAndUrl(final Transaction txn, final Sample sample) {
    final RequestHead head = Heads.request(txn, sample);
    if (head == null) {
      return false;
    }
    final Output both = txn.scratch().value(sample);
    final int host = head.find(Names.HOST, -1);
    if (host >= 0) {
      both.put(head.bytes(), head.valueStart(host), head.valueEnd(host) - head.valueStart(host));
    }
    both.put(head.bytes(), head.targetStart(), head.targetEnd() - head.targetStart());
    sample.setStr(both.bytes(), 0, both.length());
    return true;
  }

  private static Fetch withSource(final Fetch hash) {
    return (txn, sample) -> {
      final Endpoint source = txn.source();
      if (source == null || !source.isIp() || !hash.fetch(txn, sample)) {
        return false;
      }
      final Output both = txn.scratch().value(sample);
      put(sample.number(), 4, both);
      if (source.family() == Endpoint.Family.IPV6) {
        put(source.high(), 8, both);
      }
      put(source.low(), source.family() == Endpoint.Family.IPV4 ? 4 : 8, both);
      sample.setBin(both.bytes(), 0, both.length());
      return true;
    };
  }

  private static void put(final long number, final int bytes, final Output into) {
    for (int i = bytes - 1; i >= 0; i--) {
      into.put((byte) (number >>> (8 * i)));
    }
  }

  private static boolean authority(final Transaction txn, final Sample sample) {
    final RequestHead head = Heads.request(txn, sample);
    if (head == null || head.authorityStart() >= head.authorityEnd()) {
      return false;
    }
    set(head, head.authorityStart(), head.authorityEnd(), sample);
    return true;
  }

  private static boolean address(final Transaction txn, final Sample sample) {
    return authority(txn, sample) && HostAddress.parse(sample);
  }

  private static boolean port(final Transaction txn, final Sample sample) {
    final RequestHead head = Heads.request(txn, sample);
    if (head == null || !authority(txn, sample)) {
      return false;
    }
    final int end = sample.offset() + sample.length();
    int colon = end - 1;
    while (colon >= sample.offset()
        && sample.bytes()[colon] >= '0'
        && sample.bytes()[colon] <= '9') {
      colon--;
    }
    if (colon >= sample.offset() && sample.bytes()[colon] == ':') {
      sample.setSint(Digits.leading(sample.bytes(), colon + 1, end - colon - 1));
    } else {
      final boolean tls =
          head.targetForm() == TargetForm.ABSOLUTE
              && head.authorityStart() - head.targetStart() == "https://".length();
      sample.setSint(tls ? 443 : 80);
    }
    return true;
  }

  private static Fetch param(final List<String> args) {
    final byte[] name = Args.has(args, 0) ? Args.bytes(args, 0) : null;
    final byte delimiter = Args.has(args, 1) ? Args.bytes(args, 1)[0] : (byte) '?';
    return (txn, sample) -> {
      final RequestHead head = Heads.request(txn, sample);
      if (head == null) {
        return false;
      }
      int at = (int) sample.cursor();
      if (at == 0) {
        final int mark =
            Bytes.indexOf(head.bytes(), head.targetStart(), head.targetEnd(), delimiter);
        if (mark < 0) {
          return false;
        }
        at = mark + 1;
      }
      final int next = Params.next(head.bytes(), at, head.targetEnd(), name, sample);
      if (next > 0 && sample.iterating()) {
        sample.setMore(next);
      }
      return next > 0;
    };
  }
}
