package io.sluice.engine.dispatch;

import io.netty.channel.unix.Errors.NativeIoException;
import io.sluice.engine.proxy.Cause;
import java.io.IOException;
import java.net.ConnectException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

  /** As in {@code connect(..) failed with error(-111): Connection refused}. */
  private static final Pattern NUMBER = Pattern.compile("failed with error\\((-\\d{1,4})\\)");

  private ConnectFailure() {}

  /** {@link Cause#RESOURCE} where this host lacks something, else {@link Cause#SERVER_ABORT}. */
  static Cause causeOf(final IOException error) {
    return switch (errorOf(error)) {
      case EMFILE, ENFILE, ENOMEM, ENOBUFS, EADDRNOTAVAIL, EADDRINUSE, EAGAIN -> Cause.RESOURCE;
      default -> Cause.SERVER_ABORT;
    };
  }

  /** Whether it is that no local port was free, or not the one that was asked for. */
  static boolean lacksPort(final IOException error) {
    final int number = errorOf(error);
    return number == EADDRNOTAVAIL || number == EADDRINUSE;
  }

  /** The negative errno; 0: it has none. Of a connect, Netty has it in the message alone. */
  private static int errorOf(final IOException error) {
    if (error instanceof final NativeIoException nativeError) {
      return nativeError.expectedErr();
    }
    if (error instanceof ConnectException && error.getMessage() != null) {
      final Matcher number = NUMBER.matcher(error.getMessage());
      return number.find() ? Integer.parseInt(number.group(1)) : 0;
    }
    return 0;
  }
}
