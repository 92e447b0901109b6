package io.sluice.health.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real PostgreSQL on 127.0.0.1 and on a unix socket, the newest that is installed. It refuses to
 * run as root, so it runs as nobody where this is root.
 */
public final class Postgres {
  private final Path folder;
  private final InetSocketAddress address;
  private Process process;

  private Postgres(final Path folder) throws IOException {
    this.folder = folder;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      this.address = (InetSocketAddress) socket.getLocalSocketAddress();
    }
  }

  /** A server with new data, which is not started; postgres may come in from anywhere. */
  public static Postgres create(final Path parent, final String access) throws Exception {
    final Postgres server = new Postgres(folder(parent, "primary"));
    server.run("initdb", "-D", server.data(), "-U", "postgres", "-E", "UTF8", "--no-locale", "-N");
    Files.writeString(
        server.folder.resolve("data/pg_hba.conf"),
        """
        local all postgres trust
        host all,replication postgres 127.0.0.1/32 trust
        """
            + access);
    return server;
  }

  /** A standby of this server with a copy of its data, which is not started. */
  public Postgres standby(final Path parent) throws Exception {
    final Postgres standby = new Postgres(folder(parent, "standby"));
    standby.run(
        "pg_basebackup",
        "-D",
        standby.data(),
        "-h",
        "127.0.0.1",
        "-p",
        String.valueOf(address.getPort()),
        "-U",
        "postgres",
        "-R",
        "-c",
        "fast",
        "-N");
    return standby;
  }

  private static Path folder(final Path parent, final String name) throws Exception {
    final Path folder = Files.createDirectory(parent.resolve(name));
    if (isRoot()) {
      Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString("rwx--x--x"));
      exec(List.of("chown", "nobody", folder.toString()), folder.resolve("chown.log"));
    }
    return folder;
  }

  /** Starts it. It may not answer yet. */
  public void start(final String... options) throws IOException {
    final List<String> command =
        program(
            "postgres",
            "-D",
            data(),
            "-p",
            String.valueOf(address.getPort()),
            "-h",
            "127.0.0.1",
            "-k",
            folder.toString(),
            "-F");
    command.addAll(List.of(options));
    process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
            .start();
  }

  public InetSocketAddress address() {
    return address;
  }

  public Path socket() {
    return folder.resolve(".s.PGSQL." + address.getPort());
  }

  /** What it has logged. */
  public Path log() {
    return folder.resolve("log");
  }

  private String data() {
    return folder.resolve("data").toString();
  }

  /** What postgres is answered. */
  public String ask(final String sql) throws Exception {
    final Path output = Files.createTempFile(folder, "ask", "");
    final List<String> command =
        List.of(
            "psql",
            "-X",
            "-A",
            "-t",
            "-q",
            "-v",
            "ON_ERROR_STOP=1",
            "-h",
            folder.toString(),
            "-p",
            String.valueOf(address.getPort()),
            "-U",
            "postgres",
            "-d",
            "postgres",
            "-c",
            sql);
    exec(command, output);
    return Files.readString(output).strip();
  }

  /** Sends a signal to the server's first process. */
  public void signal(final String name) throws Exception {
    exec(List.of("kill", "-" + name, String.valueOf(process.pid())), folder.resolve("kill.log"));
  }

  /** Takes it down without a word, and waits until nothing of it is left. */
  public void kill() throws Exception {
    final List<ProcessHandle> all =
        Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
    process.destroyForcibly();
    for (final ProcessHandle each : all) {
      each.onExit().get(20, TimeUnit.SECONDS);
    }
  }

  /** Ends it and waits until it is gone, also when it was not started or has ended. */
  public void stop() throws Exception {
    if (process == null || !process.isAlive()) {
      return;
    }
    try {
      signal("INT");
    } catch (AssertionError _) {
      // It has ended in this moment; if not, it is killed below.
    }
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      kill();
    }
  }

  private void run(final String name, final String... arguments) throws Exception {
    exec(program(name, arguments), folder.resolve(name + ".log"));
  }

  private static void exec(final List<String> command, final Path output) throws Exception {
    final Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new AssertionError(command + ": " + Files.readString(output));
    }
  }

  private static List<String> program(final String name, final String... arguments)
      throws IOException {
    final List<String> command = new ArrayList<>();
    if (isRoot()) {
      command.addAll(List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"));
    }
    try (Stream<Path> versions = Files.list(Path.of("/usr/lib/postgresql"))) {
      final Path version = versions.sorted().reduce((_, later) -> later).orElseThrow();
      command.add(version.resolve("bin").resolve(name).toString());
    }
    command.addAll(List.of(arguments));
    return command;
  }

  private static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }
}
