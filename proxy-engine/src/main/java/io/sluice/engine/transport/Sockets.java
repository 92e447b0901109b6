package io.sluice.engine.transport;

import io.netty.channel.ChannelException;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import io.sluice.config.SocketConfig;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;

/**
 * Making sockets and setting their options. Stateless.
 *
 * <p>Source of the numbers: the kernel's uapi headers (socket.h, in.h, in6.h, tcp.h); of the
 * meaning: ip(7), tcp(7), socket(7).
 */
public final class Sockets {
  private static final int SOL_SOCKET = 1;
  private static final int SO_DOMAIN = 39;
  private static final int AF_UNIX = 1;
  private static final int IPPROTO_IP = 0;
  private static final int IPPROTO_TCP = 6;
  private static final int IPPROTO_IPV6 = 41;
  private static final int IP_TTL = 2;
  private static final int IP_FREEBIND = 15;
  private static final int IP_BIND_ADDRESS_NO_PORT = 24;
  private static final int IPV6_UNICAST_HOPS = 16;
  private static final int IPV6_V6ONLY = 26;
  private static final int TCP_CORK = 3;
  private static final int TCP_KEEPIDLE = 4;
  private static final int TCP_KEEPINTVL = 5;
  private static final int TCP_KEEPCNT = 6;
  private static final int TCP_DEFER_ACCEPT = 9;
  private static final int TCP_INFO = 11;
  private static final int TCP_QUICKACK = 12;
  private static final int TCP_USER_TIMEOUT = 18;
  private static final int TCP_REPAIR = 19;

  private static final int DEFER_SECONDS = 60;

  /** In struct tcp_info: tcpi_unacked, and tcpi_notsent_bytes behind it. */
  private static final int TCPI_UNACKED = 24;

  private static final int TCPI_NOTSENT_BYTES = 144;
  private static final int TCP_INFO_BYTES = 148;

  static {
    // Sockets come from Netty's native library, which nobody may have asked for yet.
    Epoll.ensureAvailability();
  }

  private Sockets() {}

  /** A socket of the family that fits the address. */
  public static Socket open(final SocketAddress address) {
    if (address instanceof DomainSocketAddress) {
      return LinuxSocket.newSocketDomain();
    }
    return LinuxSocket.newSocketStream(
        isIpv6(address) ? SocketProtocolFamily.INET6 : SocketProtocolFamily.INET);
  }

  public static boolean isIpv6(final SocketAddress address) {
    return address instanceof InetSocketAddress inet && inet.getAddress() instanceof Inet6Address;
  }

  /**
   * Lets a listening socket bind an address that this host does not hold yet. Works for IPv6 too.
   */
  public static void freeBind(final Socket socket) throws IOException {
    socket.setIntOpt(IPPROTO_IP, IP_FREEBIND, 1);
  }

  public static void v6Only(final Socket socket, final boolean only) throws IOException {
    socket.setIntOpt(IPPROTO_IPV6, IPV6_V6ONLY, only ? 1 : 0);
  }

  /**
   * Lets a listening socket show a client when its first bytes are there, or after a minute, as
   * HAProxy does.
   */
  public static void deferAccept(final Socket socket) throws IOException {
    socket.setIntOpt(IPPROTO_TCP, TCP_DEFER_ACCEPT, DEFER_SECONDS);
  }

  /** Whether it is a unix socket. */
  public static boolean isUnix(final Socket socket) throws IOException {
    return socket.getIntOpt(SOL_SOCKET, SO_DOMAIN) == AF_UNIX;
  }

  /** Binds the local end of a connection to be, and leaves the choice of the port to connect(2). */
  public static void bindSource(final Socket socket, final SocketAddress source)
      throws IOException {
    socket.setIntOpt(IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1);
    socket.setReuseAddress(true);
    freeBind(socket);
    socket.bind(source);
  }

  /** Sets what a proxy's side asks for; nothing on a unix socket. */
  public static void configure(final Socket socket, final SocketConfig config, final boolean isUnix)
      throws IOException {
    if (isUnix) {
      return;
    }
    try {
      configureTcp(socket, config);
    } catch (final ChannelException refused) {
      throw new IOException(refused);
    }
  }

  private static void configureTcp(final Socket socket, final SocketConfig config)
      throws IOException {
    if (config.noDelay()) {
      socket.setTcpNoDelay(true);
    }
    configureKeepAlive(socket, config);
  }

