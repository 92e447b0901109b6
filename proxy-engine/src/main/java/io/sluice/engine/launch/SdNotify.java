package io.sluice.engine.launch;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells systemd how far the process is. Any thread; a message is one datagram and never waits.
 *
 * <p>Where the process was not started by systemd, with {@code Type=notify} or {@code
 * notify-reload}, every method does nothing. A message that cannot be sent is a debug line in the
 * log: a process that serves does not end for it.
 *
 * <p>Source: sd_notify(3).
 */
public final class SdNotify {
  private static final Logger LOG = LoggerFactory.getLogger(SdNotify.class);

  /** Null: nobody listens. */
  private final byte[] socketPath;

  /** Made with the first message and kept: at a later one there may be no descriptor left. */
  private Socket socket;

  /**
   * A notifier to one socket.
   *
   * @param notifySocket the value of {@code NOTIFY_SOCKET}: a path, or {@code @name} for the
   *     abstract namespace; null or empty where there is none
   */
  public SdNotify(final String notifySocket) {
    socketPath = path(notifySocket);
  }

  /** The notifier that the environment asks for. */
  public static SdNotify fromEnvironment() {
    return new SdNotify(System.getenv("NOTIFY_SOCKET"));
  }

  private static byte[] path(final String notifySocket) {
    if (notifySocket == null || notifySocket.isEmpty()) {
      return null;
    }
    if (notifySocket.startsWith("@")) {
      return ("\0" + notifySocket.substring(1)).getBytes(StandardCharsets.UTF_8);
    }
    if (notifySocket.startsWith("/")) {
      return notifySocket.getBytes(StandardCharsets.UTF_8);
    }
    LOG.debug("NOTIFY_SOCKET is neither a path nor an abstract name: {}", notifySocket);
    return null;
  }

  /**
   * The process serves: after its start, and after each reload, whether that took effect or not.
   */
  public void ready(final String status) {
    send("READY=1\n" + statusLine(status));
  }

  /** A reload begins. {@link #ready} ends it. */
  public void reloading() {
    // On Linux, HotSpot's nanoTime is the CLOCK_MONOTONIC that systemd compares with.
    final long monotonicMicros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime());
    send("RELOADING=1\nMONOTONIC_USEC=" + monotonicMicros + "\n");
  }

  /** The process ends, or drains and then ends. */
  public void stopping() {
    send("STOPPING=1\n");
  }

  /** One line for {@code systemctl status}. */
  public void status(final String text) {
    send(statusLine(text));
  }

  /** The process to watch, where it is not the one that systemd started. */
  public void mainPid(final long pid) {
    send("MAINPID=" + pid + "\n");
  }

  private static String statusLine(final String text) {
    return "STATUS=" + text.replaceAll("\\p{Cntrl}", " ") + "\n";
  }

  private void send(final String message) {
    if (socketPath == null) {
      return;
    }
    if (!Epoll.isAvailable()) {
      LOG.debug("cannot notify systemd without the native transport");
      return;
    }
    final byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
    final ByteBuffer datagram = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    try {
      send(datagram);
    } catch (final IOException | RuntimeException e) {
      LOG.debug("cannot notify systemd", e);
    }
  }

  private synchronized void send(final ByteBuffer datagram) throws IOException {
    if (socket == null) {
      socket = Socket.newSocketDomainDgram();
    }
    if (socket.sendToDomainSocket(datagram, 0, datagram.limit(), socketPath) <= 0) {
      LOG.debug("systemd's socket is full");
    }
  }
}
