package io.sluice.health.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.sluice.health.testkit.FakeServer.Script;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;

/** What fake servers do. Text is ISO 8859-1. */
public final class Scripts {
  private Scripts() {}

  /** Reads a request's head, answers, closes. */
  public static Script answer(final String text) {
    return socket -> {
      readHead(socket);
      send(socket, text);
      socket.shutdownOutput();
      drain(socket);
    };
  }

  /** Reads a request's head, answers, and waits for the other side to close. */
  public static Script answerAndStay(final String text) {
    return socket -> {
      readHead(socket);
      send(socket, text);
      drain(socket);
    };
  }

  /** Answers before it reads, and closes without reading, so that the kernel resets. */
  public static Script answerUnasked(final String text) {
    return socket -> send(socket, text);
  }

  /** Reads a request's head, answers and resets at once. */
  public static Script answerAndReset(final String text) {
    return socket -> {
      readHead(socket);
      send(socket, text);
      reset(socket);
    };
  }

  /** Reads a request's head and sends one byte after the other. */
  public static Script drip(final String text) {
    return socket -> {
      readHead(socket);
      socket.setTcpNoDelay(true);
      for (int i = 0; i < text.length(); i++) {
        send(socket, text.substring(i, i + 1));
      }
      socket.shutdownOutput();
      drain(socket);
    };
  }

  /** Reads a request's head, sends a start, and then the same again without end. */
  public static Script endless(final String start, final String again) {
    return socket -> {
      readHead(socket);
      send(socket, start);
      final byte[] bytes = again.repeat(1 + 4096 / again.length()).getBytes(ISO_8859_1);
      final OutputStream out = socket.getOutputStream();
      while (!socket.isClosed()) {
        out.write(bytes);
      }
    };
  }

  /** Reads and never answers. */
  public static Script silence() {
    return Scripts::drain;
  }

  /** Closes at once. */
  public static Script hangUp() {
    return _ -> {};
  }

  /** Resets at once. */
  public static Script resetAtOnce() {
    return Scripts::reset;
  }

  /** Closes with a reset. */
  public static void reset(final Socket socket) throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  public static void send(final Socket socket, final String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(ISO_8859_1));
  }

  /** Reads up to an empty line. */
  public static String readHead(final Socket socket) throws IOException {
    final StringBuilder head = new StringBuilder();
    final InputStream in = socket.getInputStream();
    while (!head.toString().endsWith("\r\n\r\n")) {
      final int next = in.read();
      if (next < 0) {
        throw new IOException("end after: " + head);
      }
      head.append((char) next);
    }
    return head.toString();
  }

  /** Reads one line, without its end. */
  public static String readLine(final Socket socket) throws IOException {
    final StringBuilder line = new StringBuilder();
    for (int next = socket.getInputStream().read(); next != '\n'; ) {
      if (next < 0) {
        throw new IOException("end after: " + line);
      }
      line.append((char) next);
      next = socket.getInputStream().read();
    }
    return line.toString().stripTrailing();
  }

  /** Reads to the end. */
  public static void drain(final Socket socket) throws IOException {
    socket.getInputStream().transferTo(OutputStream.nullOutputStream());
  }
}
