package io.sluice.benchmarks.system.scene;

import io.sluice.benchmarks.system.host.Programs;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * Programs that run on free ports of 127.0.0.1 in a temporary folder, and a syslog that nobody
 * reads. All of it is gone when it is closed, or the JVM is told to end. For one thread.
 */
public final class Scene implements AutoCloseable {
  private static final int PORT_TRIES = 600;
  private static final long PORT_MILLIS = 100;
  private static final long STOP_SECONDS = 20;

  private final Path launcher;
  private final File folder;
  private final DatagramSocket syslog;
  private final List<Process> processes = new CopyOnWriteArrayList<>();
  private final Thread hook = new Thread(this::end);

  /**
   * An empty one.
   *
   * @param launcher the program that starts Sluice
   */
  public Scene(final Path launcher) throws IOException {
    this.launcher = launcher;
    folder = Files.createTempDirectory("sluice-bench-").toFile();
    syslog = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** The program that starts Sluice. */
  public Path launcher() {
    return launcher;
  }

  /** Where everything lives. */
  public Path folder() {
    return folder.toPath();
  }

  /** The port of the syslog. */
  public int syslogPort() {
    return syslog.getLocalPort();
  }

  /** Writes a file into the folder; where it is. */
  public Path write(final String name, final String text) throws IOException {
    return Files.writeString(folder.toPath().resolve(name), text);
  }

  /** Starts a program, whose output goes to a file in the folder; it ends with the scene. */
  public Process start(final String name, final List<String> command) throws IOException {
    final Process process = Programs.start(folder, name, command);
    processes.add(process);
    return process;
  }

  /** A port that nobody has at this moment. */
  public static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Waits until a program listens there; one that has ended will not. */
  public void awaitPort(final int port, final Process process)
      throws IOException, InterruptedException {
    for (int tries = 0; ; tries++) {
      try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return;
      } catch (final IOException e) {
        if (tries == PORT_TRIES || !process.isAlive()) {
          throw new IOException("port " + port + " does not open: " + lastWords(), e);
        }
        Thread.sleep(PORT_MILLIS);
      }
    }
  }

  /** The last line of each program's output. */
  private String lastWords() throws IOException {
    final StringBuilder words = new StringBuilder();
    for (final File log : folder.listFiles((_, name) -> name.endsWith(".log"))) {
      final List<String> lines = Files.readAllLines(log.toPath());
      if (!lines.isEmpty()) {
        words.append(log.getName()).append(": ").append(lines.getLast()).append("; ");
      }
    }
    return words.toString();
  }

  /** Ends one program. */
  public static void stop(final Process process) throws InterruptedException {
    process.destroy();
    if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (final IllegalStateException _) {
      // The JVM ends, and does it.
      return;
    }
    end();
  }

  private void end() {
    processes.forEach(Process::destroy);
    try {
      for (final Process process : processes) {
        stop(process);
      }
    } catch (final InterruptedException _) {
      processes.forEach(Process::destroyForcibly);
      Thread.currentThread().interrupt();
    }
    syslog.close();
    try (var files = Files.walk(folder.toPath())) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
