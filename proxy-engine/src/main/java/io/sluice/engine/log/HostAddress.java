package io.sluice.engine.log;

import io.sluice.config.Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Where a syslog server is. A name is looked up on a virtual thread, again and again while it is
 * asked for, so that nobody waits and a server may move. Any thread.
 */
final class HostAddress {
  private static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final Address.Inet place;
  private final boolean named;
  private final AtomicBoolean asking = new AtomicBoolean();
  private volatile InetSocketAddress address;
  private volatile long nextNanos = System.nanoTime();

  HostAddress(final Address.Inet place) {
    this.place = place;
    named = place.isName();
    if (!named) {
      // An address in letters is only parsed, so this asks nobody.
      address = new InetSocketAddress(place.host(), place.port());
    }
  }

  /** The address; null: not known yet. */
  InetSocketAddress address() {
    if (named && System.nanoTime() - nextNanos >= 0 && asking.compareAndSet(false, true)) {
      Thread.ofVirtual().name("sluice-log-name").start(this::lookUp);
    }
    return address;
  }

  private void lookUp() {
    try {
      address = new InetSocketAddress(InetAddress.getByName(place.host()), place.port());
      nextNanos = System.nanoTime() + AGAIN_NANOS;
    } catch (final UnknownHostException | RuntimeException e) {
      // What it was before may still be right.
      nextNanos = System.nanoTime() + RETRY_NANOS;
    } finally {
      asking.set(false);
    }
  }
}
