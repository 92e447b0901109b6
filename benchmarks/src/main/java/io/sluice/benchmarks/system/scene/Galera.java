package io.sluice.benchmarks.system.scene;

import io.sluice.benchmarks.system.host.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A real Galera cluster of three nodes with an empty database {@code sbtest}, whose user may do
 * anything in it and has no password, and a user {@code sluice} for checks. For one thread.
 */
public final class Galera {
  /** Nodes send their data by rsync, which as root would read as nobody. */
  private static final boolean ROOT = System.getProperty("user.name").equals("root");

  private static final String USER = ROOT ? "mysql" : System.getProperty("user.name");
  private static final List<String> AS_USER =
      List.of("setpriv", "--reuid=" + USER, "--regid=" + USER, "--clear-groups", "--");
  private static final int NODES = 3;
  private static final long TIMEOUT_MILLIS = 60_000;
  private static final long RETRY_MILLIS = 100;
  private static final String SQL =
      """
      CREATE DATABASE sbtest;
      CREATE USER 'sbtest'@'%';
      GRANT ALL ON sbtest.* TO 'sbtest'@'%';
      CREATE USER 'sluice'@'%';
      CREATE DATABASE sluice;
      CREATE TABLE sluice.writer (grp VARCHAR(64) PRIMARY KEY, server VARCHAR(128) NOT NULL,
        epoch BIGINT UNSIGNED NOT NULL) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
      GRANT SELECT, INSERT, UPDATE ON sluice.writer TO 'sluice'@'%';
      """;

  private final Scene scene;
  private final List<Integer> ports = new ArrayList<>();
  private final List<Integer> groupPorts = new ArrayList<>();

  private Galera(final Scene scene) throws IOException {
    this.scene = scene;
    for (int node = 0; node < NODES; node++) {
      ports.add(Scene.freePort());
      groupPorts.add(Scene.freePort());
    }
  }

  /** Makes the data, and starts all nodes one after the other. */
  public static Galera start(final Scene scene) throws IOException, InterruptedException {
    final Galera galera = new Galera(scene);
    galera.makeFolders();
    final Path users = scene.write("users.sql", SQL.replaceAll("\\n  +", " "));
    galera.startNode(0, List.of("--wsrep-new-cluster", "--init-file=" + users));
    for (int node = 1; node < NODES; node++) {
      galera.startNode(node, List.of());
    }
    return galera;
  }

  /** The first node has data; the others take it from there. */
  private void makeFolders() throws IOException, InterruptedException {
    for (int node = 0; node < NODES; node++) {
      Files.createDirectories(folder(node).resolve("data"));
    }
    if (ROOT) {
      Programs.run(List.of("chmod", "755", scene.folder().toString()));
      for (int node = 0; node < NODES; node++) {
        Programs.run(List.of("chown", "-R", USER + ":" + USER, folder(node).toString()));
      }
    }
    Programs.run(
        List.of(
            "mariadb-install-db",
            "--no-defaults",
            "--datadir=" + folder(0).resolve("data"),
            "--user=" + USER,
            "--auth-root-authentication-method=normal",
            "--skip-test-db",
            "--innodb-log-file-size=64M"));
  }

  private Process startNode(final int node, final List<String> more)
      throws IOException, InterruptedException {
    final List<String> command = new ArrayList<>(ROOT ? AS_USER : List.of());
    command.addAll(options(node));
    command.addAll(more);
    final Process process = scene.start("galera-" + node, command);
    final long end = System.currentTimeMillis() + TIMEOUT_MILLIS;
    while (!isSynced(node)) {
      if (!process.isAlive() || System.currentTimeMillis() > end) {
        throw new IOException("Galera node " + (node + 1) + " does not start: " + errors(node));
      }
      Thread.sleep(RETRY_MILLIS);
    }
    return process;
  }

  private String errors(final int node) throws IOException {
    try (var log = Files.lines(scene.folder().resolve("galera-" + node + ".log"))) {
      return log.filter(line -> line.contains("ERROR")).limit(3).collect(Collectors.joining("; "));
    }
  }

  private boolean isSynced(final int node) throws InterruptedException {
    try {
      return Programs.run(
              List.of(
                  "mariadb",
                  "--no-defaults",
                  "-uroot",
                  "-N",
                  "-S",
                  folder(node).resolve("s.sock").toString(),
                  "-e",
                  "SHOW STATUS LIKE 'wsrep_local_state_comment'"))
          .contains("Synced");
    } catch (final IOException _) {
      return false;
    }
  }

  private List<String> options(final int node) throws IOException {
    final Path folder = folder(node);
    return List.of(
        Programs.find("mariadbd").orElseThrow(),
        "--no-defaults",
        "--datadir=" + folder.resolve("data"),
        "--socket=" + folder.resolve("s.sock"),
        "--pid-file=" + folder.resolve("pid"),
        "--bind-address=127.0.0.1",
        "--port=" + ports.get(node),
        "--skip-name-resolve",
        "--max-connections=400",
        "--max-connect-errors=1000000",
        "--innodb-buffer-pool-size=128M",
        "--innodb-log-file-size=64M",
        // The log is written at each commit and survives the process; nothing waits for a disk.
        "--innodb-flush-log-at-trx-commit=2",
        "--innodb-autoinc-lock-mode=2",
        "--performance-schema=OFF",
        "--binlog-format=ROW",
        "--wsrep-on=ON",
        "--wsrep-provider=/usr/lib/galera/libgalera_smm.so",
        "--wsrep-provider-options=gmcast.listen_addr=tcp://"
            + group(node)
            + ";ist.recv_addr=127.0.0.1:"
            + Scene.freePort()
            + ";gcache.size=64M",
        "--wsrep-cluster-name=sluice-bench",
        "--wsrep-cluster-address="
            + IntStream.range(0, NODES)
                .mapToObj(this::group)
                .collect(Collectors.joining(",", "gcomm://", "")),
        "--wsrep-node-name=db" + (node + 1),
        "--wsrep-node-address=" + group(node),
        "--wsrep-node-incoming-address=127.0.0.1:" + ports.get(node),
        "--wsrep-sst-method=rsync",
        "--wsrep-sst-receive-address=127.0.0.1:" + Scene.freePort());
  }

  private String group(final int node) {
    return "127.0.0.1:" + groupPorts.get(node);
  }

  private Path folder(final int node) {
    return scene.folder().resolve("db" + (node + 1));
  }

  /**
   * Where each node takes clients; the first is the one that a proxy should choose as the writer.
   */
  public List<Integer> ports() {
    return List.copyOf(ports);
  }
}
