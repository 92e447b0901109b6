package io.sluice.engine.discovery;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.Comparator;

/** Addresses by their numbers, then their ports; the same on every host. */
enum AddressOrder implements Comparator<SocketAddress> {
  INSTANCE;

  @Override
  public int compare(final SocketAddress a, final SocketAddress b) {
    if (a instanceof final InetSocketAddress x && b instanceof final InetSocketAddress y) {
      final int hosts =
          Arrays.compareUnsigned(x.getAddress().getAddress(), y.getAddress().getAddress());
      return hosts != 0 ? hosts : Integer.compare(x.getPort(), y.getPort());
    }
    return a.toString().compareTo(b.toString());
  }
}
