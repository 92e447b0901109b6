package io.sluice.engine.log;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A datagram for each line, line feed included as HAProxy sends it. What finds no room in the
 * socket, or nobody behind it, is dropped and counted. Confined to the writer's thread.
 */
final class UdpTransport implements LineTransport {
  private static final long REOPEN_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final HostAddress server;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16);
  private final AtomicLong dropped = new AtomicLong();
  private DatagramChannel channel;
  private InetSocketAddress connectedTo;
  private long openedNanos = System.nanoTime() - REOPEN_NANOS;

  UdpTransport(final HostAddress server) {
    this.server = server;
  }

  @Override
  public void send(final byte[] line, final int length) {
    line[length] = '\n';
    if (!open()) {
      dropped.incrementAndGet();
      return;
    }
    try {
      write(line, length + 1);
    } catch (final PortUnreachableException e) {
      // That is what became of an earlier line; this one has not been sent yet.
      dropped.incrementAndGet();
      sendOnceMore(line, length + 1);
    } catch (final IOException e) {
      dropped.incrementAndGet();
      close();
    }
  }

  private void sendOnceMore(final byte[] line, final int length) {
    try {
      write(line, length);
    } catch (final IOException e) {
      dropped.incrementAndGet();
    }
  }

  private void write(final byte[] line, final int length) throws IOException {
    buffer.clear().put(line, 0, length).flip();
    if (channel.write(buffer) == 0) {
      dropped.incrementAndGet();
    }
  }

  /** Opens the socket where there is none, once a second at most. */
  private boolean open() {
    final InetSocketAddress address = server.address();
    if (channel != null && connectedTo.equals(address)) {
      return true;
    }
    final long nowNanos = System.nanoTime();
    if (address == null || (channel == null && nowNanos - openedNanos < REOPEN_NANOS)) {
      return false;
    }
    openedNanos = nowNanos;
    close();
    try {
      channel = DatagramChannel.open();
      channel.configureBlocking(false);
      channel.connect(address);
      connectedTo = address;
      return true;
    } catch (final IOException | RuntimeException e) {
      close();
      return false;
    }
  }

  @Override
  public void flush() {}

  @Override
  public long dropped() {
    return dropped.get();
  }

  @Override
  public void close() {
    final DatagramChannel closing = channel;
    channel = null;
    if (closing != null) {
      Closing.quietly(closing);
    }
  }
}
