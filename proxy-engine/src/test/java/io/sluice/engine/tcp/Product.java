package io.sluice.engine.tcp;

import io.sluice.engine.testkit.Peer;
import io.sluice.engine.testkit.Ports;
import io.sluice.engine.testkit.ScriptedServer;
import io.sluice.engine.testkit.Sluice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The product as a process with one server behind it that is in the test's hands, so that what it
 * takes of the machine can be told from what the test takes. For one test thread.
 */
final class Product implements AutoCloseable {
  private final int port = Ports.free();
  private final ScriptedServer server = ScriptedServer.listen();
  private final Sluice sluice;

  /**
   * @param jvmFlags as {@link Sluice#start} takes them
   */
  Product(final String... jvmFlags) {
    sluice =
        Sluice.start(
            """
            global { threads = 2 }
            listen relay {
              bind = "127.0.0.1:%d"
              servers.s = "127.0.0.1:%d"
            }
            """
                .formatted(port, server.port()),
            jvmFlags);
  }

  Sluice sluice() {
    return sluice;
  }

  Peer connect() throws IOException {
    return Peer.connect(port);
  }

  /** A client that lets little wait for it. */
  Peer connect(final int receiveBufferBytes) throws IOException {
    return Peer.connect(Ports.on(port), receiveBufferBytes);
  }

  /** The server's end of the session that comes next. */
  Peer accept() throws InterruptedException {
    return server.accept();
  }

  /** Forgets the most that was resident so far. Source: proc(5), clear_refs. */
  void forgetPeak() throws IOException {
    Files.writeString(Path.of("/proc/" + sluice.pid() + "/clear_refs"), "5");
  }

  /** The most that was resident since {@link #forgetPeak}, in bytes. */
  long peakBytes() throws IOException {
    try (var lines = Files.lines(Path.of("/proc/" + sluice.pid() + "/status"))) {
      return 1024
          * lines
              .filter(line -> line.startsWith("VmHWM:"))
              .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
              .findFirst()
              .orElseThrow();
    }
  }

  @Override
  public void close() throws IOException {
    sluice.close();
    server.close();
  }
}
