package io.sluice.engine.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.engine.http1.Limits;
import io.sluice.engine.http1.RequestHead;
import io.sluice.engine.http1.ResponseHead;
import io.sluice.engine.log.HttpRecord;
import io.sluice.engine.rules.Answer;
import io.sluice.engine.sample.Scratch;
import io.sluice.engine.transport.Timer;
import io.sluice.engine.transport.Worker;
import java.util.concurrent.TimeUnit;

/**
 * What all HTTP sessions of one worker share: heads that nobody uses, the out buffer, and who has
 * the worker's buffers at the moment. Confined to its worker.
 */
final class HttpWorker {
  /** How long heads are kept that nobody takes; twice as long at most. */
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(5);

  private static final int OUT_BYTES = 64 * 1024;

  private final Worker worker;
  private final HeadPool<RequestHead> requests = new HeadPool<>(RequestHead::new);
  private final HeadPool<ResponseHead> responses = new HeadPool<>(ResponseHead::new);
  private final Timer look = new Look();

  /** Not of the adaptive allocator, for which each write costs a tenth more. */
  private final ByteBuf out = Unpooled.directBuffer(OUT_BYTES);

  private final HttpRecord record = new HttpRecord();
  private final Scratch scratch = new Scratch();
  private final Answer answer = new Answer();
  private final ByteBuf answerHead = Unpooled.buffer();
  private final GzipPool gzip = new GzipPool();
  private boolean lookIsDue;
  private Inflow reader;
  private Outflow gatherer;

  private HttpWorker(final Worker worker) {
    this.worker = worker;
  }

  /** The one of a worker, which is made when it is first asked for. */
  static HttpWorker of(final Worker worker) {
    return worker.attachment(HttpWorker.class, HttpWorker::new, HttpWorker::close);
  }

  private void close() {
    worker.cancel(look);
    gzip.close();
    out.release();
  }

  Worker worker() {
    return worker;
  }

  /** The record that is filled for each line. */
  HttpRecord record() {
    return record;
  }

  /** Where samples are worked out. */
  Scratch scratch() {
    return scratch;
  }

  /** Where an answer is made, to be sent at once. */
  Answer answer() {
    return answer;
  }

  /** A buffer for the head of an answer, empty. */
  ByteBuf answerHead() {
    return answerHead.clear();
  }

  /** What compresses bodies. */
  GzipPool gzip() {
    return gzip;
  }

  // ---- heads

  /**
   * A head for a request.
   *
   * @param limits how large it may be; after a reload heads of other limits are dropped
   */
  RequestHead takeRequest(final Limits limits) {
    requests.resize(limits);
    responses.resize(limits);
    return requests.take();
  }

  void giveBack(final RequestHead head) {
    requests.giveBack(head);
    if (!lookIsDue) {
      lookIsDue = true;
      worker.schedule(look, System.nanoTime() + LOOK_NANOS);
    }
  }

  ResponseHead takeResponse() {
    return responses.take();
  }

  void giveBack(final ResponseHead head) {
    responses.giveBack(head);
  }

  /** Looks from time to time which heads are not needed any more, as long as there are any. */
  private final class Look extends Timer {
    @Override
    protected void onExpired(final long nowNanos) {
      requests.look();
      responses.look();
      lookIsDue = !requests.isEmpty() || !responses.isEmpty();
      if (lookIsDue) {
        worker.schedule(this, nowNanos + LOOK_NANOS);
      }
    }
  }

  // ---- buffers

  /** From now on the read buffer is this one's; what another has there is copied. */
  void claimReadBuffer(final Inflow inflow) {
    if (reader != null && reader != inflow) {
      reader.park();
    }
    reader = inflow;
  }

  /** From now on the out buffer is this one's; what another has there is sent. */
  ByteBuf claimOutBuffer(final Outflow outflow) {
    if (gatherer != outflow) {
      if (gatherer != null) {
        gatherer.flush();
      }
      gatherer = outflow;
    }
    return out;
  }

  /** The out buffer, where it is this one's; null: it is another's. */
  ByteBuf outBufferOf(final Outflow outflow) {
    return gatherer == outflow ? out : null;
  }

  /** A handler is done: the buffers are the next one's. */
  void settle() {
    if (gatherer != null) {
      gatherer.flush();
      gatherer = null;
    }
    if (reader != null) {
      reader.park();
      reader = null;
    }
  }
}
