package io.sluice.engine.log;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * A datagram for each line, line feed included as HAProxy sends it, many with one system call, and
 * lines of one length that follow each other as one piece, which the kernel cuts. What finds no
 * room in the socket, or nobody behind it, is dropped and counted. Confined to the writer's thread.
 */
final class UdpTransport implements LineTransport {
  private static final long REOPEN_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final byte[] CONNECTED = {};

  private final HostAddress server;
  private final BooleanSupplier batched;
  private final Function<InetSocketAddress, Socket> sockets;
  private final DatagramBatch batch = new DatagramBatch(CONNECTED);
  private final AtomicLong dropped = new AtomicLong();
  private Socket socket;
  private InetSocketAddress connectedTo;
  private long openedNanos = System.nanoTime() - REOPEN_NANOS;

  /** Whether the way there takes several lines as one piece, as far as is known. */
  private boolean groups = true;

  /** Lines of the last message that was sent before this batch. */
  private int earlierLines = 1;

  /**
   * @param batched asked before lines are sent; false: one system call for each of them
   */
  UdpTransport(final HostAddress server, final BooleanSupplier batched) {
    this(server, batched, UdpTransport::newSocket);
  }

  /**
   * @param sockets makes one for an address
   */
  UdpTransport(
      final HostAddress server,
      final BooleanSupplier batched,
      final Function<InetSocketAddress, Socket> sockets) {
    this.server = server;
    this.batched = batched;
    this.sockets = sockets;
    Epoll.ensureAvailability();
  }

  @Override
  public void send(final byte[] line, final int length) {
    line[length] = '\n';
    final boolean mayGroup = groups && batched.getAsBoolean();
    if (!batch.add(line, length + 1, mayGroup)) {
      flush();
      batch.add(line, length + 1, mayGroup);
    }
  }

  @Override
  public void flush() {
    if (batch.count() == 0) {
      return;
    }
    final int lost = open() ? sendBatch() : batch.linesFrom(0);
    earlierLines = batch.lines(batch.count() - 1);
    batch.clear();
    if (lost > 0) {
      dropped.addAndGet(lost);
    }
  }

  /**
   * Sends what there is. Where nobody listens, the kernel says so with a later message, which it
   * does not send then: that is sent once more, and the earlier one counted.
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
      final int sent = many ? sendFrom(next) : sendOne(batch.text(next), batch.length(next));
      if (sent > 0) {
        // The error that ended the last call came before this message, and was of an earlier one.
        lost += cutShort ? linesBefore(next) : 0;
        next += sent;
        cutShort = many;
        continue;
      }
      cutShort = false;
      if (-sent == Errno.ECONNREFUSED && tried != next) {
        tried = next;
        lost += linesBefore(next);
      } else if (-sent == Errno.ECONNREFUSED || isOfMessage(-sent, next)) {
        lost += lostOf(next, -sent);
        next++;
      } else {
        closeSocket();
        return lost + batch.linesFrom(next);
      }
    }
    return lost;
  }

  private int linesBefore(final int message) {
    return message == 0 ? earlierLines : batch.lines(message - 1);
  }

  private boolean isOfMessage(final int errno, final int message) {
    return Errno.isOfOne(errno) || (batch.lines(message) > 1 && Errno.isOfGroup(errno));
  }

  /**
   * How many lines of a message are lost that was not taken. Where it was not because it has
   * several, they are sent one by one, and so is all that follows.
   */
  private int lostOf(final int message, final int errno) {
    final int lines = batch.lines(message);
    if (lines == 1 || !Errno.isOfGroup(errno)) {
      return lines;
    }
    groups = false;
    final int length = batch.lineLength(message);
    final long text = batch.text(message);
    final long end = text + batch.length(message);
    int lost = 0;
    for (long line = text; line < end; line += length) {
      lost += sendOne(line, (int) Math.min(length, end - line)) > 0 ? 0 : 1;
    }
    return lost;
  }

  private int sendFrom(final int message) {
    return Sendmmsg.send(socket.intValue(), batch.header(message), batch.count() - message);
  }

  private int sendOne(final long text, final int length) {
    try {
      return socket.sendAddress(text, 0, length) > 0 ? 1 : -Errno.EAGAIN;
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
      socket = sockets.apply(address);
      socket.connect(address);
      connectedTo = address;
      groups = true;
      return true;
    } catch (final IOException | RuntimeException e) {
      closeSocket();
      return false;
    }
  }

  /** A socket of IPv6 would search the way to an address of IPv4 for each datagram. */
  static Socket newSocket(final InetSocketAddress address) {
    return address.getAddress() instanceof Inet4Address
        ? LinuxSocket.newSocketDgram(SocketProtocolFamily.INET)
        : Socket.newSocketDgram();
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
