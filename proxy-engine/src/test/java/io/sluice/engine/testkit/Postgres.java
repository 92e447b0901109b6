package io.sluice.engine.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A real PostgreSQL, the newest that is installed, where postgres needs no password. For one test
 * thread.
 *
 * <p>It refuses to run as root, so it runs as nobody where this is root.
 */
public final class Postgres extends RealServer {
  private static final boolean ROOT = System.getProperty("user.name").equals("root");

  private Postgres(String name) {
    super(name);
    if (ROOT) {
      Tool.run("chown", "nobody", folder().toString()).assertOk();
    }
  }

  /** A server with data of its own. */
  public static Postgres launchPrimary() {
    var server = new Postgres("primary");
    run("initdb", "-D", server.data(), "-U", "postgres", "-E", "UTF8", "--no-locale", "-N");
    server.files().file("data/pg_hba.conf", "host all,replication postgres 127.0.0.1/32 trust\n");
    server.start();
    return server;
  }

  /** A server that follows this one. */
  public Postgres launchStandby() {
    var standby = new Postgres("standby");
    run(
        "pg_basebackup",
        "-D",
        standby.data(),
        "-h",
        "127.0.0.1",
        "-p",
        Integer.toString(port()),
        "-U",
        "postgres",
        "-R",
        "-c",
        "fast",
        "-N");
    standby.start();
    return standby;
  }

  private static void run(String... command) {
    Tool.run(program(command).toArray(String[]::new)).assertOk();
  }

  private static List<String> program(String... command) {
    List<String> all = new ArrayList<>();
    if (ROOT) {
      // The change of user undoes the child's bond to this JVM, so it is made anew.
      all.addAll(
          List.of(
              "setpriv",
              "--reuid=nobody",
              "--regid=nogroup",
              "--clear-groups",
              "--pdeathsig",
              "KILL"));
    }
    try (var versions = Files.list(Path.of("/usr/lib/postgresql"))) {
      var newest = versions.sorted().reduce((_, later) -> later).orElseThrow();
      all.add(newest.resolve("bin").resolve(command[0]).toString());
    } catch (IOException e) {
      throw new IllegalStateException("postgresql is missing: run ./check", e);
    }
    all.addAll(Arrays.asList(command).subList(1, command.length));
    return all;
  }

  private String data() {
    return folder().resolve("data").toString();
  }

  @Override
  List<String> command() {
    return program(
        "postgres",
        "-D",
        data(),
        "-p",
        Integer.toString(port()),
        "-h",
        "127.0.0.1",
        "-k",
        "",
        "-F");
  }

  @Override
  boolean answers() throws IOException {
    try (var session = Peer.connect(address(), tryTimeout())) {
      session.send("\0\0\0\27\0\3\0\0user\0postgres\0\0");
      return session.receive(1).equals("R");
    }
  }

  /** What whoever listens on that port of 127.0.0.1 answers postgres; throws where it does not. */
  public static String ask(int port, String sql) {
    return Tool.run(
            "psql",
            "-X",
            "-A",
            "-t",
            "-q",
            "-w",
            "-h",
            "127.0.0.1",
            "-p",
            Integer.toString(port),
            "-U",
            "postgres",
            "-d",
            "postgres",
            "-c",
            sql)
        .assertOk()
        .output();
  }

  /** Stops it without waiting for its sessions, and deletes its data. */
  @Override
  public void close() {
    if (isRunning()) {
      Tool.run("kill", "-INT", Long.toString(pid()));
    }
    super.close();
  }
}
