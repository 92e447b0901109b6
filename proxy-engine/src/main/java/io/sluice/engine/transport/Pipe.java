package io.sluice.engine.transport;

import io.netty.channel.unix.FileDescriptor;
import java.lang.foreign.MemorySegment;

/**
 * A pipe of the kernel, which bytes pass through on their way from one socket to another without
 * being copied. It is filled only while it is empty. Confined to its worker.
 *
 * <p>So there is one reason alone for which nothing comes in: the source has nothing. Of a pipe
 * that is partly filled, splice(2) says the same when it has no room.
 *
 * <p>Source: splice(2), pipe(7).
 */
final class Pipe {
  private final MemorySegment state;
  private final FileDescriptor readEnd;
  private final FileDescriptor writeEnd;
  private final int capacity;
  private int size;

  private Pipe(final MemorySegment state, final int readEnd, final int writeEnd, final int bytes) {
    this.state = state;
    this.readEnd = new FileDescriptor(readEnd);
    this.writeEnd = new FileDescriptor(writeEnd);
    capacity = Splice.resize(state, readEnd, bytes);
  }

  /**
   * Makes one.
   *
   * @param bytes what it is to hold; it may be less
   * @return null: there are no descriptors, or no memory
   */
  static Pipe open(final MemorySegment state, final int bytes) {
    final long ends = Splice.pipe(state);
    if (ends < 0) {
      return null;
    }
    return new Pipe(state, (int) ends, (int) (ends >>> 32), bytes);
  }

  /** What it holds at most, bytes. */
  int capacity() {
    return capacity;
  }

  /** What is in it, bytes. */
  int size() {
    return size;
  }

  /**
   * Takes bytes from a socket; there are none in it.
   *
   * @return how many; {@link Connection#WOULD_BLOCK}; {@link Connection#RESET}; or {@link
   *     Connection#ENDED}: the source has come to its end, or this cannot tell what it has, such as
   *     urgent data
   */
  int fill(final int socket, final int most) {
    final int got = Splice.splice(state, socket, writeEnd.intValue(), most);
    if (got > 0) {
      size = got;
      return got;
    }
    return switch (-got) {
      case Splice.EAGAIN -> Connection.WOULD_BLOCK;
      case 0, Splice.ENOMEM, Splice.EINVAL -> Connection.ENDED;
      default -> Connection.RESET;
    };
  }

  /**
   * Gives a socket what it takes of what is in it, which is not nothing.
   *
   * @return how many bytes, maybe 0; or {@link Connection#RESET}
   */
  int drain(final int socket) {
    final int given = Splice.splice(state, readEnd.intValue(), socket, size);
    if (given >= 0) {
      size -= given;
      return given;
    }
    return given == -Splice.EAGAIN ? 0 : Connection.RESET;
  }

  /** Closes it; what is in it is lost. */
  void close() {
    Worker.closeNow(readEnd);
    Worker.closeNow(writeEnd);
  }
}
