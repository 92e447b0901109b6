package io.sluice.engine.admin;

import io.netty.channel.ChannelException;
import io.netty.channel.unix.Socket;
import io.sluice.config.Address;
import io.sluice.config.AdminBind;
import io.sluice.engine.frontend.BindFailure;
import io.sluice.engine.frontend.UnixPath;
import io.sluice.engine.transport.Sockets;
import java.io.IOException;
import java.net.SocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A listening socket for the admin listener. Used by the thread that changes the configuration.
 *
 * @param socket bound, and listening
 * @param file of a unix socket; null: it has none
 * @param address where it listens, with the port that the kernel chose
 */
record AdminSocket(Socket socket, UnixPath file, SocketAddress address) {
  private static final Logger LOG = LoggerFactory.getLogger(AdminSocket.class);
  private static final int BACKLOG = 128;

  /**
   * Opens one. An address that is not of this host yet may be bound; a socket file is under another
   * name until {@link #publish}.
   *
   * @param address of the bind, resolved
   * @param ours whether this process listens on that path already, and is to be replaced
   */
  static AdminSocket open(final AdminBind bind, final SocketAddress address, final boolean ours)
      throws BindFailure {
    Socket socket = null;
    try {
      socket = Sockets.open(address);
      return listen(socket, bind, address, ours);
    } catch (final IOException e) {
      close(socket);
      throw BindFailure.of(bind.address(), e);
    } catch (final ChannelException e) {
      close(socket);
      throw BindFailure.of(bind.address(), e);
    } catch (final BindFailure | RuntimeException e) {
      close(socket);
      throw e;
    }
  }

  private static AdminSocket listen(
      final Socket socket, final AdminBind bind, final SocketAddress address, final boolean ours)
      throws IOException, BindFailure {
    if (bind.address() instanceof final Address.Unix unix) {
      final UnixPath file = UnixPath.bind(socket, unix, bind.mode(), BACKLOG, ours);
      return new AdminSocket(socket, file, address);
    }
    socket.setReuseAddress(true);
    Sockets.freeBind(socket);
    if (Sockets.isIpv6(address)) {
      Sockets.v6Only(socket, false);
    }
    socket.bind(address);
    socket.listen(BACKLOG);
    return new AdminSocket(socket, null, socket.localAddress());
  }

  private static void close(final Socket socket) {
    if (socket != null) {
      try {
        socket.close();
      } catch (final IOException e) {
        LOG.debug("close: {}", e.getMessage());
      }
    }
  }

  /** Lets clients find it. */
  void publish() {
    if (file != null) {
      file.publish();
    }
  }

  /** Removes its file; whoever holds the descriptor closes that. */
  void remove() {
    if (file != null) {
      file.remove();
    }
  }

  /** Closes what never served. */
  void abandon() {
    if (file != null) {
      file.abandon();
    }
    close(socket);
  }
}
