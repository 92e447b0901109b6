package io.sluice.engine.transport;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.epoll.Native;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.NotYetConnectedException;
import java.util.Objects;

/**
 * One stream socket: bytes in, bytes out, and how it ended. Confined to its worker.
 *
 * <p>It is registered once, edge-triggered, for everything; after that it remembers what the kernel
 * said. {@link #readable} stays true until a read finds nothing more, {@link #writable} until a
 * write is not taken whole. So a session that does not want to read just does not, and that costs
 * no system call.
 *
 * <p>What the two directions of a socket can know about their end:
 *
 * <pre>
 *   read:  bytes | WOULD_BLOCK | ENDED (FIN: what was sent has been read)
 *                              | RESET (RST or another error: bytes may be lost)
 *   write: bytes | RESET (the peer takes no more)
 * </pre>
 *
 * <p>Source: epoll(7), tcp(7).
 */
public final class Connection implements EpollIoHandle {
  /** No bytes now. */
  public static final int WOULD_BLOCK = 0;

  /** The peer ended its stream; all of it has been read. */
  public static final int ENDED = -1;

  /** The connection is broken. */
  public static final int RESET = -2;

  private static final int EPOLLPRI = 0x2;
  private static final int EPOLLHUP = 0x10;
  private static final int READ_EVENTS =
      Native.EPOLLIN | Native.EPOLLRDHUP | Native.EPOLLERR | EPOLLHUP;
  private static final int WRITE_EVENTS = Native.EPOLLOUT | Native.EPOLLERR | EPOLLHUP;
  private static final int END_EVENTS = Native.EPOLLRDHUP | Native.EPOLLERR | EPOLLHUP;
  private static final EpollIoOps EVERYTHING =
      EpollIoOps.valueOf(
          Native.EPOLLIN | Native.EPOLLOUT | Native.EPOLLRDHUP | EPOLLPRI | Native.EPOLLET);

  /** Who hears of a connection. Called on its worker. */
  public interface Listener {
    /**
     * It may be readable or writable, or have ended, where it was not.
     *
     * @param connection which of the listener's connections
     * @param nowNanos the monotonic clock
     */
    void onReady(Connection connection, long nowNanos);

    /**
     * A connect is over.
     *
     * @param error null: it is connected
     */
    void onConnected(Connection connection, IOException error, long nowNanos);

    /** A defect showed while an event of it was handled: its session is to end, and no other. */
    void onDefect(Connection connection);
  }

  private final Socket socket;
  private final int fd;
  private Listener listener;
  private Worker worker;
  private IoRegistration registration;
  private boolean connecting;
  private boolean open = true;
  private boolean readable;
  private boolean writable = true;
  private boolean errorSeen;
  private boolean endSeen;

  /** Whether a short read may have stopped before the end of what there is. */
  private boolean readsStopShort;

  /**
   * Takes over a socket that is non-blocking.
   *
   * @param isUnix whether it is a unix socket, whose reads stop at messages that carry descriptors
   */
  public Connection(final Socket socket, final boolean isUnix, final Listener listener) {
    this.socket = socket;
    this.listener = listener;
    readsStopShort = isUnix;
    fd = socket.intValue();
  }

  /** Starts to hear of events. What is there already is reported by one. */
  public void register(final Worker owner) {
    worker = owner;
    final Future<IoRegistration> registered = worker.eventLoop().register(this);
    // On the loop itself a registration is made at once.
    registration = Objects.requireNonNull(registered.getNow());
    registration.submit(EVERYTHING);
  }

  /**
   * Starts to connect, and to hear of events.
   *
   * @return true: connected at once, and the listener is not told; false: the listener will be told
   * @throws IOException it failed at once, and the listener is not told
   */
  public boolean connect(final Worker owner, final SocketAddress address) throws IOException {
    final boolean connected = socket.connect(address);
    connecting = !connected;
    writable = connected;
    register(owner);
    return connected;
  }

  /** Lets another hear of it from now on. */
  public void setListener(final Listener next) {
    listener = next;
  }

  /** Whether a read may find bytes or the end. */
  public boolean readable() {
    return readable;
  }

  /**
   * Asks for another event, although nothing new came: what is left to read is read when others had
   * their turn. Costs an epoll_ctl.
   */
  public void yieldTurn() {
    registration.submit(EVERYTHING);
  }

