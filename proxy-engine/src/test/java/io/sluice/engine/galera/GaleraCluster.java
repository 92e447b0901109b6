package io.sluice.engine.galera;

import static java.util.concurrent.TimeUnit.SECONDS;
import static java.util.stream.Collectors.joining;

import io.sluice.engine.testkit.Deadline;
import io.sluice.engine.testkit.TempFolder;
import io.sluice.engine.testkit.Tool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A real Galera cluster of three nodes, {@code db1} to {@code db3}, with a database {@code test}, a
 * {@link Writers#USER} who may do anything in it, and a {@link #MONITOR} who may log in. For one
 * test thread.
 *
 * <p>It leaves out a silent node after 2 s.
 */
final class GaleraCluster implements AutoCloseable {
  /** Has no rights, and a password. */
  static final String MONITOR = "monitor";

  static final String PASSWORD = "watch";

  /** How a joiner asks for a state that the donor sends as {@link GaleraNode#holdSst} lets it. */
  static final String HELD = "_held";

  /** The real script of a method, which finds the programs that wait. */
  private static final String METHOD =
      """
      #!/bin/sh
      program=${0##*/}
      PATH=$SLUICE_BIN:$PATH exec "/usr/bin/${program%_held}" "$@"
      """;

  /** What sends a state, with a wait in front: the real program by its name. */
  private static final String PROGRAM =
      """
      #!/bin/sh
      # Waits for a minute at most while SST_HOLD is there and this sends a state.
      case " $* " in
      *" --daemon "*) ;;
      *" --backup "* | *rsync_sst*)
        tries=0
        while [ -e "$SST_HOLD" ] && [ "$tries" -lt 600 ]; do
          sleep 0.1
          tries=$((tries + 1))
        done
        ;;
      esac
      exec "/usr/bin/${0##*/}" "$@"
      """;

  private final TempFolder folder = TempFolder.create("galera");
  private final List<GaleraNode> nodes =
      Stream.of("db1", "db2", "db3").map(name -> new GaleraNode(name, folder.path())).toList();
  private final Thread hook = new Thread(this::killAll);

  private GaleraCluster() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Starts all nodes and waits until all are synced; about ten seconds. */
  static GaleraCluster start() {
    var cluster = new GaleraCluster();
    try {
      cluster.startNodes();
      return cluster;
    } catch (RuntimeException | Error e) {
      cluster.close();
      throw e;
    }
  }

  private void startNodes() {
    writeWrappers();
    folder.file("password", PASSWORD);
    for (GaleraNode node : nodes) {
      node.makeFolder();
      GaleraSeed.copyTo(node.data());
      node.joins(nodes);
    }
    ServerAccount.give(folder.path());
    nodes.getFirst().rejoin("--wsrep-new-cluster");
    for (GaleraNode node : nodes.subList(1, nodes.size())) {
      node.start();
      // Two that come at once meet each other first, and wait for some seconds.
      node.log().await("gcomm: connected");
    }
    awaitSynced();
    nodes.getFirst().sql(Writers.TABLE);
  }

  private void writeWrappers() {
    script("wsrep_sst_rsync" + HELD, METHOD);
    script("wsrep_sst_mariabackup" + HELD, METHOD);
    script("rsync", PROGRAM);
    script("mariadb-backup", PROGRAM);
  }

  private void script(String name, String text) {
    try {
      Path bin = Files.createDirectories(folder.path().resolve("bin"));
      Path file = Files.writeString(bin.resolve(name), text);
      Tool.run("chmod", "755", file.toString()).assertOk();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<GaleraNode> nodes() {
    return nodes;
  }

  /** One node, by its name. */
  GaleraNode node(String name) {
    return nodes.stream().filter(node -> node.name().equals(name)).findFirst().orElseThrow();
  }

  /** The other two. */
  List<GaleraNode> others(GaleraNode one) {
    return nodes.stream().filter(node -> node != one).toList();
  }

  /** Waits until every node is synced, and all of them know the same three members. */
  void awaitSynced() {
    nodes.forEach(GaleraNode::awaitSynced);
    var deadline = new Deadline(Deadline.USUAL);
    while (nodes.stream().map(GaleraNode::view).distinct().count() > 1) {
      if (deadline.passed()) {
        throw new AssertionError("views: " + nodes.stream().map(GaleraNode::view).toList());
      }
      LockSupport.parkNanos(20_000_000);
    }
    nodes.forEach(GaleraNode::awaitSynced);
  }

  /** The file with the password of {@link #MONITOR}. */
  Path passwordFile() {
    return folder.path().resolve("password");
  }

  /** The nodes as a configuration names its servers, in their order. */
  String servers() {
    return nodes.stream()
        .map(node -> node.name() + " = \"127.0.0.1:" + node.port() + '"')
        .collect(joining(", "));
  }

  /** Ends every process and deletes the data. */
  @Override
  public void close() {
    nodes.forEach(GaleraNode::close);
    killAll();
    folder.close();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException _) {
      // The JVM ends.
    }
  }

  /** Whatever runs on this cluster's folder: servers, and the scripts that carry a state. */
  private void killAll() {
    List<ProcessHandle> ours = ProcessHandle.allProcesses().filter(this::isOurs).toList();
    ours.forEach(ProcessHandle::destroyForcibly);
    ours.forEach(process -> process.onExit().completeOnTimeout(process, 5, SECONDS).join());
  }

  private boolean isOurs(ProcessHandle process) {
    return process.pid() != ProcessHandle.current().pid()
        && process.info().commandLine().orElse("").contains(folder.path() + "/");
  }
}
