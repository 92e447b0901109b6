package io.sluice.engine.transport;

import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.epoll.Native;
import java.lang.reflect.Field;
import java.lang.reflect.Method;

/**
 * Events of epoll that exist once. Stateless.
 *
 * <p>Netty keeps an event for each single bit and for all of them together, and makes a new one, of
 * 32 bytes, for every other combination. A socket that is registered for everything says with each
 * message that it can be read and written, which is such a one. They are put here where Netty keeps
 * its own. Where that is not possible all works as well, and allocates.
 */
final class EpollEvents {
  private static final int BITS =
      Native.EPOLLIN | Native.EPOLLOUT | Native.EPOLLERR | Native.EPOLLRDHUP;

  private EpollEvents() {}

  /** Returns whether Netty has taken them. */
  static boolean keep() {
    try {
      final Field field = EpollIoOps.class.getDeclaredField("EVENTS");
      final Method make = EpollIoOps.class.getDeclaredMethod("eventOf", int.class);
      field.setAccessible(true);
      make.setAccessible(true);
      fill((EpollIoEvent[]) field.get(null), make);
      return true;
    } catch (final ReflectiveOperationException | RuntimeException anotherNetty) {
      return false;
    }
  }

  private static void fill(final EpollIoEvent[] kept, final Method make)
      throws ReflectiveOperationException {
    for (int bits = 1; bits < kept.length; bits++) {
      if (kept[bits] == null && (bits & ~BITS) == 0) {
        kept[bits] = (EpollIoEvent) make.invoke(null, bits);
      }
    }
  }
}
