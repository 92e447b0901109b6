package io.sluice.engine.warmup;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;

/**
 * One connection of a rehearsal's clients. Confined to their thread, but for {@link #close}, which
 * ends what the thread waits for.
 */
final class RehearsalClient implements AutoCloseable {
  private final Socket socket;
  private final ResponseReader reader;

  RehearsalClient(final int port, final ResponseReader reader) throws IOException {
    this.reader = reader;
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
  }

  void ask(final RehearsalRequest request) throws IOException {
    socket.getOutputStream().write(request.bytes());
  }

  /** Sends a part of a request, from one byte to another. */
  void ask(final RehearsalRequest request, final int from, final int to) throws IOException {
    socket.getOutputStream().write(request.bytes(), from, to - from);
  }

  /** Waits for an answer, and reads it. */
  void hear() throws IOException {
    reader.read(socket.getInputStream());
  }

  /** Ends the connection as a client does that was killed. */
  void abort() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
