package io.sluice.benchmarks.system.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * What Keystone's cache does to memcached(1): nine reads of 1 KiB, then a write of it. For one
 * event loop.
 */
final class MemcachedTalk implements Talk {
  private static final int KEYS = 1_000;
  private static final int WRITE_EVERY = 10;
  private static final String VALUE = "v".repeat(1_024);

  private final ByteBuf[] reads = new ByteBuf[KEYS];
  private final ByteBuf[] writes = new ByteBuf[KEYS];
  private int turn;
  private int writesFirst;

  /** Begins with a write of each key when they are not there yet. */
  MemcachedTalk(final boolean fill) {
    writesFirst = fill ? KEYS : 0;
    for (int i = 0; i < KEYS; i++) {
      reads[i] = bytes("get key-%04d\r\n".formatted(i));
      writes[i] = bytes("set key-%04d 0 0 %d\r\n%s\r\n".formatted(i, VALUE.length(), VALUE));
    }
  }

  private static ByteBuf bytes(final String text) {
    return Unpooled.directBuffer().writeBytes(text.getBytes(US_ASCII));
  }

  @Override
  public ByteBuf request() {
    turn = turn == KEYS - 1 ? 0 : turn + 1;
    if (writesFirst > 0) {
      writesFirst--;
      return writes[turn].retainedDuplicate();
    }
    return (turn % WRITE_EVERY == 0 ? writes : reads)[turn].retainedDuplicate();
  }

  @Override
  public void close() {
    for (int i = 0; i < KEYS; i++) {
      reads[i].release();
      writes[i].release();
    }
  }

  @Override
  public int answer(final ByteBuf in) {
    final int line = in.bytesBefore((byte) '\n') + 1;
    if (line == 0) {
      return 0;
    }
    return switch (in.getByte(in.readerIndex())) {
      // VALUE: the line, the value and its end of line, END and its own.
      case 'V' -> {
        final int whole = line + VALUE.length() + "\r\nEND\r\n".length();
        yield in.readableBytes() < whole ? 0 : whole;
      }
      // STORED
      case 'S' -> line;
      // END of nothing, and every error.
      default -> -line;
    };
  }
}
