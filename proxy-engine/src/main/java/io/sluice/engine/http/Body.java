package io.sluice.engine.http;

import io.netty.buffer.ByteBuf;
import io.sluice.config.ZeroCopy;
import io.sluice.engine.http1.ChunkedBody;
import io.sluice.engine.http1.Framing;
import io.sluice.engine.http1.Limits;
import io.sluice.engine.http1.Parse;
import io.sluice.engine.transport.BulkWay;
import io.sluice.engine.transport.Connection;
import io.sluice.engine.transport.Worker;

/**
 * Moves the body of one message after the other from a connection to a sink, and finds its end.
 * Confined to its worker.
 *
 * <p>Bytes go from the read buffer to the sink; there is no bound on a body's length, and no more
 * of it is held than the sink did not take of one read. A body of chunks keeps its chunks, without
 * their extensions, or loses them where the sink's protocol has none. Bulk that the sink does not
 * look at goes by a pipe: of a body of chunks, the data of large ones.
 */
final class Body {
  /** Reads in one go, before other sessions get their turn. */
  private static final int READS_PER_TURN = 16;

  /** What goes by a pipe at most meanwhile. */
  private static final long TURN_BYTES = (long) READS_PER_TURN * Worker.READ_BYTES;

  /** So much of known length is bulk, and need not show it. */
  private static final long BULK_BYTES = Worker.READ_BYTES;

  private Framing framing = Framing.NONE;
  private long left;
  private boolean done = true;

  /** Whether the sink's way of bulk is this body's. */
  private boolean begun;

  /** Whether some of it went by a pipe. */
  private boolean bulk;

  /** Null: no message had chunks yet. */
  private ChunkedBody chunks;

  /**
   * Begins the body of a message.
   *
   * @param length of {@link Framing#LENGTH}
   * @param bare whether chunks lose their framing
   * @param limits how large the parts of chunked framing may be
   */
  void begin(final Framing as, final long length, final boolean bare, final Limits limits) {
    framing = as;
    left = length;
    done = as == Framing.NONE;
    begun = false;
    bulk = false;
    if (as == Framing.CHUNKED) {
      chunks(limits).begin(bare ? ChunkedBody.Mode.DATA : ChunkedBody.Mode.FRAMED);
    }
  }

  private ChunkedBody chunks(final Limits limits) {
    if (chunks == null || !chunks.limits().equals(limits)) {
      chunks = new ChunkedBody(limits);
    }
    return chunks;
  }

  /** Whether the last one was bulk that went by a pipe: the next one may be, too. */
  boolean wasBulk() {
    return bulk;
  }

  /**
   * Reads chunks without moving them, so that nothing of a message that is wrong goes on. To be
   * called between two {@link #begin}s.
   *
   * @return {@link Moved#REFUSED}; {@link Moved#WAITS_FOR_SOURCE}: a line goes on in the next read;
   *     {@link Moved#DONE}: it is right so far
   */
  Moved lookAhead(final ByteBuf window, final int from, final int to) {
    int at = from;
    Parse parse;
    do {
      parse = chunks.read(window, at, to);
      at = chunks.position();
    } while (parse == Parse.NEED_MORE && at < to);
    if (parse == Parse.REFUSED) {
      return Moved.REFUSED;
    }
    return chunks.insideLine() ? Moved.WAITS_FOR_SOURCE : Moved.DONE;
  }