  /**
   * Sets on a listening socket what the sockets that it accepts inherit, so that it need not be set
   * on each.
   *
   * @param clientSpeaksFirst whether the answer comes soon after the client's first bytes, so that
   *     their acknowledgement can wait for it (HAProxy {@code option tcp-smart-accept})
   */
  public static void configureListening(
      final Socket socket, final SocketConfig config, final boolean clientSpeaksFirst)
      throws IOException {
    try {
      socket.setTcpNoDelay(config.noDelay());
      socket.setIntOpt(IPPROTO_TCP, TCP_QUICKACK, clientSpeaksFirst ? 0 : 1);
    } catch (final ChannelException refused) {
      throw new IOException(refused);
    }
  }

  /**
   * Sets what a frontend asks for on a socket that was accepted; nothing on a unix socket.
   *
   * @param inherits whether it was made after {@link #configureListening}
   */
  public static void configureAccepted(
      final Socket socket, final SocketConfig config, final boolean inherits) throws IOException {
    try {
      if (!inherits) {
        socket.setTcpNoDelay(config.noDelay());
      }
      configureKeepAlive(socket, config);
    } catch (final ChannelException refused) {
      throw new IOException(refused);
    }
  }

  /**
   * Lets the handshake's last packet wait for the first bytes, which are sent as soon as it is
   * connected (HAProxy {@code option tcp-smart-connect}). Before the connect.
   */
  public static void speakFirst(final Socket socket) throws IOException {
    try {
      socket.setIntOpt(IPPROTO_TCP, TCP_QUICKACK, 0);
    } catch (final ChannelException refused) {
      throw new IOException(refused);
    }
  }

  private static void configureKeepAlive(final Socket socket, final SocketConfig config)
      throws IOException {
    if (config.keepAlive()) {
      socket.setKeepAlive(true);
      if (config.keepAliveIdle().isPresent()) {
        setSeconds(socket, TCP_KEEPIDLE, config.keepAliveIdle().get());
      }
      if (config.keepAliveInterval().isPresent()) {
        setSeconds(socket, TCP_KEEPINTVL, config.keepAliveInterval().get());
      }
      if (config.keepAliveCount().isPresent()) {
        socket.setIntOpt(IPPROTO_TCP, TCP_KEEPCNT, config.keepAliveCount().getAsInt());
      }
    }
    if (config.userTimeout().isPresent()) {
      socket.setIntOpt(IPPROTO_TCP, TCP_USER_TIMEOUT, (int) config.userTimeout().get().toMillis());
    }
  }

  private static void setSeconds(final Socket socket, final int option, final Duration value)
      throws IOException {
    socket.setIntOpt(IPPROTO_TCP, option, (int) Math.max(1, value.toSeconds()));
  }

  /** Lets what is written wait for more, or for the end. A socket that cannot sends as ever. */
  static void cork(final Socket socket) {
    try {
      socket.setIntOpt(IPPROTO_TCP, TCP_CORK, 1);
    } catch (final IOException | ChannelException e) {
      // A unix socket, or gone.
      return;
    }
  }

  /** Lets another socket have its port when it is closed, where the kernel still keeps that. */
  static void sharePort(final Socket socket) {
    try {
      socket.setReuseAddress(true);
    } catch (final IOException | ChannelException e) {
      // The connection is gone already.
      return;
    }
  }

  /** Makes the next close send RST. A socket that cannot is closed as ever. */
  static void lingerZero(final Socket socket) {
    try {
      socket.setSoLinger(0);
    } catch (final IOException | ChannelException e) {
      // The connection is gone already.
      return;
    }
  }

  /**
   * Makes the next close send nothing; without the privilege CAP_NET_ADMIN, an RST that ends at the
   * first router. A unix socket is closed as ever.
   */
  static void silence(final Socket socket) {
    lingerZero(socket);
    if (!trySet(socket, IPPROTO_TCP, TCP_REPAIR, 1)) {
      trySet(socket, IPPROTO_IP, IP_TTL, 1);
      trySet(socket, IPPROTO_IPV6, IPV6_UNICAST_HOPS, 1);
    }
  }

  private static boolean trySet(
      final Socket socket, final int level, final int option, final int value) {
    try {
      socket.setIntOpt(level, option, value);
      return true;
    } catch (final IOException | ChannelException e) {
      return false;
    }
  }

  /** Segments and bytes that the peer has not acknowledged; 0 where the socket is no TCP socket. */
  static long unacknowledged(final Socket socket) {
    final ByteBuffer info = ByteBuffer.allocate(TCP_INFO_BYTES).order(ByteOrder.nativeOrder());
    try {
      socket.getRawOpt(IPPROTO_TCP, TCP_INFO, info);
    } catch (final IOException | ChannelException e) {
      return 0;
    }
    return info.getInt(TCPI_UNACKED) + (long) info.getInt(TCPI_NOTSENT_BYTES);
  }
}
