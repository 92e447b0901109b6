package io.sluice.engine.frontend;

import io.netty.channel.ChannelException;
import io.netty.channel.unix.Socket;
import io.sluice.config.Address;
import io.sluice.engine.transport.Descriptors;
import java.io.IOException;

/**
 * A listening socket that the process was started with, as systemd, a supervisor or a test harness
 * opens it.
 *
 * <p>Source: HAProxy {@code bind fd@N}; SO_ACCEPTCONN in socket(7).
 */
final class InheritedSocket {
  private static final int SOL_SOCKET = 1;
  private static final int SO_ACCEPTCONN = 30;

  private InheritedSocket() {}

  /**
   * Takes the socket over.
   *
   * @throws BindFailure it is no listening socket, or cannot be made non-blocking
   */
  static Socket adopt(final Address.Inherited address) throws BindFailure {
    final Socket socket = listening(address);
    if (!Descriptors.setNonBlocking(address.fd())) {
      throw new BindFailure(
          "descriptor " + address.fd() + " cannot be made non-blocking",
          "pass a socket that this process may change");
    }
    return socket;
  }

  /** The descriptor as a socket; nothing is changed about it. */
  static Socket listening(final Address.Inherited address) throws BindFailure {
    try {
      final Socket socket = new Socket(address.fd());
      if (socket.getIntOpt(SOL_SOCKET, SO_ACCEPTCONN) == 1) {
        return socket;
      }
    } catch (final IOException | ChannelException noSocket) {
      throw notListening(address);
    }
    throw notListening(address);
  }

  private static BindFailure notListening(final Address.Inherited address) {
    return new BindFailure(
        "descriptor " + address.fd() + " is not a listening socket",
        "start Sluice with a listening socket as that descriptor, or bind an address");
  }
}
