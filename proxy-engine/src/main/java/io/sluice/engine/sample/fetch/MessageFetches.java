package io.sluice.engine.sample.fetch;

import io.sluice.config.http.SampleType;
import io.sluice.engine.http1.RequestHead;
import io.sluice.engine.http1.ResponseHead;
import io.sluice.engine.log.Captures;
import io.sluice.engine.sample.Fetch;
import io.sluice.engine.sample.Output;
import io.sluice.engine.sample.Payload;
import io.sluice.engine.sample.Sample;
import io.sluice.engine.sample.Transaction;
import io.sluice.engine.sample.convert.Args;
import java.util.List;
import java.util.Map;

/**
 * Fetches of messages beside their fields: first lines, bodies, captures.
 *
 * <p>Source: HAProxy configuration manual, "Fetching HTTP samples" and "Fetching samples from
 * buffer contents".
 */
final class MessageFetches {
  private MessageFetches() {}

  static void addTo(final Map<String, FetchFactory> all) {
    all.put("method", (_, _) -> MessageFetches::method);
    all.put("status", (_, _) -> MessageFetches::status);
    all.put("req.ver", (_, _) -> (t, s) -> HeaderFetches.version(Heads.request(t, s), s));
    all.put("res.ver", (_, _) -> MessageFetches::responseVersion);
    all.put("http_first_req", (_, _) -> MessageFetches::isFirst);
    all.put("req.proto_http", (_, _) -> MessageFetches::isHttp);
    all.put("last_rule_file", (_, _) -> (t, s) -> lastRule(t, s, true));
    all.put("last_rule_line", (_, _) -> (t, s) -> lastRule(t, s, false));
    all.put("res.comp", (_, _) -> MessageFetches::isCompressed);
    all.put("res.comp_algo", (_, _) -> ConnectionFetches.text(Transaction::compression));
    all.put("unique-id", (_, _) -> MessageFetches::uniqueId);
    all.put("capture.req.hdr", (args, _) -> captured(args, true));
    all.put("capture.res.hdr", (args, _) -> captured(args, false));
    all.put("capture.req.method", (_, _) -> MessageFetches::method);
    all.put("capture.req.uri", (_, _) -> MessageFetches::uri);
    all.put("capture.req.ver", (_, _) -> (t, s) -> longVersion(t.request(), s));
    all.put("capture.res.ver", (_, _) -> MessageFetches::longResponseVersion);
    all.put("req.body", (_, _) -> (t, s) -> body(t.requestPayload(), s));
    all.put("res.body", (_, _) -> (t, s) -> body(t.responsePayload(), s));
    all.put("req.body_len", (_, _) -> (t, s) -> length(t.requestPayload(), s));
    all.put("res.body_len", (_, _) -> (t, s) -> length(t.responsePayload(), s));
    all.put("req.body_size", (_, _) -> MessageFetches::requestSize);
    all.put("res.body_size", (_, _) -> MessageFetches::responseSize);
    all.put("req.body_param", (args, _) -> param(args));
    all.put("req.len", (_, _) -> (t, s) -> inputLength(t.requestPayload(), s));
    all.put("res.len", (_, _) -> (t, s) -> inputLength(t.responsePayload(), s));
    all.put("req.payload", (args, _) -> payload(args, true));
    all.put("res.payload", (args, _) -> payload(args, false));
    all.put("req.payload_lv", (args, _) -> payloadLv(args, true));
    all.put("res.payload_lv", (args, _) -> payloadLv(args, false));
  }

  private static boolean method(final Transaction txn, final Sample sample) {
    final RequestHead head = Heads.request(txn, sample);
    if (head == null) {
      return false;
    }
    sample.setBytes(
        SampleType.METH, head.bytes(), head.methodStart(), head.methodEnd() - head.methodStart());
    return true;
  }

