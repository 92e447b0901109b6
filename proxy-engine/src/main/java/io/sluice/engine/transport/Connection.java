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

  /** Its place in {@link LateConnections}. */
  Connection older;

  Connection newer;
  long openedNanos;
  boolean late;
  private Listener listener;
  private Worker worker;
  private IoRegistration registration;
  private boolean connecting;

  /** Whether it was connected, and not accepted. */
  private boolean outgoing;

  private boolean portShared;

  private boolean open = true;
  private boolean readable;
  private boolean writable = true;
  private boolean errorSeen;
  private boolean endSeen;

  /** Whether a short read may have stopped before the end of what there is. */
  private boolean readsStopShort;

  private final boolean isUnix;

  /**
   * Takes over a socket that is non-blocking.
   *
   * @param isUnix whether it is a unix socket, whose reads stop at messages that carry descriptors
   */
  public Connection(final Socket socket, final boolean isUnix, final Listener listener) {
    this.socket = socket;
    this.listener = listener;
    this.isUnix = isUnix;
    readsStopShort = isUnix;
    fd = socket.intValue();
  }

  /**
   * Gives it to its worker, and hears of no event yet: it is taken for readable and writable. The
   * first read or write that finds it otherwise registers it, and so does the next moment, so that
   * an end is heard of; what was answered by then was never registered.
   */
  public void open(final Worker owner) {
    worker = owner;
    readable = true;
    owner.late().add(this);
  }

  /** Starts to hear of events. What is there already is reported by one. */
  public void register(final Worker owner) {
    if (registration != null || !open) {
      return;
    }
    leaveLate();
    worker = owner;
    // Nobody knows, before the event that tells what is there.
    readable = false;
    final Future<IoRegistration> registered = worker.eventLoop().register(this);
    // On the loop itself a registration is made at once.
    registration = Objects.requireNonNull(registered.getNow());
    registration.submit(EVERYTHING);
  }

  /** Says where it comes from, before it is connected. A port of 0 is the kernel's to choose. */
  public void bindSource(final SocketAddress source) throws IOException {
    Sockets.bindSource(socket, source);
  }

  /**
   * Starts to connect, and to hear of events.
   *
   * @return true: connected at once, and the listener is not told; false: the listener will be told
   * @throws IOException it failed at once, and the listener is not told
   */
  public boolean connect(final Worker owner, final SocketAddress address) throws IOException {
    outgoing = true;
    final boolean connected = socket.connect(address);
    connecting = !connected;
    writable = connected;
    register(owner);
    return connected;
  }

  private void leaveLate() {
    if (late) {
      worker.late().remove(this);
    }
  }

  /** Whether it hears of events. */
  public boolean isRegistered() {
    return registration != null;
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
    if (registration == null) {
      register(worker);
    } else {
      registration.submit(EVERYTHING);
    }
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
    if (read == 0) {
      readable = false;
      register(worker);
    } else if (read < length && !readsStopShort && registration != null) {
      // A short read found the end of what there was: the next bytes bring an edge of their own.
      readable = false;
    }
    return read < 0 ? ENDED : read;
  }

  /**
   * Whether bytes may go past us, between it and a pipe. Those of a unix socket may carry
   * descriptors.
   */
  boolean isSpliceable() {
    return open && !isUnix;
  }

  /**
   * Reads once, into a pipe that is empty.
   *
   * @return bytes read, {@link #WOULD_BLOCK}, {@link #RESET}; or {@link #ENDED}: that may be so,
   *     and the other {@link #read} tells
   */
  int read(final Pipe pipe, final int most) {
    final int read = pipe.fill(fd, most);
    if (read == WOULD_BLOCK) {
      readable = false;
      register(worker);
    } else if (read == RESET) {
      readable = false;
    }
    return read;
  }

  /**
   * Writes once, from a pipe.
   *
   * @return bytes taken, maybe 0, or {@link #RESET}
   */
  int write(final Pipe pipe) {
    final int written = open ? pipe.drain(fd) : RESET;
    if (written == RESET) {
      writable = false;
    } else if (pipe.size() > 0) {
      writable = false;
      register(worker);
    }
    return written;
  }

  /**
   * Whether there is something that was not read, before a close. Where no event could tell, it is
   * read, and lost.
   *
   * @param address where to put it
   */
  public boolean hasUnread(final long address, final int length) {
    if (registration != null) {
      return readable;
    }
    try {
      return socket.recvAddress(address, 0, length) > 0;
    } catch (final IOException reset) {
      return false;
    }
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
      register(worker);
    }
    return written;
  }

  /**
   * What is written from now on waits until there is more than a packet of it, or the end: the last
   * bytes go out in one packet with the FIN of the close that follows at once.
   */
  public void holdForEnd() {
    Sockets.cork(socket);
  }

  /**
   * Ends the stream towards the peer: FIN, after what was written. A peer that is gone is no error.
   */
  public void shutdownOutput() {
    sharePort();
    try {
      socket.shutdown(false, true);
    } catch (final IOException | NotYetConnectedException gone) {
      // ENOTCONN, of which Netty makes the latter: the peer reset it already, which the next read
      // tells.
      readable = true;
    }
  }

  /**
   * Who ends first keeps the local port for a minute (TIME_WAIT); another connect may ask for it
   * meanwhile.
   */
  private void sharePort() {
    if (outgoing && !connecting && !endSeen && !portShared) {
      portShared = true;
      Sockets.sharePort(socket);
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
    sharePort();
    open = false;
    readable = false;
    writable = false;
    if (registration == null) {
      leaveLate();
      Worker.closeNow(socket);
    } else {
      worker.closeAfterEvents(this);
    }
  }

  /** The end of {@link #close}. The kernel forgets the registration of a socket that is closed. */
  void closeSocket() {
    Worker.closeNow(socket);
    registration.cancel();
  }

  /**
   * Closes when nothing is left to be said or heard: where the peer did not close first, with RST,
   * since a FIN would keep the local port for a minute (TIME_WAIT), and soon all of them. For
   * connections to servers.
   *
   * <p>Source: HAProxy closes its connections to servers in this way.
   */
  public void closeAnswered() {
    if (endSeen) {
      close();
    } else {
      reset();
    }
  }

  /**
   * Lets the peer hear nothing more: the close that follows sends it nothing (TCP_REPAIR), or,
   * where the process may not do that, an RST that no router passes on.
   *
   * <p>Source: HAProxy {@code silent-drop}.
   */
  public void silence() {
    Sockets.silence(socket);
  }

  /** Closes with RST: the peer learns that the stream was cut. */
  public void reset() {
    if (open) {
      // No port stays behind.
      portShared = true;
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
      onConnectEvent(events, nowNanos);
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

  private void onConnectEvent(final int events, final long nowNanos) {
    IOException error = null;
    try {
      if (!isConnected(events) && !socket.finishConnect()) {
        return;
      }
    } catch (final IOException e) {
      error = e;
    }
    connecting = false;
    listener.onConnected(this, error, nowNanos);
  }

  /** A socket that can be written and has no error is connected; the kernel need not be asked. */
  private static boolean isConnected(final int events) {
    return (events & (Native.EPOLLOUT | Native.EPOLLERR | EPOLLHUP)) == Native.EPOLLOUT;
  }

  @Override
  public String toString() {
    return "fd " + fd;
  }
}
