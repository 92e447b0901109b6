package io.sluice.engine.log;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * A datagram for each line, line feed included as HAProxy sends it, many with one system call. What
 * finds no room in the socket, or nobody behind it, is dropped and counted. Confined to the
 * writer's thread.
 */
final class UdpTransport implements LineTransport {
  private static final long REOPEN_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final byte[] CONNECTED = {};

  private final HostAddress server;
  private final BooleanSupplier batched;
  private final DatagramBatch batch = new DatagramBatch(CONNECTED);
  private final AtomicLong dropped = new AtomicLong();
  private Socket socket;
  private InetSocketAddress connectedTo;
  private long openedNanos = System.nanoTime() - REOPEN_NANOS;

  /**
   * @param batched asked before lines are sent; false: one system call for each of them
   */
  UdpTransport(final HostAddress server, final BooleanSupplier batched) {
    this.server = server;
    this.batched = batched;
    Epoll.ensureAvailability();
  }

  @Override
  public void send(final byte[] line, final int length) {
    line[length] = '\n';
    if (!batch.add(line, length + 1)) {
      flush();
      batch.add(line, length + 1);
    }
  }

  @Override
  public void flush() {
    if (batch.count() == 0) {
      return;
    }
    final int lost = open() ? sendBatch() : batch.count();
    batch.clear();
    if (lost > 0) {
      dropped.addAndGet(lost);
    }
  }

  /**
   * Sends what there is. Where nobody listens, the kernel says so with a later line, which it does
   * not send then: that is sent once more, and an earlier one counted.
   *
   * @return how many lines are lost
   */
  private int sendBatch() {
    final int count = batch.count();
    final boolean many = batched.getAsBoolean();
    int lost = 0;
    int tried = -1;
    boolean cutShort = false;
    for (int next = 0; next < count; ) {
      final int sent = many ? sendFrom(next) : sendOne(next);
      if (sent > 0) {
        // The error that ended the last call came before this line, and was of an earlier one.
        lost += cutShort ? 1 : 0;
        next += sent;
        cutShort = many;
        continue;
      }
      cutShort = false;
      lost++;
      if (-sent == Errno.ECONNREFUSED && tried != next) {
        tried = next;
      } else if (-sent == Errno.ECONNREFUSED || Errno.isOfOne(-sent)) {
        next++;
      } else {
        closeSocket();
        return lost + count - next - 1;
      }
    }
    return lost;
  }

  private int sendFrom(final int line) {
    return Sendmmsg.send(socket.intValue(), batch.header(line), batch.count() - line);
  }

  private int sendOne(final int line) {
    try {
      final int sent = socket.sendAddress(batch.text(line), 0, batch.length(line));
      return sent > 0 ? 1 : -Errno.EAGAIN;
    } catch (final IOException e) {
      return -Errno.of(e);
    }
  }

  /** Opens the socket where there is none, once a second at most. */
  private boolean open() {
    final InetSocketAddress address = server.address();
    if (socket != null && connectedTo.equals(address)) {
      return true;
    }
    final long nowNanos = System.nanoTime();
    if (address == null || (socket == null && nowNanos - openedNanos < REOPEN_NANOS)) {
      return false;
    }
    openedNanos = nowNanos;
    closeSocket();
    try {
      socket = Socket.newSocketDgram();
      socket.connect(address);
      connectedTo = address;
      return true;
    } catch (final IOException | RuntimeException e) {
      closeSocket();
      return false;
    }
  }

  private void closeSocket() {
    final Socket closing = socket;
    socket = null;
    if (closing != null) {
      try {
        closing.close();
      } catch (final IOException e) {
        // The descriptor is free all the same.
      }
    }
  }

  @Override
  public long dropped() {
    return dropped.get();
  }

  @Override
  public void close() {
    flush();
    closeSocket();
    batch.close();
  }
}
