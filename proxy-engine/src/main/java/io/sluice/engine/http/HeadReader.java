package io.sluice.engine.http;

import io.sluice.engine.http1.Framing;
import io.sluice.engine.http1.Limits;
import io.sluice.engine.http1.Parse;
import io.sluice.engine.http1.RequestHead;
import io.sluice.engine.transport.Connection;
import io.sluice.engine.transport.Worker;

/**
 * Reads the heads of requests from a client's connection, and what came of chunks with them.
 * Confined to its worker.
 *
 * <p>Nothing goes to a server while what came with the head may still be found wrong: chunks are
 * read to the end of what is here, and where that is within a line, the rest of it is waited for.
 */
final class HeadReader {
  /** What came of it. */
  enum Progress {
    /** There may be more to read. */
    MORE,
    /** It is the client's turn. */
    WAITS,
    /** The head is here, and right. */
    WHOLE,
    /** It is wrong; {@link #refusal} is the answer. */
    REFUSED,
    /** The client ended its stream. */
    ENDED,
    /** The client's connection broke. */
    RESET
  }

  /** A line of chunked framing and what may be before it in one read. */
  private static final int MOST_LOOK_AHEAD = 2 * Worker.READ_BYTES;

  private final HttpWorker http;
  private final Inflow in;
  private final Body body;

  /** Null: nothing of a request came yet. */
  private RequestHead head;

  private boolean looksAhead;
  private int refusal;

  /**
   * @param body is begun behind each head
   */
  HeadReader(final HttpWorker http, final Inflow in, final Body body) {
    this.http = http;
    this.in = in;
    this.body = body;
  }

  /** The head that is read; null: none. */
  RequestHead head() {
    return head;
  }

  /** The status that a wrong request is answered. */
  int refusal() {
    return refusal;
  }

  /**
   * Begins with a request of which something is here.
   *
   * @param limits how large it may be
   */
  void begin(final Limits limits) {
    head = http.takeRequest(limits);
    head.clear();
  }

  /** The request is over. */
  void giveBack() {
    looksAhead = false;
    if (head != null) {
      http.giveBack(head);
      head = null;
    }
  }

  /** Waits for a request: {@link Progress#MORE} where something of it is here. */
  Progress await() {
    return fromRead(in.fillHead(body.wasBulk()));
  }

  /** Reads on, as far as it goes. */
  Progress read() {
    Progress progress;
    do {
      progress = looksAhead ? lookFurther() : readHead();
    } while (progress == Progress.MORE);
    return progress;
  }

  private static Progress fromRead(final int got) {
    return switch (got) {
      case Connection.WOULD_BLOCK -> Progress.WAITS;
      case Connection.ENDED -> Progress.ENDED;
      case Connection.RESET -> Progress.RESET;
      default -> Progress.MORE;
    };
  }

  private Progress readHead() {
    final Progress got = fromRead(in.fillHead(body.wasBulk()));
    if (got != Progress.MORE) {
      return got;
    }
    final Parse parse = head.feed(in.window(), in.from(), in.to());
    in.consume(head.consumed());
    return switch (parse) {
      case NEED_MORE -> Progress.MORE;
      case REFUSED -> refuse(head.refusal().status());
      case DONE -> onHead();
    };
  }

  private Progress refuse(final int status) {
    refusal = status;
    return Progress.REFUSED;
  }

  private Progress onHead() {
    body.begin(head.framing(), head.contentLength(), false, head.limits());
    return head.framing() == Framing.CHUNKED && in.hasBytes()
        ? judgeChunks(in.from())
        : Progress.WHOLE;
  }

  private Progress judgeChunks(final int from) {
    final Moved judged = body.lookAhead(in.window(), from, in.to());
    looksAhead = judged == Moved.WAITS_FOR_SOURCE;
    if (looksAhead) {
      return Progress.MORE;
    }
    if (judged == Moved.REFUSED) {
      return refuse(400);
    }
    body.begin(head.framing(), 0, false, head.limits());
    return Progress.WHOLE;
  }

  private Progress lookFurther() {
    final int before = in.size();
    final Progress got = fromRead(in.fillMore(MOST_LOOK_AHEAD));
    if (got == Progress.MORE) {
      return judgeChunks(in.from() + before);
    }
    return got == Progress.WAITS && before >= MOST_LOOK_AHEAD ? refuse(400) : got;
  }
}
