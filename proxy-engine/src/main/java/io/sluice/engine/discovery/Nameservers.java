package io.sluice.engine.discovery;

import java.net.InetSocketAddress;
import java.util.List;

/**
 * The nameservers, and which of them answered last, who is asked first. Confined to the loop of the
 * resolver.
 */
final class Nameservers {
  private List<InetSocketAddress> all = List.of();
  private int preferred;

  void set(final List<InetSocketAddress> nameservers) {
    if (!all.equals(nameservers)) {
      all = List.copyOf(nameservers);
      preferred = 0;
    }
  }

  int size() {
    return all.size();
  }

  /** The one to be asked after some others failed, from 0. */
  InetSocketAddress get(final int failed) {
    return all.get((preferred + failed) % all.size());
  }

  void onAnswered(final InetSocketAddress nameserver) {
    preferred = Math.max(0, all.indexOf(nameserver));
  }
}
