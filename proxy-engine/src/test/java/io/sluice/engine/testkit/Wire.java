package io.sluice.engine.testkit;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/**
 * A socket whose every wait is bounded. One thread may read while another writes.
 *
 * <p>It waits with one selector for each direction, so that it works for TCP and unix sockets.
 */
final class Wire implements AutoCloseable {
  private final SocketChannel channel;
  private final Selector readable;
  private final Selector writable;
  private final Duration timeout;

  Wire(SocketChannel channel, Duration timeout) throws IOException {
    this.channel = channel;
    this.timeout = timeout;
    readable = Selector.open();
    writable = Selector.open();
    channel.configureBlocking(false);
    channel.register(readable, SelectionKey.OP_READ);
    channel.register(writable, SelectionKey.OP_WRITE);
  }

  /**
   * Connects.
   *
   * @param receiveBufferBytes 0 is the kernel's choice
   * @throws IOException when it is refused, or does not come about in time
   */
  static Wire connect(SocketAddress address, int receiveBufferBytes, Duration timeout)
      throws IOException {
    var channel = open(address);
    try (var connectable = Selector.open()) {
      if (receiveBufferBytes > 0) {
        channel.setOption(StandardSocketOptions.SO_RCVBUF, receiveBufferBytes);
      }
      channel.configureBlocking(false);
      channel.register(connectable, SelectionKey.OP_CONNECT);
      if (!channel.connect(address) && connectable.select(timeout.toMillis()) == 0) {
        throw new ConnectException("no connection to " + address + " within " + timeout);
      }
      channel.finishConnect();
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    return new Wire(channel, timeout);
  }

  private static SocketChannel open(SocketAddress address) throws IOException {
    return address instanceof UnixDomainSocketAddress
        ? SocketChannel.open(StandardProtocolFamily.UNIX)
        : SocketChannel.open();
  }

  SocketChannel channel() {
    return channel;
  }

  /** Reads at least one byte; -1 is the end. */
  int read(ByteBuffer into) throws IOException {
    int count = channel.read(into);
    if (count == 0 && into.hasRemaining()) {
      if (!awaitReadable(timeout)) {
        throw new AssertionError("nothing to read from " + channel + " for " + timeout);
      }
      return channel.read(into);
    }
    return count;
  }

  /** Whether there is something to read within a time: bytes, an end, a reset. */
  boolean awaitReadable(Duration atMost) throws IOException {
    return await(readable, atMost);
  }

  /** Writes all. */
  void write(ByteBuffer from) throws IOException {
    if (!write(from, timeout)) {
      throw new AssertionError("nothing taken by " + channel + " for " + timeout);
    }
  }

  /** Writes all, or as much as is taken: false when nothing more is taken for a time. */
  boolean write(ByteBuffer from, Duration patience) throws IOException {
    while (from.hasRemaining()) {
      if (channel.write(from) == 0 && !await(writable, patience)) {
        return false;
      }
    }
    return true;
  }

  /** A socket that another thread closes meanwhile is an IOException, as in a blocking read. */
  private static boolean await(Selector selector, Duration atMost) throws IOException {
    try {
      int ready = selector.select(Math.max(1, atMost.toMillis()));
      selector.selectedKeys().clear();
      return ready > 0;
    } catch (ClosedSelectorException _) {
      throw new ClosedChannelException();
    }
  }

  /** Ends the connection with a FIN, or a RST where there are bytes unread, as close(2) does. */
  @Override
  public void close() throws IOException {
    // The selectors first: a registered channel would be closed when they look the next time.
    readable.close();
    writable.close();
    channel.close();
  }
}
