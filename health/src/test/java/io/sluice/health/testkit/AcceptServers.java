package io.sluice.health.testkit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Many listeners of 127.0.0.1 that answer whatever they are sent with HTTP 200, in a process of
 * their own, so that what they cost is not counted here. That process ends with this one.
 */
public final class AcceptServers {
  private static final byte[] ANSWER =
      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok".getBytes(US_ASCII);

  private final Process process;
  private final List<InetSocketAddress> addresses;

  private AcceptServers(final Process process, final List<InetSocketAddress> addresses) {
    this.process = process;
    this.addresses = addresses;
  }

  /** Starts so many, each on a port of its own. */
  public static AcceptServers start(final int count) throws Exception {
    final Path classes =
        Path.of(AcceptServers.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    final Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-cp",
                classes.toString(),
                AcceptServers.class.getName(),
                String.valueOf(count))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    final BufferedReader output = process.inputReader(US_ASCII);
    final List<InetSocketAddress> addresses =
        Stream.of(output.readLine().split(" "))
            .map(Integer::valueOf)
            .map(AcceptServers::on)
            .toList();
    return new AcceptServers(process, addresses);
  }

  private static InetSocketAddress on(final int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  /** Where they are. */
  public List<InetSocketAddress> addresses() {
    return addresses;
  }

  /** Ends the other process. */
  public void close() throws IOException, InterruptedException {
    process.getOutputStream().close();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }

  /** The other process: prints the ports, and ends when its input does. */
  static void main(final String[] args) throws IOException {
    final Selector selector = Selector.open();
    final List<String> ports = new ArrayList<>();
    for (int i = 0; i < Integer.parseInt(args[0]); i++) {
      final ServerSocketChannel listener = ServerSocketChannel.open();
      listener.bind(on(0), 64).configureBlocking(false);
      listener.register(selector, SelectionKey.OP_ACCEPT);
      ports.add(String.valueOf(listener.socket().getLocalPort()));
    }
    Thread.ofPlatform().daemon().start(AcceptServers::endWithInput);
    System.out.println(String.join(" ", ports));
    final ByteBuffer buffer = ByteBuffer.allocateDirect(4096);
    while (true) {
      selector.select(key -> serve(key, buffer));
    }
  }

  private static void endWithInput() {
    try {
      while (System.in.read() >= 0) {}
    } catch (IOException _) {
      // It has ended.
    }
    Runtime.getRuntime().halt(0);
  }

  private static void serve(final SelectionKey key, final ByteBuffer buffer) {
    try {
      if (key.channel() instanceof final ServerSocketChannel listener) {
        final SocketChannel accepted = listener.accept();
        if (accepted != null) {
          accepted.configureBlocking(false);
          accepted.register(key.selector(), SelectionKey.OP_READ);
        }
      } else {
        answer((SocketChannel) key.channel(), buffer.clear());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void answer(final SocketChannel channel, final ByteBuffer buffer)
      throws IOException {
    try (channel) {
      if (channel.read(buffer) > 0) {
        channel.write(ByteBuffer.wrap(ANSWER));
      }
    } catch (IOException _) {
      // It was reset, as those who check do.
    }
  }
}