  /** Whether a write may be taken. */
  public boolean writable() {
    return writable;
  }

  /** Whether the kernel reported its end, behind bytes that may not be read yet. */
  public boolean endSeen() {
    return endSeen;
  }

  /** Whether the kernel reported an error on it, such as an RST. */
  public boolean errorSeen() {
    return errorSeen;
  }

  /**
   * Reads once.
   *
   * @return bytes read, or {@link #WOULD_BLOCK}, {@link #ENDED}, {@link #RESET}
   */
  public int read(final long address, final int length) {
    final int read;
    try {
      read = socket.recvAddress(address, 0, length);
    } catch (final IOException reset) {
      readable = false;
      return RESET;
    }
    if (read == 0 || (read < length && !readsStopShort)) {
      // A short read found the end of what there was: the next bytes bring an edge of their own.
      readable = false;
    }
    return read < 0 ? ENDED : read;
  }

  /**
   * Writes once.
   *
   * @return bytes taken, maybe 0, or {@link #RESET}
   */
  public int write(final long address, final int from, final int to) {
    final int written;
    try {
      written = socket.sendAddress(address, from, to);
    } catch (final IOException reset) {
      writable = false;
      return RESET;
    }
    if (written < to - from) {
      writable = false;
    }
    return written;
  }

  /**
   * Ends the stream towards the peer: FIN, after what was written. A peer that is gone is no error.
   */
  public void shutdownOutput() {
    try {
      socket.shutdown(false, true);
    } catch (final IOException | NotYetConnectedException gone) {
      // ENOTCONN, of which Netty makes the latter: the peer reset it already, which the next read
      // tells.
      readable = true;
    }
  }

  /** Our end of it; null: it is a unix socket, or gone. */
  public SocketAddress localAddress() {
    return socket.localAddress();
  }

  /**
   * How much of what was written the peer has not acknowledged, in segments and bytes; 0: all is
   * delivered, or it cannot be known.
   */
  public long undelivered() {
    return Sockets.unacknowledged(socket);
  }

  /** Closes; what was written is still delivered. */
  @Override
  public void close() {
    if (!open) {
      return;
    }
    open = false;
    readable = false;
    writable = false;
    if (registration == null) {
      Worker.closeNow(socket);
    } else {
      registration.cancel();
      worker.closeAfterEvents(socket);
    }
  }

  /** Closes with RST: the peer learns that the stream was cut. */
  public void reset() {
    if (open) {
      Sockets.lingerZero(socket);
    }
    close();
  }

  @Override
  public FileDescriptor fd() {
    return socket;
  }

  @Override
  public void handle(final IoRegistration from, final IoEvent event) {
    if (!open) {
      return;
    }
    try {
      onEvents(((EpollIoEvent) event).ops().value(), System.nanoTime());
    } catch (final Throwable defect) {
      // Netty would pause the whole loop for a second, and drop the events behind this one.
      Defects.note(defect);
      listener.onDefect(this);
    }
  }

  private void onEvents(final int events, final long nowNanos) {
    note(events);
    if (connecting) {
      onConnectEvent(nowNanos);
    } else {
      listener.onReady(this, nowNanos);
    }
  }

  /**
   * Keeps what an event says. The kernel says it once: what came together with the connect, such as
   * a greeting and the end of a server that closes at once, would else be waited for in vain.
   */
  private void note(final int events) {
    if ((events & READ_EVENTS) != 0) {
      readable = true;
    }
    if ((events & WRITE_EVENTS) != 0) {
      writable = true;
    }
    if ((events & (END_EVENTS | EPOLLPRI)) != 0) {
      // An end is read up to, and a read stops at urgent data; neither brings another edge.
      readsStopShort = true;
      endSeen |= (events & END_EVENTS) != 0;
      errorSeen |= (events & Native.EPOLLERR) != 0;
    }
  }

  private void onConnectEvent(final long nowNanos) {
    IOException error = null;
    try {
      if (!socket.finishConnect()) {
        return;
      }
    } catch (final IOException e) {
      error = e;
    }
    connecting = false;
    listener.onConnected(this, error, nowNanos);
  }

  @Override
  public String toString() {
    return "fd " + fd;
  }
}
