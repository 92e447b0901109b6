package io.sluice.engine.tcp;

import io.netty.buffer.ByteBuf;
import io.sluice.engine.sample.Payload;
import io.sluice.engine.sample.Scratch;
import io.sluice.engine.transport.Worker;

/**
 * What all sessions of one worker that have rules share: where samples are worked out, and a
 * client's first bytes while they are looked at. Confined to its worker.
 */
final class TcpWorker {
  /** How much of what a client sends is looked at. */
  static final int MOST_BYTES = 16 * 1024;

  private final Scratch scratch = new Scratch();
  private final byte[] bytes = new byte[MOST_BYTES];

  private TcpWorker() {}

  /** The one of a worker, which is made when it is first asked for. */
  static TcpWorker of(final Worker worker) {
    return worker.attachment(TcpWorker.class, _ -> new TcpWorker(), _ -> {});
  }

  Scratch scratch() {
    return scratch;
  }

  /**
   * Shows bytes to rules, until another session shows its own.
   *
   * @param from null: there are none
   */
  void show(final ByteBuf from, final Payload to) {
    to.clear();
    if (from != null) {
      show(from, from.readerIndex(), from.readableBytes(), to);
    }
  }

  /** The same of a part of a buffer, as much as is looked at. */
  void show(final ByteBuf from, final int at, final int length, final Payload to) {
    to.clear();
    to.bytes = bytes;
    to.length = Math.min(length, MOST_BYTES);
    from.getBytes(at, bytes, 0, to.length);
  }
}
