package io.sluice.engine.http;

import io.sluice.engine.testkit.LiveProxy;
import io.sluice.engine.testkit.Peer;
import io.sluice.engine.testkit.ScriptedServer;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

/** A proxy that speaks HTTP with one server behind it. For one test thread. */
final class HttpRig implements AutoCloseable {
  /** What every request of a test has at least. */
  static final String HOST = "Host: a\r\n";

  /** What the server was asked, in order: heads and bodies as they came. */
  final List<String> asked = new CopyOnWriteArrayList<>();

  final ScriptedServer server;
  final LiveProxy proxy;

  private HttpRig(final ScriptedServer.Script script, final String options) {
    server = script == null ? ScriptedServer.listen() : ScriptedServer.start(script);
    proxy = LiveProxy.start(config(options));
  }

  /** A server that does what a script says with each connection. */
  static HttpRig of(final ScriptedServer.Script script, final String options) {
    return new HttpRig(script, options);
  }

  /** A server in the test's hands. */
  static HttpRig listen(final String options) {
    return new HttpRig(null, options);
  }

  /** The configuration, for reloads. */
  String config(final String options) {
    return """
    global { threads = 1 }
    listen web {
      mode = http
      bind = "127.0.0.1:0"
      servers.s = "127.0.0.1:%d"
      %s
    }
    """
        .formatted(server.port(), options);
  }

  Peer connect() throws IOException {
    return Peer.connect(proxy.port("web"));
  }

  Peer accept() throws InterruptedException {
    return server.accept();
  }

  /** Lines of the log, without the date. */
  List<String> lines() {
    return proxy.sessionLines();
  }

  /** Reads a head, with its blank line. */
  static String head(final Peer peer) throws IOException {
    final StringBuilder head = new StringBuilder();
    for (String line = peer.readLine(); !line.isEmpty(); line = peer.readLine()) {
      head.append(line).append("\r\n");
    }
    return head.append("\r\n").toString();
  }

  /** Reads a message whose body is as long as its Content-Length says. */
  static String message(final Peer peer) throws IOException {
    final String head = head(peer);
    return head + peer.receive(length(head));
  }

  /** What Content-Length says; 0: nothing. */
  static int length(final String head) {
    return head.lines()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
        .map(line -> Integer.valueOf(line.substring(line.indexOf(':') + 1).strip()))
        .findFirst()
        .orElse(0);
  }

  /** A whole response. */
  static String ok(final String body) {
    return "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
  }

  /** Answers every request with its own number and what it was asked for. */
  static void answerAll(final Peer peer, final List<String> asked) throws IOException {
    while (true) {
      final String request = message(peer);
      asked.add(request);
      peer.send(ok(request.split(" ", -1)[1]));
    }
  }

  @Override
  public void close() throws IOException {
    proxy.close();
    server.close();
  }
}
