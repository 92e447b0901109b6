package io.sluice.engine.frontend;

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

  static Socket adopt(final Address.Inherited address) throws BindFailure {
    final Socket socket;
    final boolean listening;
    try {
      socket = new Socket(address.fd());
      listening = socket.getIntOpt(SOL_SOCKET, SO_ACCEPTCONN) == 1;
    } catch (final IOException e) {
      throw notListening(address);
    }
    if (!listening) {
      throw notListening(address);
    }
    if (!Descriptors.setNonBlocking(address.fd())) {
      throw new BindFailure(
          "descriptor " + address.fd() + " cannot be made non-blocking",
          "pass a socket that this process may change");
    }
    return socket;
  }

  private static BindFailure notListening(final Address.Inherited address) {
    return new BindFailure(
        "descriptor " + address.fd() + " is not a listening socket",
        "start Sluice with a listening socket as that descriptor, or bind an address");
  }
}
