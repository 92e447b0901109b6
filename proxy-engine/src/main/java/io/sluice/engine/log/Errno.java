package io.sluice.engine.log;

import io.netty.channel.unix.Errors.NativeIoException;
import java.io.IOException;

/** Errors of sockets by their numbers, which are the same on x86-64 and ARM. Source: errno(3). */
final class Errno {
  static final int EAGAIN = 11;
  static final int ECONNREFUSED = 111;
  private static final int EIO = 5;
  private static final int ENOMEM = 12;
  private static final int EMSGSIZE = 90;
  private static final int ENOBUFS = 105;
  private static final int EINVAL = 22;
  private static final int EOPNOTSUPP = 95;

  private Errno() {}

  /** Whether it is the failure of one datagram, and the next one may go well. */
  static boolean isOfOne(final int errno) {
    return errno == EAGAIN || errno == ENOMEM || errno == EMSGSIZE || errno == ENOBUFS;
  }

  /**
   * Whether several datagrams may have failed because they were sent as one piece: the kernel, the
   * device or the size of its packets does not allow it.
   *
   * <p>Source: udp(7), {@code UDP_SEGMENT}; the kernel's {@code udp_send_skb}.
   */
  static boolean isOfGroup(final int errno) {
    return errno == EINVAL || errno == EIO || errno == EMSGSIZE || errno == EOPNOTSUPP;
  }

  /** The number in an exception of Netty's. */
  static int of(final IOException failure) {
    return failure instanceof final NativeIoException e ? -e.expectedErr() : EIO;
  }
}
