package io.sluice.engine.http;

import io.sluice.config.ZeroCopy;
import io.sluice.config.http.CompressionConfig;
import io.sluice.config.http.HttpOptions;
import io.sluice.engine.http1.FieldName;
import io.sluice.engine.http1.Framing;
import io.sluice.engine.http1.Names;
import io.sluice.engine.http1.RequestHead;
import io.sluice.engine.http1.ResponseHead;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Compresses the response of an exchange with gzip, where both sides allow it; used anew for the
 * next. Confined to its worker.
 *
 * <p>Source: HAProxy's manual, {@code compression}: the frontend or the backend switches it on, and
 * the types of the backend go before those of the frontend.
 */
final class Compression {
  private static final FieldName ACCEPT_RANGES = FieldName.of("Accept-Ranges");
  private static final byte[] GZIP = bytes("gzip");
  private static final byte[] CHUNKED = bytes("chunked");
  private static final byte[] VARY = bytes("Accept-Encoding");

  private final GzipPool pool;
  private final AcceptEncoding accept = new AcceptEncoding();
  private final Compressible compressible = new Compressible();

  /** Where an entity tag is made weak; it grows with the longest. */
  private byte[] tag = {'W', '/'};

  private boolean accepted;
  private List<String> types = List.of();
  private long minBytes;

  /** Null: the response goes as it came. */
  private GzipSink gzip;

  Compression(final GzipPool pool) {
    this.pool = pool;
  }

  private static byte[] bytes(final String ascii) {
    return ascii.getBytes(StandardCharsets.US_ASCII);
  }

  /** Looks at a request that is about to go to a server, which may be told not to compress. */
  void onRequest(final HttpOptions frontend, final HttpOptions backend, final RequestHead request) {
    final CompressionConfig ours = frontend.compression().orElse(null);
    final CompressionConfig theirs = backend.compression().orElse(null);
    accepted =
        (ours != null || theirs != null)
            && request.minorVersion() > 0
            && accept.allowsGzip(request);
    if (!accepted) {
      return;
    }
    types =
        theirs == null || (theirs.types().isEmpty() && ours != null)
            ? ours.types()
            : theirs.types();
    minBytes = Math.max(minBytes(ours), minBytes(theirs));
    if (offloads(ours) || offloads(theirs)) {
      request.deleteAll(Names.ACCEPT_ENCODING);
    }
  }

  private static long minBytes(final CompressionConfig config) {
    return config == null ? 0 : config.minBytes();
  }

  private static boolean offloads(final CompressionConfig config) {
    return config != null && config.offload();
  }

  /**
   * Decides about the response, whose head is edited when its body is to be compressed.
   *
   * @param chunked whether the client takes chunks
   * @return whether it is to be; its chunks then lose their framing on their way to {@link #move}
   */
  boolean onResponse(final ResponseHead response, final boolean chunked) {
    end();
    if (!accepted || !compressible.test(response, types, minBytes)) {
      return false;
    }
    final GzipSink taken = pool.take();
    if (taken == null) {
      return false;
    }
    gzip = taken;
    if (!edit(response, chunked)) {
      end();
      return false;
    }
    gzip.begin(chunked);
    return true;
  }

  /** Changes the head, or nothing that matters where there is no room. */
  private boolean edit(final ResponseHead head, final boolean chunked) {
    final boolean framed = head.framing() == Framing.CHUNKED;
    final boolean fits =
        addVary(head)
            && weaken(head)
            && (framed || !chunked || head.add(Names.TRANSFER_ENCODING, CHUNKED))
            && head.add(Names.CONTENT_ENCODING, GZIP);
    if (!fits) {
      if (!framed) {
        head.deleteAll(Names.TRANSFER_ENCODING);
      }
      return false;
    }
    head.deleteAll(Names.CONTENT_LENGTH);
    head.deleteAll(Names.TRAILER);
    head.deleteAll(ACCEPT_RANGES);
    return true;
  }

  private boolean addVary(final ResponseHead head) {
    return compressible.lists(head, Names.VARY, "accept-encoding")
        || compressible.lists(head, Names.VARY, "*")
        || head.add(Names.VARY, VARY);
  }

  /** What the client gets is not byte by byte what the tag was given for (RFC 9110 8.8.1). */
  private boolean weaken(final ResponseHead head) {
    final int field = head.find(Names.ETAG, -1);
    if (field < 0 || !Compressible.isStrong(head, field)) {
      return true;
    }
    final int length = head.valueEnd(field) - head.valueStart(field);
    if (tag.length < length + 2) {
      tag = new byte[length + 2];
      tag[0] = 'W';
      tag[1] = '/';
    }
    System.arraycopy(head.bytes(), head.valueStart(field), tag, 2, length);
    return head.setValue(field, tag, 0, length + 2);
  }

  /**
   * Moves what can be moved of the response's body.
   *
   * @param how of one that goes as it came
   */
  Moved move(final Body body, final Inflow from, final Sink to, final ZeroCopy how) {
    if (gzip == null) {
      return body.move(from, to, how);
    }
    final Moved moved = gzip.move(body, from, to);
    if (moved == Moved.DONE) {
      end();
    }
    return moved;
  }

  /** The response is over, whole or not. */
  void end() {
    if (gzip != null) {
      pool.giveBack(gzip);
      gzip = null;
    }
  }
}
