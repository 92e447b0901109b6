package io.sluice.engine.log;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Lines that will leave as datagrams, laid out as sendmmsg(2) takes them. Confined to the thread
 * that makes it; made once, and filled again and again without an allocation.
 *
 * <pre>
 *   headers  struct mmsghdr [0] [1] [2] ...     each points at the name and at its vector
 *   vectors  struct iovec   [0] [1] [2] ...     each points at its line
 *   name     where all go; none where the socket is connected
 *   text     line 0, line 1, line 2, ...
 * </pre>
 *
 * <p>Source: sendmmsg(2), sendmsg(2); offsets of Linux with 64 bits.
 */
final class DatagramBatch implements AutoCloseable {
  /** The most that one call sends. */
  static final int MOST_LINES = 128;

  private static final int HEADER_BYTES = 64;
  private static final int NAME = 0;
  private static final int NAME_BYTES = 8;
  private static final int VECTOR = 16;
  private static final int VECTOR_COUNT = 24;
  private static final int VECTOR_BYTES = 16;
  private static final int LENGTH = 8;

  private static final int VECTORS = MOST_LINES * HEADER_BYTES;
  private static final int SOCKET_NAME = VECTORS + MOST_LINES * VECTOR_BYTES;
  private static final int MOST_NAME_BYTES = 128;
  private static final int TEXT = SOCKET_NAME + MOST_NAME_BYTES;
  private static final int TEXT_BYTES = 1 << 16;

  private final Arena arena = Arena.ofConfined();
  private final long address;

  /** The memory; a buffer is quick from the first line on, before anything is compiled. */
  private final ByteBuffer memory;

  private int count;
  private int end = TEXT;

  /**
   * @param name a socket's address as the kernel takes it, 128 bytes at most; empty where the
   *     socket is connected
   */
  DatagramBatch(final byte[] name) {
    final MemorySegment segment = arena.allocate(TEXT + TEXT_BYTES, Long.BYTES);
    address = segment.address();
    memory = segment.asByteBuffer().order(ByteOrder.nativeOrder());
    memory.put(SOCKET_NAME, name);
    for (int i = 0; i < MOST_LINES; i++) {
      final int header = i * HEADER_BYTES;
      memory.putLong(header + NAME, name.length == 0 ? 0 : address + SOCKET_NAME);
      memory.putInt(header + NAME_BYTES, name.length);
      memory.putLong(header + VECTOR, address + vector(i));
      memory.putLong(header + VECTOR_COUNT, 1);
    }
  }

  private static int vector(final int line) {
    return VECTORS + line * VECTOR_BYTES;
  }

  /** Puts a line of 64 KiB at most. Returns false when the batch has to leave before. */
  boolean add(final byte[] line, final int length) {
    if (count == MOST_LINES || TEXT + TEXT_BYTES - end < length) {
      return false;
    }
    memory.put(end, line, 0, length);
    memory.putLong(vector(count), address + end);
    memory.putLong(vector(count) + LENGTH, length);
    end += length;
    count++;
    return true;
  }

  /** Lines in it. */
  int count() {
    return count;
  }

  void clear() {
    count = 0;
    end = TEXT;
  }

  /** Where the header of a line is, and behind it those of the lines that follow. */
  long header(final int line) {
    return address + (long) line * HEADER_BYTES;
  }

  /** Where the text of a line is. */
  long text(final int line) {
    return memory.getLong(vector(line));
  }

  /** How long it is, bytes. */
  int length(final int line) {
    return (int) memory.getLong(vector(line) + LENGTH);
  }

  @Override
  public void close() {
    arena.close();
  }
}
