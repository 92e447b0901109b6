package io.sluice.engine.log;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Lines over TCP, each with its length before it. Confined to the writer's thread.
 *
 * <p>Lines wait in a buffer while the server is slow or away; those that find it full are dropped
 * and counted. A connection that was lost is opened again after a while, which doubles each time
 * until one is open, and goes on with the line that was being sent.
 *
 * <pre>
 *   AWAY -- time is up --> CONNECTING -- open --> OPEN
 *    ^------- refused, no answer, lost ------------+
 * </pre>
 *
 * <p>Source: RFC 6587 section 3.4.1, octet counting.
 */
final class TcpTransport implements LineTransport {
  private static final int CAPACITY_BYTES = 1 << 19;
  private static final long FIRST_BACK_OFF_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long MAX_BACK_OFF_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long CONNECT_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final HostAddress server;
  private final AtomicLong dropped = new AtomicLong();
  private final byte[] waiting = new byte[CAPACITY_BYTES];
  private final ByteBuffer view = ByteBuffer.wrap(waiting);
  private final ByteBuffer answer = ByteBuffer.allocate(1024);

  /** The first byte of the line that is being sent, the first not sent, and the end of all. */
  private int lineStart;

  private int sent;
  private int end;

  private SocketChannel channel;
  private boolean open;
  private long backOffNanos = FIRST_BACK_OFF_NANOS;

  /** When to connect next, or to give up connecting. */
  private long dueNanos = System.nanoTime();

  TcpTransport(final HostAddress server) {
    this.server = server;
  }

  @Override
  public void send(final byte[] line, final int length) {
    final byte[] count = LineFormat.ascii(length + " ");
    makeRoom(count.length + length);
    if (CAPACITY_BYTES - end < count.length + length) {
      dropped.incrementAndGet();
      return;
    }
    System.arraycopy(count, 0, waiting, end, count.length);
    System.arraycopy(line, 0, waiting, end + count.length, length);
    end += count.length + length;
  }

  private void makeRoom(final int needed) {
    if (CAPACITY_BYTES - end < needed && lineStart > 0) {
      System.arraycopy(waiting, lineStart, waiting, 0, end - lineStart);
      sent -= lineStart;
      end -= lineStart;
      lineStart = 0;
    }
  }

  @Override
  public void flush() {
    try {
      if (channel == null) {
        connect();
      }
      if (channel != null && !open) {
        finishConnect();
      }
      if (open) {
        write();
      }
    } catch (final IOException | RuntimeException e) {
      lose();
    }
  }

  private void connect() throws IOException {
    final long nowNanos = System.nanoTime();
    final InetSocketAddress address = server.address();
    if (address == null || nowNanos - dueNanos < 0) {
      return;
    }
    dueNanos = nowNanos + CONNECT_NANOS;
    channel = SocketChannel.open();
    channel.configureBlocking(false);
    channel.connect(address);
  }

  private void finishConnect() throws IOException {
    open = channel.finishConnect();
    if (!open && System.nanoTime() - dueNanos >= 0) {
      lose();
    }
  }

  private void write() throws IOException {
    answer.clear();
    if (channel.read(answer) < 0) {
      // What were sent now would be lost: nobody is there any more.
      lose();
      return;
    }
    if (sent < end) {
      view.limit(end).position(sent);
      sent += channel.write(view);
      backOffNanos = FIRST_BACK_OFF_NANOS;
    }
    passSentLines();
  }

  private void passSentLines() {
    while (lineStart < sent) {
      final int next = nextLine(lineStart);
      if (next > sent) {
        return;
      }
      lineStart = next;
    }
    if (lineStart == end) {
      lineStart = 0;
      sent = 0;
      end = 0;
    }
  }

  private int nextLine(final int start) {
    int length = 0;
    int i = start;
    while (waiting[i] != ' ') {
      length = length * 10 + waiting[i++] - '0';
    }
    return i + 1 + length;
  }

  private void lose() {
    closeChannel();
    // A server that got the beginning of a line and no more cannot have used it.
    sent = lineStart;
    dueNanos = System.nanoTime() + backOffNanos;
    backOffNanos = Math.min(backOffNanos * 2, MAX_BACK_OFF_NANOS);
  }

  private void closeChannel() {
    open = false;
    final SocketChannel closing = channel;
    channel = null;
    if (closing != null) {
      Closing.quietly(closing);
    }
  }

  @Override
  public long waitNanos() {
    if (open) {
      return sent < end ? POLL_NANOS : 0;
    }
    if (channel != null) {
      return POLL_NANOS;
    }
    if (server.address() == null) {
      return FIRST_BACK_OFF_NANOS;
    }
    return Math.max(POLL_NANOS, dueNanos - System.nanoTime());
  }

  @Override
  public long dropped() {
    return dropped.get();
  }

  @Override
  public void close() {
    closeChannel();
    for (int i = lineStart; i < end; i = nextLine(i)) {
      dropped.incrementAndGet();
    }
    lineStart = 0;
    sent = 0;
    end = 0;
  }
}
