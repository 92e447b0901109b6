package io.sluice.benchmarks.sockmap;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/**
 * A TCP socket on 127.0.0.1. Confined to its thread, but for what the kernel serves at any time.
 *
 * <p>Source: tcp(7), socket(7), {@code struct tcp_info} of linux/tcp.h.
 */
final class Tcp implements AutoCloseable {
  private static final int SOL_SOCKET = 1;
  private static final int SO_COOKIE = 57;
  private static final int IPPROTO_TCP = 6;
  private static final int TCP_INFO = 11;
  private static final int MSG_NOSIGNAL = 0x4000;
  private static final int SIOCINQ = 0x541b;
  private static final int SIOCOUTQ = 0x5411;
  private static final int BUFFER_BYTES = 1 << 18;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment scratch = arena.allocate(256, 8);
  private final MemorySegment buffer = arena.allocate(BUFFER_BYTES, 8);
  final int fd;

  Tcp(final int fd) {
    this.fd = fd;
  }

  static Tcp open() {
    return new Tcp((int) Kernel.must("socket", Kernel.SOCKET, 2, 1, 0));
  }

  /** Listens on a port; 0: one of the kernel's choice. */
  static Tcp listen(final int port) {
    final Tcp made = open();
    made.option(SOL_SOCKET, 2, 1);
    made.address(port);
    Kernel.must("bind", Kernel.BIND, made.fd, made.scratch.address(), 16);
    Kernel.must("listen", Kernel.LISTEN, made.fd, 1024);
    return made;
  }

  private void address(final int port) {
    scratch.fill((byte) 0);
    scratch.set(ValueLayout.JAVA_SHORT, 0, (short) 2);
    scratch.set(ValueLayout.JAVA_SHORT, 2, Short.reverseBytes((short) port));
    scratch.set(ValueLayout.JAVA_INT, 4, Integer.reverseBytes(0x7f000001));
  }

  int port() {
    scratch.set(ValueLayout.JAVA_INT, 128, 16);
    final long at = scratch.address();
    Kernel.must("getsockname", Kernel.GETSOCKNAME, fd, at, at + 128);
    return Short.toUnsignedInt(Short.reverseBytes(scratch.get(ValueLayout.JAVA_SHORT, 2)));
  }

  static Tcp connect(final int port) {
    final Tcp made = open();
    made.connectTo(port);
    return made;
  }

  void connectTo(final int port) {
    address(port);
    Kernel.must("connect", Kernel.CONNECT, fd, scratch.address(), 16);
    option(IPPROTO_TCP, 1, 1);
  }

  /** Takes the next connection. */
  Tcp accept() {
    final Tcp made = new Tcp((int) Kernel.must("accept", Kernel.ACCEPT4, fd, 0, 0, 0));
    made.option(IPPROTO_TCP, 1, 1);
    return made;
  }

  /** Sets an option that is a number. */
  void option(final int level, final int name, final int value) {
    scratch.set(ValueLayout.JAVA_INT, 0, value);
    Kernel.must("setsockopt", Kernel.SETSOCKOPT, fd, level, name, scratch.address(), 4);
  }

  private void read(final int level, final int name, final int bytes) {
    scratch.set(ValueLayout.JAVA_INT, 248, bytes);
    final long at = scratch.address();
    Kernel.must("getsockopt", Kernel.GETSOCKOPT, fd, level, name, at, at + 248);
  }

  /** The number that the kernel knows it by, never used twice. */
  long cookie() {
    read(SOL_SOCKET, SO_COOKIE, 8);
    return scratch.get(ValueLayout.JAVA_LONG, 0);
  }

  /** Bytes that the other end has acknowledged. */
  long acknowledgedBytes() {
    read(IPPROTO_TCP, TCP_INFO, 240);
    return scratch.get(ValueLayout.JAVA_LONG, 120);
  }

  /** Bytes that came in order. */
  long receivedBytes() {
    read(IPPROTO_TCP, TCP_INFO, 240);
    return scratch.get(ValueLayout.JAVA_LONG, 128);
  }

