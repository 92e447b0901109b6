package io.sluice.engine.log;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Socket;
import io.sluice.config.Address;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A unix datagram for each line, such as to {@code /dev/log}. The path is named anew for each, so
 * that a syslog daemon may restart; a line that is not taken at once is dropped and counted.
 * Confined to the writer's thread.
 */
final class DatagramTransport implements LineTransport {
  private final byte[] path;
  private final Socket socket;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16);
  private final AtomicLong dropped = new AtomicLong();

  DatagramTransport(final Address.Unix address) {
    final byte[] name = address.path().getBytes(StandardCharsets.UTF_8);
    if (name[0] == '@') {
      name[0] = 0;
    }
    path = name;
    Epoll.ensureAvailability();
    socket = Socket.newSocketDomainDgram();
  }

  @Override
  public void send(final byte[] line, final int length) {
    line[length] = '\n';
    buffer.clear().put(line, 0, length + 1);
    try {
      if (socket.sendToDomainSocket(buffer, 0, length + 1, path) <= 0) {
        dropped.incrementAndGet();
      }
    } catch (final IOException e) {
      dropped.incrementAndGet();
    }
  }

  @Override
  public void flush() {}

  @Override
  public long dropped() {
    return dropped.get();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (final IOException e) {
      // Nobody waits for what it may have lost.
    }
  }
}
