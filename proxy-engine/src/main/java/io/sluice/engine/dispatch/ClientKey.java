package io.sluice.engine.dispatch;

import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** What a client is known by: its address. Stateless. */
public final class ClientKey {
  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private ClientKey() {}

  /** A number for the client's address without its port; clients of unix sockets are all one. */
  public static long of(final SocketAddress client) {
    long key = FNV_OFFSET;
    if (client instanceof InetSocketAddress inet) {
      for (final byte part : inet.getAddress().getAddress()) {
        key = (key ^ (part & 0xff)) * FNV_PRIME;
      }
    }
    return key;
  }

  /** As HAProxy prints it: address, colon, port, without brackets around IPv6. */
  public static String print(final SocketAddress client) {
    if (client instanceof InetSocketAddress inet) {
      return NetUtil.toAddressString(inet.getAddress()) + ':' + inet.getPort();
    }
    return "unix:1";
  }
}
