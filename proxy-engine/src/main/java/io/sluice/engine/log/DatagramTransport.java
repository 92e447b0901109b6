package io.sluice.engine.log;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Socket;
import io.sluice.config.Address;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * A unix datagram for each line, such as to {@code /dev/log}, many with one system call. The path
 * is named anew for each, so that a syslog daemon may restart; a line that is not taken at once is
 * dropped and counted. Confined to the writer's thread.
 */
final class DatagramTransport implements LineTransport {
  private static final int FAMILY_BYTES = 2;
  private static final byte AF_UNIX = 1;

  private final BooleanSupplier batched;
  private final byte[] path;
  private final Socket socket;
  private final DatagramBatch batch;
  private final AtomicLong dropped = new AtomicLong();

  /**
   * @param batched asked before lines are sent; false: one system call for each of them
   */
  DatagramTransport(final Address.Unix address, final BooleanSupplier batched) {
    this.batched = batched;
    path = address.path().getBytes(StandardCharsets.UTF_8);
    final boolean inFileSystem = path[0] != '@';
    if (!inFileSystem) {
      path[0] = 0;
    }
    Epoll.ensureAvailability();
    socket = Socket.newSocketDomainDgram();
    batch = new DatagramBatch(socketName(path, inFileSystem));
  }

  /** A {@code struct sockaddr_un}; a name outside the file system has no zero at its end. */
  private static byte[] socketName(final byte[] path, final boolean inFileSystem) {
    final byte[] name = new byte[FAMILY_BYTES + path.length + (inFileSystem ? 1 : 0)];
    // The byte order of all that Netty has natives for.
    name[0] = AF_UNIX;
    System.arraycopy(path, 0, name, FAMILY_BYTES, path.length);
    return name;
  }

  @Override
  public void send(final byte[] line, final int length) {
    line[length] = '\n';
    if (!batch.add(line, length + 1, false)) {
      flush();
      batch.add(line, length + 1, false);
    }
  }

  @Override
  public void flush() {
    final int count = batch.count();
    final boolean many = batched.getAsBoolean();
    int lost = 0;
    int next = 0;
    while (next < count) {
      final int sent = many ? sendFrom(next) : sendOne(next);
      if (sent > 0) {
        next += sent;
      } else if (Errno.isOfOne(-sent)) {
        next++;
        lost++;
      } else {
        // Nobody is there, and will not be for the others.
        lost += count - next;
        next = count;
      }
    }
    batch.clear();
    if (lost > 0) {
      dropped.addAndGet(lost);
    }
  }

  private int sendFrom(final int line) {
    return Sendmmsg.send(socket.intValue(), batch.header(line), batch.count() - line);
  }

  private int sendOne(final int line) {
    try {
      final int sent =
          socket.sendToAddressDomainSocket(batch.text(line), 0, batch.length(line), path);
      return sent > 0 ? 1 : -Errno.EAGAIN;
    } catch (final IOException e) {
      return -Errno.of(e);
    }
  }

  @Override
  public long dropped() {
    return dropped.get();
  }

  @Override
  public void close() {
    flush();
    batch.close();
    try {
      socket.close();
    } catch (final IOException e) {
      // Nobody waits for what it may have lost.
    }
  }
}