  /**
   * Moves what can be moved.
   *
   * @param how whether bulk may go through a pipe, where the sink does not look at it
   */
  Moved move(final Inflow in, final Sink out, final ZeroCopy how) {
    final Outflow direct = how == ZeroCopy.OFF ? null : out.direct();
    if (direct != null && !begun) {
      beginBulk(in, direct.bulk(), how);
    }
    long piped = 0;
    for (int reads = 0; !done; reads++) {
      if (out.isBroken()) {
        return Moved.SINK_BROKE;
      }
      if (out.hasPending()) {
        out.flush();
        if (out.hasPending()) {
          return Moved.WAITS_FOR_SINK;
        }
      }
      if (reads >= READS_PER_TURN || piped >= TURN_BYTES || out.room() <= 0) {
        return Moved.YIELDS;
      }
      final int passed = direct == null ? BulkWay.COPY : pass(in, direct);
      if (passed > 0) {
        piped += passed;
        continue;
      }
      final int got = passed == BulkWay.COPY ? copy(in, direct) : passed;
      if (got == Connection.WOULD_BLOCK) {
        return Moved.WAITS_FOR_SOURCE;
      }
      if (got < 0) {
        return onEnd(got);
      }
      if (!take(in, out)) {
        return Moved.REFUSED;
      }
    }
    return Moved.DONE;
  }

  private void beginBulk(final Inflow in, final BulkWay bulk, final ZeroCopy how) {
    begun = true;
    bulk.begin(how);
    if (framing == Framing.LENGTH && left - in.size() >= BULK_BYTES) {
      bulk.expectBulk();
    }
  }

  /** Lets bytes go on by a pipe. Returns as {@link BulkWay#fill}. */
  private int pass(final Inflow in, final Outflow out) {
    final long most = ahead();
    if (in.hasBytes() || most == 0 || !out.bulk().isOn()) {
      return BulkWay.COPY;
    }
    final int passed = out.pass(in, most);
    if (passed > 0) {
      onPassed(in, passed);
    }
    return passed;
  }

  /** What may go on unseen: the rest of the body, or of a large chunk. */
  private long ahead() {
    return switch (framing) {
      case LENGTH -> left;
      case UNTIL_CLOSE -> Long.MAX_VALUE;
      case CHUNKED -> chunks.dataAhead() >= BULK_BYTES ? chunks.dataAhead() : 0;
      case NONE -> 0;
    };
  }

  private void onPassed(final Inflow in, final int passed) {
    bulk = true;
    if (framing == Framing.CHUNKED) {
      chunks.skipData(passed);
    } else if (framing == Framing.LENGTH) {
      left -= passed;
      done = left == 0;
      if (done) {
        in.lookFurther();
      }
    }
  }

  private static int copy(final Inflow in, final Outflow direct) {
    final boolean reads = direct != null && !in.hasBytes();
    final int got = in.fill();
    if (reads) {
      direct.bulk().onCopied(got, in.mostRead());
    }
    return got;
  }

  private Moved onEnd(final int how) {
    if (how == Connection.RESET) {
      return Moved.RESET;
    }
    if (framing != Framing.UNTIL_CLOSE) {
      return Moved.ENDED;
    }
    done = true;
    return Moved.DONE;
  }

  /** Passes on what is at hand. Returns false: it is wrong. */
  private boolean take(final Inflow in, final Sink out) {
    final int most = Math.min(in.size(), out.room());
    if (framing == Framing.CHUNKED) {
      return takeChunks(in, out, most);
    }
    final int length = framing == Framing.LENGTH ? (int) Math.min(most, left) : most;
    out.write(in.address(), length);
    in.consume(length);
    left -= length;
    done = framing == Framing.LENGTH && left == 0;
    return true;
  }

  private boolean takeChunks(final Inflow in, final Sink out, final int most) {
    final ByteBuf window = in.window();
    final int from = in.from();
    final int to = from + most;
    int at = from;
    Parse parse;
    do {
      parse = chunks.read(window, at, to);
      if (parse == Parse.REFUSED) {
        return false;
      }
      out.write(window.memoryAddress() + chunks.runFrom(), chunks.runTo() - chunks.runFrom());
      at = chunks.position();
    } while (parse == Parse.NEED_MORE && at < to);
    in.consume(at - from);
    if (parse == Parse.DONE) {
      done = true;
      if (chunks.hasTail()) {
        out.writeTail(chunks);
      }
    }
    return true;
  }
}
