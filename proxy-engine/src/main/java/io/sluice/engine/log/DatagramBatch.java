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
 *   headers   struct mmsghdr [0] [1] [2] ...    each points at the name, its vector, its control
 *   vectors   struct iovec   [0] [1] [2] ...    each points at its line, or at its first one
 *   controls  struct cmsghdr [0] [1] [2] ...    of those with several lines: how long each is
 *   name      where all go; none where the socket is connected
 *   text      line 0, line 1, line 2, ...
 * </pre>
 *
 * <p>A message is one line, or a group: lines of one length, of which the last may be shorter. The
 * kernel takes a group as one piece and makes a datagram of each line, which costs it a fraction.
 *
 * <p>Source: sendmmsg(2), sendmsg(2), udp(7) {@code UDP_SEGMENT}; offsets of Linux with 64 bits.
 */
final class DatagramBatch implements AutoCloseable {
  /** The most messages that one call sends. */
  static final int MOST_MESSAGES = 128;

  /** The kernel's limit, which later ones have doubled. */
  static final int MOST_IN_A_GROUP = 64;

  /** A datagram of it is never cut: the least packet of IPv6 has room for it. */
  private static final int MOST_GROUPED_BYTES = 1232;

  /** What one datagram could carry, and a group is made of one. */
  private static final int MOST_GROUP_BYTES = 65_000;

  private static final int HEADER_BYTES = 64;
  private static final int NAME = 0;
  private static final int NAME_BYTES = 8;
  private static final int VECTOR = 16;
  private static final int VECTOR_COUNT = 24;
  private static final int CONTROL = 32;
  private static final int CONTROL_LENGTH = 40;
  private static final int VECTOR_BYTES = 16;
  private static final int LENGTH = 8;
  private static final int CONTROL_BYTES = 24;
  private static final int CONTROL_USED = 18;
  private static final int CONTROL_LEVEL = 8;
  private static final int CONTROL_TYPE = 12;
  private static final int CONTROL_VALUE = 16;
  private static final int SOL_UDP = 17;
  private static final int UDP_SEGMENT = 103;

  private static final int VECTORS = MOST_MESSAGES * HEADER_BYTES;
  private static final int CONTROLS = VECTORS + MOST_MESSAGES * VECTOR_BYTES;
  private static final int SOCKET_NAME = CONTROLS + MOST_MESSAGES * CONTROL_BYTES;
  private static final int MOST_NAME_BYTES = 128;
  private static final int TEXT = SOCKET_NAME + MOST_NAME_BYTES;
  private static final int TEXT_BYTES = 1 << 16;

  private final Arena arena = Arena.ofConfined();
  private final long address;

  /** The memory; a buffer is quick from the first line on, before anything is compiled. */
  private final ByteBuffer memory;

  /** How many lines each message has. */
  private final int[] lines = new int[MOST_MESSAGES];

  private int count;
  private int end = TEXT;

  /** How long lines of the last message are; 0: it takes no more. */
  private int groupedBytes;

  /**
   * @param name a socket's address as the kernel takes it, 128 bytes at most; empty where the
   *     socket is connected
   */
  DatagramBatch(final byte[] name) {
    final MemorySegment segment = arena.allocate(TEXT + TEXT_BYTES, Long.BYTES);
    address = segment.address();
    memory = segment.asByteBuffer().order(ByteOrder.nativeOrder());
    memory.put(SOCKET_NAME, name);
    for (int i = 0; i < MOST_MESSAGES; i++) {
      final int header = i * HEADER_BYTES;
      memory.putLong(header + NAME, name.length == 0 ? 0 : address + SOCKET_NAME);
      memory.putInt(header + NAME_BYTES, name.length);
      memory.putLong(header + VECTOR, address + vector(i));
      memory.putLong(header + VECTOR_COUNT, 1);
      memory.putLong(header + CONTROL, address + control(i));
      memory.putLong(control(i), CONTROL_USED);
      memory.putInt(control(i) + CONTROL_LEVEL, SOL_UDP);
      memory.putInt(control(i) + CONTROL_TYPE, UDP_SEGMENT);
    }
  }

  private static int vector(final int message) {
    return VECTORS + message * VECTOR_BYTES;
  }

  private static int control(final int message) {
    return CONTROLS + message * CONTROL_BYTES;
  }

  /**
   * Puts a line of 64 KiB at most. Returns false when the batch has to leave before.
   *
   * @param mayGroup whether it may share a message with the lines before it
   */
  boolean add(final byte[] line, final int length, final boolean mayGroup) {
    if (TEXT + TEXT_BYTES - end < length) {
      return false;
    }
    if (mayGroup && joins(length)) {
      join(length);
    } else if (count < MOST_MESSAGES) {
      begin(length);
    } else {
      return false;
    }
    memory.put(end, line, 0, length);
    end += length;
    return true;
  }

  private boolean joins(final int length) {
    return length <= groupedBytes
        && lines[count - 1] < MOST_IN_A_GROUP
        && memory.getLong(vector(count - 1) + LENGTH) + length <= MOST_GROUP_BYTES;
  }

  private void join(final int length) {
    final int last = count - 1;
    if (lines[last]++ == 1) {
      memory.putShort(control(last) + CONTROL_VALUE, (short) groupedBytes);
      memory.putLong(last * HEADER_BYTES + CONTROL_LENGTH, CONTROL_BYTES);
    }
    final int lengthAt = vector(last) + LENGTH;
    memory.putLong(lengthAt, memory.getLong(lengthAt) + length);
    if (length < groupedBytes) {
      groupedBytes = 0;
    }
  }

  private void begin(final int length) {
    memory.putLong(vector(count), address + end);
    memory.putLong(vector(count) + LENGTH, length);
    memory.putLong(count * HEADER_BYTES + CONTROL_LENGTH, 0);
    lines[count] = 1;
    groupedBytes = length <= MOST_GROUPED_BYTES ? length : 0;
    count++;
  }

  /** Messages in it. */
  int count() {
    return count;
  }

  /** Lines of a message. */
  int lines(final int message) {
    return lines[message];
  }

  /** Lines of a message and of all behind it. */
  int linesFrom(final int message) {
    int sum = 0;
    for (int i = message; i < count; i++) {
      sum += lines[i];
    }
    return sum;
  }

  void clear() {
    count = 0;
    end = TEXT;
    groupedBytes = 0;
  }

  /** Where the header of a message is, and behind it those of the messages that follow. */
  long header(final int message) {
    return address + (long) message * HEADER_BYTES;
  }

  /** Where the text of a message is, its lines one behind the other. */
  long text(final int message) {
    return memory.getLong(vector(message));
  }

  /** How long a message is, bytes. */
  int length(final int message) {
    return (int) memory.getLong(vector(message) + LENGTH);
  }

  /** How long a line of a message is, bytes; the last one may be shorter. */
  int lineLength(final int message) {
    return lines[message] == 1
        ? length(message)
        : memory.getShort(control(message) + CONTROL_VALUE);
  }

  @Override
  public void close() {
    arena.close();
  }
}