  private static boolean uri(final Transaction txn, final Sample sample) {
    final RequestHead head = Heads.request(txn, sample);
    if (head == null) {
      return false;
    }
    sample.setStr(head.bytes(), head.targetStart(), head.targetEnd() - head.targetStart());
    return true;
  }

  private static boolean status(final Transaction txn, final Sample sample) {
    final ResponseHead head = Heads.response(txn, sample);
    if (head == null) {
      return false;
    }
    sample.setSint(head.status());
    return true;
  }

  private static boolean responseVersion(final Transaction txn, final Sample sample) {
    final ResponseHead head = Heads.response(txn, sample);
    if (head == null) {
      return false;
    }
    sample.setStr(HeaderFetches.VERSIONS[head.minorVersion()]);
    return true;
  }

  private static final byte[][] LONG_VERSIONS = {
    io.sluice.engine.sample.Bytes.latin("HTTP/1.0"), io.sluice.engine.sample.Bytes.latin("HTTP/1.1")
  };

  private static boolean longVersion(final RequestHead head, final Sample sample) {
    if (head == null) {
      return false;
    }
    sample.setStr(LONG_VERSIONS[head.minorVersion()]);
    return true;
  }

  private static boolean longResponseVersion(final Transaction txn, final Sample sample) {
    final ResponseHead head = txn.response();
    if (head == null) {
      return false;
    }
    sample.setStr(LONG_VERSIONS[head.minorVersion()]);
    return true;
  }

  private static boolean isFirst(final Transaction txn, final Sample sample) {
    sample.setBool(txn.isFirstRequest());
    return true;
  }

  /** Of a connection that is not HTTP here: what it begins with could be a request's method. */
  private static boolean isHttp(final Transaction txn, final Sample sample) {
    if (txn.request() != null) {
      sample.setBool(true);
      return true;
    }
    final Payload payload = txn.requestPayload();
    int at = payload.offset;
    final int end = at + payload.length;
    while (at < end && payload.bytes[at] >= 'A' && payload.bytes[at] <= 'Z') {
      at++;
    }
    if (at == end) {
      sample.setMayChange(true);
      return false;
    }
    final int lineEnd = io.sluice.engine.sample.Bytes.indexOf(payload.bytes, at, end, '\n');
    if (payload.bytes[at] == ' ' && at > payload.offset && lineEnd < 0 && !payload.full) {
      sample.setMayChange(true);
      return false;
    }
    sample.setBool(at > payload.offset && payload.bytes[at] == ' ' && hasVersion(payload, lineEnd));
    return true;
  }

  private static boolean hasVersion(final Payload payload, final int lineEnd) {
    int end = lineEnd;
    if (end > payload.offset && payload.bytes[end - 1] == '\r') {
      end--;
    }
    final int start = end - "HTTP/1.1".length();
    return start > payload.offset
        && io.sluice.engine.sample.Bytes.same(
            payload.bytes, start, LONG_VERSIONS[1], 0, "HTTP/1.".length());
  }

  private static boolean isCompressed(final Transaction txn, final Sample sample) {
    sample.setBool(txn.compression() != null);
    return true;
  }

  private static boolean lastRule(final Transaction txn, final Sample sample, final boolean file) {
    final String where = txn.lastRule();
    final int colon = where == null ? -1 : where.lastIndexOf(':');
    if (colon < 0) {
      return false;
    }
    if (file) {
      sample.setStr(io.sluice.engine.sample.Bytes.of(where.substring(0, colon)));
    } else {
      final byte[] line = io.sluice.engine.sample.Bytes.of(where.substring(colon + 1));
      sample.setSint(io.sluice.engine.sample.Digits.leading(line, 0, line.length));
    }
    return true;
  }

  private static boolean uniqueId(final Transaction txn, final Sample sample) {
    final byte[] id = txn.uniqueId();
    if (id == null) {
      return false;
    }
    sample.setStr(id);
    return true;
  }

