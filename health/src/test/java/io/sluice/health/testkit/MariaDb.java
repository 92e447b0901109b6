package io.sluice.health.testkit;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real MariaDB on 127.0.0.1 and on a unix socket, which runs the given SQL first. */
public final class MariaDb {
  private final Path folder;
  private final InetSocketAddress address = freeAddress();
  private final Process process;

  /** Makes the data and starts the server. It may not answer yet. */
  public MariaDb(final Path folder, final String sql, final String... options)
      throws IOException, InterruptedException {
    this.folder = folder;
    Files.writeString(folder.resolve("init.sql"), sql);
    final Process install =
        start(
            List.of(
                "mariadb-install-db",
                "--no-defaults",
                "--datadir=" + folder.resolve("data"),
                "--user=" + System.getProperty("user.name"),
                "--auth-root-authentication-method=normal",
                "--skip-test-db",
                "--innodb-log-file-size=8M"),
            "install.log");
    if (!install.waitFor(60, TimeUnit.SECONDS) || install.exitValue() != 0) {
      install.destroyForcibly();
      throw new AssertionError(Files.readString(folder.resolve("install.log")));
    }
    final List<String> command =
        new ArrayList<>(
            List.of(
                "mariadbd",
                "--no-defaults",
                "--user=" + System.getProperty("user.name"),
                "--datadir=" + folder.resolve("data"),
                "--socket=" + socket(),
                "--pid-file=" + folder.resolve("pid"),
                "--init-file=" + folder.resolve("init.sql"),
                "--bind-address=127.0.0.1",
                "--port=" + address.getPort(),
                "--log-warnings=9",
                "--innodb-buffer-pool-size=32M",
                "--innodb-log-file-size=8M",
                "--performance-schema=OFF"));
    command.addAll(List.of(options));
    process = start(command, "server.log");
  }

  public InetSocketAddress address() {
    return address;
  }

  public Path socket() {
    return folder.resolve("s.sock");
  }

  /** What it has logged. */
  public String log() throws IOException {
    return Files.readString(folder.resolve("server.log"));
  }

  /** What its root is answered, names of columns left out. */
  public String ask(final String sql) throws IOException, InterruptedException {
    final Path output = Files.createTempFile(folder, "ask", "");
    final Process client =
        start(
            List.of(
                "mariadb", "--no-defaults", "-uroot", "-N", "-S", socket().toString(), "-e", sql),
            output.getFileName().toString());
    if (!client.waitFor(10, TimeUnit.SECONDS) || client.exitValue() != 0) {
      client.destroyForcibly();
      throw new AssertionError(Files.readString(output));
    }
    return Files.readString(output).strip();
  }

  private Process start(final List<String> command, final String log) throws IOException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve(log).toFile())
        .start();
  }

  /** Sends it a signal, such as STOP. */
  public void signal(final String name) throws IOException, InterruptedException {
    final Process kill = start(List.of("kill", "-" + name, "" + process.pid()), "kill.log");
    if (kill.waitFor() != 0) {
      throw new AssertionError(Files.readString(folder.resolve("kill.log")));
    }
  }

  /** An address of 127.0.0.1 that nobody has at this moment. */
  static InetSocketAddress freeAddress() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return (InetSocketAddress) socket.getLocalSocketAddress();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until it answers. */
  public void awaitReady() {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> Files.exists(socket()) && ask("SELECT 1").equals("1"));
  }

  /** Ends it and waits until it is gone. */
  public void stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }
}