  /** Milliseconds since data came. */
  int sinceDataMillis() {
    read(IPPROTO_TCP, TCP_INFO, 240);
    return scratch.get(ValueLayout.JAVA_INT, 52);
  }

  /** Bytes in its send queue, acknowledged not yet. */
  int unsentBytes() {
    Kernel.must("SIOCOUTQ", Kernel.IOCTL, fd, SIOCOUTQ, scratch.address());
    return scratch.get(ValueLayout.JAVA_INT, 0);
  }

  /** Bytes that user space could read. */
  int unreadBytes() {
    Kernel.must("SIOCINQ", Kernel.IOCTL, fd, SIOCINQ, scratch.address());
    return scratch.get(ValueLayout.JAVA_INT, 0);
  }

  /** Bytes that went into its send queue since it was opened. */
  long writtenBytes() {
    final long acknowledged = acknowledgedBytes();
    return acknowledged + unsentBytes();
  }

  /** What a read or a write moves. */
  MemorySegment buffer() {
    return buffer;
  }

  /** Returns bytes, 0 at the end, or an errno, negative. */
  long receive(final int most, final boolean waits) {
    return Kernel.call(Kernel.RECVFROM, fd, buffer.address(), most, waits ? 0 : 0x40, 0, 0);
  }

  /** Returns bytes, or an errno, negative. */
  long send(final MemorySegment from, final long offset, final long bytes, final boolean waits) {
    final int flags = MSG_NOSIGNAL | (waits ? 0 : 0x40);
    return Kernel.call(Kernel.SENDTO, fd, from.address() + offset, bytes, flags, 0, 0);
  }

  /** The text that comes within a third of a second; "nothing" when there is none. */
  String text() {
    poll(1, 300);
    final long bytes = receive(4096, false);
    if (bytes < 0) {
      return "nothing";
    }
    final byte[] all = buffer.asSlice(0, bytes).toArray(ValueLayout.JAVA_BYTE);
    return "'" + new String(all, StandardCharsets.US_ASCII) + "'";
  }

  /** Sends bytes from its own buffer. */
  long send(final int bytes) {
    return send(buffer, 0, bytes, true);
  }

  /** Keeps its send queue, and what waits to be read, near so many bytes each. */
  void bound(final int bytes) {
    option(SOL_SOCKET, 7, bytes);
    option(SOL_SOCKET, 8, bytes / 2);
  }

  void sendAll(final String text) {
    buffer.setString(0, text);
    send(text.length());
  }

  void end() {
    Kernel.call(Kernel.SHUTDOWN, fd, 1);
  }

  /** Ends with an RST. */
  void reset() {
    scratch.set(ValueLayout.JAVA_LONG, 0, 1);
    Kernel.must("linger", Kernel.SETSOCKOPT, fd, SOL_SOCKET, 13, scratch.address(), 8);
    close();
  }

  /**
   * Nothing that arrives reaches the socket, as if the network had lost it, until it does again.
   * Any thread.
   */
  void deaf(final boolean on) {
    try (Arena own = Arena.ofConfined()) {
      // A filter of one instruction: keep 0 bytes.
      final MemorySegment filter = own.allocate(24, 8);
      filter.set(ValueLayout.JAVA_LONG, 0, 0x06);
      filter.set(ValueLayout.JAVA_LONG, 8, 1);
      filter.set(ValueLayout.JAVA_LONG, 16, filter.address());
      final long program = filter.address() + 8;
      final int name = on ? 26 : 27;
      Kernel.must("filter", Kernel.SETSOCKOPT, fd, SOL_SOCKET, name, program, 16);
    }
  }

  /** Waits for some of poll(2)'s events; returns those that are there, 0 when the time is over. */
  int poll(final int events, final int millis) {
    scratch.set(ValueLayout.JAVA_INT, 0, fd);
    scratch.set(ValueLayout.JAVA_INT, 4, events);
    Kernel.call(Kernel.POLL, scratch.address(), 1, millis);
    return scratch.get(ValueLayout.JAVA_SHORT, 6);
  }

  @Override
  public void close() {
    Kernel.call(Kernel.CLOSE, fd);
  }
}