  private static Fetch captured(final List<String> args, final boolean request) {
    final int slot = Args.number(args, 0);
    return (txn, sample) -> {
      final Captures captures = request ? txn.requestCaptures() : txn.responseCaptures();
      if (captures == null || slot >= captures.count() || !captures.has(slot)) {
        return false;
      }
      final Output copy = txn.scratch().value(sample);
      for (int i = 0; i < captures.length(slot); i++) {
        copy.put(captures.at(slot, i));
      }
      sample.setStr(copy.bytes(), 0, copy.length());
      return true;
    };
  }

  private static boolean body(final Payload body, final Sample sample) {
    sample.setBin(body.bytes, body.offset, body.length);
    return true;
  }

  private static boolean length(final Payload body, final Sample sample) {
    sample.setSint(body.length);
    return true;
  }

  private static boolean requestSize(final Transaction txn, final Sample sample) {
    final RequestHead head = txn.request();
    final long told = head == null ? -1 : head.contentLength();
    sample.setSint(told >= 0 ? told : txn.requestPayload().length);
    return head != null;
  }

  private static boolean responseSize(final Transaction txn, final Sample sample) {
    final ResponseHead head = txn.response();
    final long told = head == null ? -1 : head.contentLength();
    sample.setSint(told >= 0 ? told : txn.responsePayload().length);
    return head != null;
  }

  private static Fetch param(final List<String> args) {
    final byte[] name = Args.has(args, 0) ? Args.bytes(args, 0) : null;
    return (txn, sample) -> {
      final Payload body = txn.requestPayload();
      final int at = sample.cursor() == 0 ? body.offset : (int) sample.cursor();
      final int next = Params.next(body.bytes, at, body.offset + body.length, name, sample);
      if (next > 0) {
        sample.setType(SampleType.BIN);
        if (sample.iterating()) {
          sample.setMore(next);
        }
      }
      return next > 0;
    };
  }

  private static boolean inputLength(final Payload payload, final Sample sample) {
    sample.setSint(payload.length);
    sample.setMayChange(!payload.whole);
    return true;
  }

  private static Payload side(final Transaction txn, final boolean request) {
    return request ? txn.requestPayload() : txn.responsePayload();
  }

  private static Fetch payload(final List<String> args, final boolean request) {
    final int from = Args.number(args, 0);
    final int count = Args.number(args, 1);
    return (txn, sample) -> {
      final Payload payload = side(txn, request);
      final int wanted = count == 0 ? payload.length - from : count;
      if (wanted <= 0 || from + wanted > payload.length) {
        sample.setMayChange(!payload.whole && !payload.full);
        return false;
      }
      sample.setBin(payload.bytes, payload.offset + from, wanted);
      sample.setMayChange(count == 0 && !payload.whole && !payload.full);
      return true;
    };
  }

  /** {@code payload_lv(offset,size of the length[,offset of the value])}. */
  private static Fetch payloadLv(final List<String> args, final boolean request) {
    final int at = Args.number(args, 0);
    final int size = Args.number(args, 1);
    final String third = Args.has(args, 2) ? args.get(2) : "+0";
    final boolean relative = third.startsWith("+") || third.startsWith("-");
    final int shift = Integer.parseInt(third);
    return (txn, sample) -> {
      final Payload payload = side(txn, request);
      long length = 0;
      if (at + size > payload.length) {
        sample.setMayChange(!payload.whole && !payload.full);
        return false;
      }
      for (int i = 0; i < size; i++) {
        length = length << 8 | (payload.bytes[payload.offset + at + i] & 255);
      }
      final int from = relative ? at + size + shift : shift;
      if (length <= 0 || from < 0 || from + length > payload.length) {
        sample.setMayChange(length > 0 && !payload.whole && !payload.full);
        return false;
      }
      sample.setBin(payload.bytes, payload.offset + from, (int) length);
      return true;
    };
  }
}
