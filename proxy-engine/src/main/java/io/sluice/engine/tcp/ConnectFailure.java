package io.sluice.engine.tcp;

import io.netty.channel.unix.Errors.NativeIoException;
import io.sluice.engine.proxy.Cause;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;

/** Tells whose fault a failed connect is. Stateless. */
final class ConnectFailure {
  private static final int EMFILE = -24;
  private static final int ENFILE = -23;
  private static final int ENOMEM = -12;
  private static final int ENOBUFS = -105;
  private static final int EADDRNOTAVAIL = -99;
  private static final int EADDRINUSE = -98;

  /** EAGAIN of connect(2): no free source port, or the backlog of a unix socket is full. */
  private static final int EAGAIN = -11;

  private ConnectFailure() {}

  /** {@link Cause#RESOURCE} where this host lacks something, else {@link Cause#SERVER_ABORT}. */
  static Cause causeOf(final IOException error) {
    if (error instanceof ConnectException || error instanceof NoRouteToHostException) {
      return Cause.SERVER_ABORT;
    }
    if (error instanceof NativeIoException nativeError) {
      return switch (nativeError.expectedErr()) {
        case EMFILE, ENFILE, ENOMEM, ENOBUFS, EADDRNOTAVAIL, EADDRINUSE, EAGAIN -> Cause.RESOURCE;
        default -> Cause.SERVER_ABORT;
      };
    }
    return Cause.SERVER_ABORT;
  }
}
