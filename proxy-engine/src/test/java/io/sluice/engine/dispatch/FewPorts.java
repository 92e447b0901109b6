package io.sluice.engine.dispatch;

import io.sluice.engine.testkit.KernelSocket;
import io.sluice.engine.testkit.KernelSocket.State;
import io.sluice.engine.testkit.Sluice;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A program that is run in a network of its own, with 200 local ports: the product, a server behind
 * it, and clients that come one after the other. It prints a line for each way that they leave by.
 */
final class FewPorts {
  private static final int SERVER = 28080;
  private static final int TCP = 28081;
  private static final int KEEP_ALIVE = 28082;
  private static final int SERVER_CLOSE = 28083;
  private static final int SESSIONS = 1000;
  private static final int AT_ONE_TIME = 60;
  private static final String CONFIGURATION =
      """
      defaults {
        log = off
        timeout { client = 20s, server = 20s, connect = 5s }
      }
      listen tcp {
        bind = "127.0.0.1:28081"
        servers.s = "127.0.0.1:28080"
      }
      listen keep {
        mode = http
        bind = "127.0.0.1:28082"
        servers.s = { address = "127.0.0.1:28080", pool-purge-delay = 1s }
      }
      listen close {
        mode = http
        bind = "127.0.0.1:28083"
        http-connection = server-close
        servers.s = { address = "127.0.0.1:28080", check { inter = 100ms } }
      }
      """;

  private int clients;
  private int failed;

  private FewPorts() {}

  public static void main(final String[] none) throws Exception {
    Files.writeString(Path.of("/proc/sys/net/ipv4/tcp_tw_reuse"), "0");
    Files.writeString(Path.of("/proc/sys/net/ipv4/ip_local_port_range"), "30000 30199");
    try (var server = new ServerSocket()) {
      server.setReuseAddress(true);
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), SERVER), 1000);
      Thread.ofVirtual().start(() -> serve(server));
      try (var _ = Sluice.start(CONFIGURATION, "-Dio.netty.leakDetection.level=simple")) {
        new FewPorts().runAll();
      }
    }
  }

  private void runAll() throws IOException, InterruptedException {
    repeat("server-first", () -> ask(TCP, "tcp close\r\n", true));
    repeat("client-resets", () -> askAndReset(TCP));
    repeat("http-keep-alive", () -> ask(KEEP_ALIVE, request("/keep"), false));
    repeat("http-server-ends", () -> ask(KEEP_ALIVE, request("/close"), false));
    repeat("http-server-close", () -> ask(SERVER_CLOSE, request("/keep"), false));
    keepIdle();
    // Last, since it leaves the ports as they are in the worst case.
    repeat("client-first", () -> ask(TCP, "tcp keep\r\n", false));
    repeat("all-ports-wait", () -> ask(SERVER_CLOSE, request("/keep"), false));
  }

  private interface Visit {
    void run() throws IOException;
  }

  private void repeat(final String name, final Visit visit) throws IOException {
    failed = 0;
    for (int i = 0; i < SESSIONS; i++) {
      try {
        visit.run();
      } catch (final IOException e) {
        if (failed++ == 0) {
          System.out.println(name + ": " + e);
        }
      }
    }
    report(name, SESSIONS);
  }

  /** Connections that are used together, and then nobody wants for a while. */
  private void keepIdle() throws IOException, InterruptedException {
    failed = 0;
    for (int round = 0; round < 2; round++) {
      final List<Socket> together = new ArrayList<>();
      for (int i = 0; i < AT_ONE_TIME; i++) {
        final Socket client = connect(KEEP_ALIVE);
        client.getOutputStream().write(bytes(request("/slow")));
        together.add(client);
      }
      for (final Socket client : together) {
        failed += client.getInputStream().read() < 0 ? 1 : 0;
        client.close();
      }
      awaitNoneOpen();
    }
    report("idle-expired", 2 * AT_ONE_TIME);
  }

  private static void awaitNoneOpen() throws IOException, InterruptedException {
    final long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (count(State.ESTABLISHED) > 0) {
      if (System.nanoTime() - deadline > 0) {
        throw new IOException("idle connections stay open");
      }
      Thread.sleep(50);
    }
  }

  private void report(final String name, final int sessions) {
    System.out.printf(
        "%s sessions=%d failed=%d waiting=%d%n", name, sessions, failed, count(State.TIME_WAIT));
  }

  /** The connections that lead to the server and are in a state. */
  private static long count(final State state) {
    return KernelSocket.all().stream()
        .filter(one -> one.peerPort() == SERVER && one.state() == state)
        .count();
  }

  // ---- clients

  /** Each from an address of its own, so that they never lack ports. */
  private Socket connect(final int port) throws IOException {
    clients++;
    final String from =
        "127.%d.%d.%d".formatted(1 + clients / 62500, clients / 250 % 250, clients % 250 + 1);
    final Socket client = new Socket();
    client.bind(new InetSocketAddress(from, 0));
    client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    client.setSoTimeout(10_000);
    return client;
  }

  /**
   * Asks for one answer.
   *
   * @param awaitsEnd whether the client closes when the server has
   */
  private void ask(final int port, final String question, final boolean awaitsEnd)
      throws IOException {
    try (Socket client = connect(port)) {
      client.getOutputStream().write(bytes(question));
      final InputStream answer = client.getInputStream();
      requireAnswer(answer.readNBytes(4));
      if (!awaitsEnd) {
        client.shutdownOutput();
      }
      answer.readAllBytes();
    }
  }

  private void askAndReset(final int port) throws IOException {
    try (Socket client = connect(port)) {
      client.getOutputStream().write(bytes("tcp keep\r\n"));
      requireAnswer(client.getInputStream().readNBytes(4));
      client.setSoLinger(true, 0);
    }
  }

  private static void requireAnswer(final byte[] answer) throws IOException {
    final String text = new String(answer, StandardCharsets.US_ASCII);
    if (!text.equals("HTTP") && !text.equals("fine")) {
      throw new IOException("an answer of: " + text);
    }
  }

  private static String request(final String path) {
    return "GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
  }

  private static byte[] bytes(final String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  // ---- the server

  private static void serve(final ServerSocket server) {
    while (!server.isClosed()) {
      try {
        final Socket peer = server.accept();
        Thread.ofVirtual().start(() -> answer(peer));
      } catch (final IOException closed) {
        return;
      }
    }
  }

  private static void answer(final Socket peer) {
    try (peer) {
      final InputStream in = peer.getInputStream();
      final byte[] read = new byte[4096];
      for (int length = in.read(read); length > 0; length = in.read(read)) {
        final String question = new String(read, 0, length, StandardCharsets.US_ASCII);
        final boolean closes = question.contains("close\r\n") && !question.startsWith("GET");
        if (question.startsWith("GET /slow")) {
          Thread.sleep(200);
        }
        peer.getOutputStream().write(bytes(answerTo(question)));
        if (closes || question.startsWith("GET /close")) {
          return;
        }
      }
    } catch (final IOException | InterruptedException gone) {
      // A client that resets is one of the ways to leave.
      return;
    }
  }

  private static String answerTo(final String question) {
    if (!question.startsWith("GET")) {
      return "fine";
    }
    final String end = question.startsWith("GET /close") ? "Connection: close\r\n" : "";
    return "HTTP/1.1 200 OK\r\n" + end + "Content-Length: 2\r\n\r\nok";
  }
}
