package io.sluice.engine.galera;

import static java.util.stream.Collectors.joining;

import io.sluice.engine.testkit.Child;
import io.sluice.engine.testkit.Deadline;
import io.sluice.engine.testkit.Log;
import io.sluice.engine.testkit.MySqlSession;
import io.sluice.engine.testkit.Ports;
import io.sluice.engine.testkit.Tool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/**
 * One node of a cluster: a real mariadbd on 127.0.0.1, and what can happen to it. For one test
 * thread.
 */
final class GaleraNode {
  // The scripts that carry a state read it too: their errors go where the rest goes. And they hand
  // a size from the command line to a program that does not know it.
  private static final String OPTIONS =
      """
      [mariadbd]
      innodb-buffer-pool-size = 32M
      [sst]
      sst-syslog = -1
      """;

  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final Duration SQL_TIMEOUT = Duration.ofSeconds(10);
  private static final long RETRY_NANOS = 20_000_000;
  private static final String NOWHERE = "00000000-0000-0000-0000-000000000000";

  private final String name;
  private final Path folder;
  private final int port = Ports.free();
  private final int groupPort = Ports.free();
  private final int istPort = Ports.free();
  private final int sstPort = Ports.free();
  private String clusterAddress = "gcomm://";
  private Child child;

  GaleraNode(String name, Path clusterFolder) {
    this.name = name;
    this.folder = clusterFolder.resolve(name);
  }

  /** Its wsrep_node_name. */
  String name() {
    return name;
  }

  int port() {
    return port;
  }

  /** Where it takes clients. */
  InetSocketAddress address() {
    return Ports.on(port);
  }

  /** What it wrote since its last start. */
  Log log() {
    return child.log();
  }

  Path data() {
    return folder.resolve("data");
  }

  /** While this file is there, this node as a donor sends nothing. */
  Path sstHold() {
    return folder.resolve("hold-sst");
  }

  String groupAddress() {
    return "127.0.0.1:" + groupPort;
  }

  void joins(List<GaleraNode> nodes) {
    clusterAddress =
        nodes.stream().map(GaleraNode::groupAddress).collect(joining(",", "gcomm://", ""));
  }

  void makeFolder() {
    try {
      Files.createDirectories(folder);
      Files.writeString(options(), OPTIONS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Starts it, from where it is if it can tell, and waits for nothing.
   *
   * @param options behind the usual ones, which they override
   */
  void start(String... options) {
    var all = new ArrayList<>(List.of(options));
    position().ifPresent(found -> all.add("--wsrep-start-position=" + found));
    child = run(all.toArray(String[]::new));
  }

  /** Starts it and waits until it is a synced member of the cluster. */
  void rejoin(String... options) {
    start(options);
    awaitSynced();
  }

  /** Starts a server with this node's data and addresses. */
  Child run(String... options) {
    var command = new ArrayList<>(ServerAccount.prefix());
    command.add("mariadbd");
    command.addAll(usualOptions());
    command.addAll(List.of(options));
    child = Child.start(folder, environment(), command);
    return child;
  }

  private Map<String, String> environment() {
    String bin = folder.resolveSibling("bin").toString();
    String path = System.getenv("PATH") + ":/usr/sbin:/sbin:" + bin;
    return Map.of("PATH", path, "SLUICE_BIN", bin, "SST_HOLD", sstHold().toString());
  }

  private List<String> usualOptions() {
    return List.of(
        "--defaults-file=" + options(),
        "--datadir=" + data(),
        "--socket=" + socket(),
        "--pid-file=" + folder.resolve("pid"),
        "--bind-address=127.0.0.1",
        "--port=" + port,
        "--skip-name-resolve",
        "--max-connections=400",
        // As many as may come at once: the kernel forgets handshakes that wait behind them.
        "--back-log=400",
        "--max-connect-errors=1000000",
        "--innodb-log-file-size=8M",
        // The log is written at each commit and survives the process; nothing waits for a disk.
        "--innodb-flush-log-at-trx-commit=2",
        "--innodb-autoinc-lock-mode=2",
        "--key-buffer-size=1M",
        "--performance-schema=OFF",
        "--binlog-format=ROW",
        "--wsrep-on=ON",
        "--wsrep-provider=/usr/lib/galera/libgalera_smm.so",
        "--wsrep-provider-options=" + providerOptions(),
        "--wsrep-cluster-name=sluice",
        "--wsrep-cluster-address=" + clusterAddress,
        "--wsrep-node-name=" + name,
        "--wsrep-node-address=" + groupAddress(),
        "--wsrep-node-incoming-address=127.0.0.1:" + port,
        "--wsrep-sst-method=rsync",
        "--wsrep-sst-auth=root:",
        "--wsrep-sst-receive-address=127.0.0.1:" + sstPort);
  }

  private String providerOptions() {
    return String.join(
        ";",
        "gmcast.listen_addr=tcp://" + groupAddress(),
        "ist.recv_addr=127.0.0.1:" + istPort,
        "ist.recv_bind=127.0.0.1:" + istPort,
        // A silent node is left out after 2 s; the rest must be below or above that.
        "evs.keepalive_period=PT0.5S",
        "evs.suspect_timeout=PT2S",
        "evs.inactive_timeout=PT4S",
        "evs.install_timeout=PT3S",
        "pc.recovery=false",
        "gcache.size=32M",
        "gcache.page_size=8M");
  }

  private Path options() {
    return folder.resolve("node.cnf");
  }

  private UnixDomainSocketAddress socketAddress() {
    return UnixDomainSocketAddress.of(socket());
  }

  private Path socket() {
    return folder.resolve("s.sock");
  }

  /** Runs a statement as root over the unix socket; the rows that it was answered. */
  List<List<String>> rows(String sql) {
    try (var session = MySqlSession.connect(socketAddress(), "root", SQL_TIMEOUT)) {
      return session.rows(sql);
    } catch (IOException e) {
      throw new UncheckedIOException(name + ": " + sql, e);
    }
  }

  /** The same; the first column of the first row, "" without one. */
  String sql(String sql) {
    var rows = rows(sql);
    return rows.isEmpty() ? "" : rows.getFirst().getFirst();
  }

  /** The value of a status variable, "" when there is none of that name. */
  String status(String variable) {
    var rows = rows("SHOW GLOBAL STATUS LIKE '" + variable + "'");
    return rows.isEmpty() ? "" : rows.getFirst().get(1);
  }

  /** The membership as it knows it. */
  String view() {
    return status("wsrep_cluster_conf_id") + " of " + status("wsrep_cluster_size");
  }

  /** Waits until it is a synced member of a primary component. */
  void awaitSynced() {
    await("synced", "4");
  }

  /** Waits until it sends its state to another node. */
  void awaitDonor() {
    await("a donor", "2");
  }

  private void await(String what, String state) {
    var deadline = new Deadline(TIMEOUT);
    while (!isPrimaryIn(state)) {
      if (deadline.passed() || !child.isAlive()) {
        throw new AssertionError(name + " is not " + what + "; its log:\n" + child.log());
      }
      LockSupport.parkNanos(RETRY_NANOS);
    }
  }

  private boolean isPrimaryIn(String state) {
    try {
      return status("wsrep_local_state").equals(state)
          && status("wsrep_cluster_status").equals("Primary");
    } catch (UncheckedIOException _) {
      return false;
    }
  }

  /** Ends it at once: the kernel closes its connections. */
  void kill9() {
    child.kill9();
  }

  /** Asks it to end, and waits for nothing. */
  void sigterm() {
    child.signal("TERM");
  }

  void awaitExit() {
    child.awaitExit(TIMEOUT);
  }

  /** Freezes it: its connections stay, connects succeed, nothing answers. */
  void sigstop() {
    child.signal("STOP");
  }

  /** Lets it run on. */
  void sigcont() {
    child.signal("CONT");
  }

  /** Refuses queries and kills the connections that there are, or takes that back. */
  void rejectQueries(boolean on) {
    sql("SET GLOBAL wsrep_reject_queries=" + (on ? "ALL_KILL" : "NONE"));
  }

  void desync(boolean on) {
    sql("SET GLOBAL wsrep_desync=" + (on ? "ON" : "OFF"));
  }

  void readOnly(boolean on) {
    sql("SET GLOBAL read_only=" + (on ? "ON" : "OFF"));
  }

  /** Cuts it off from the other nodes, not from its clients. */
  void isolate(boolean on) {
    sql("SET GLOBAL wsrep_provider_options='gmcast.isolate=" + (on ? 1 : 0) + "'");
  }

  /** Makes what is left of the cluster a primary component again. */
  void bootstrapPrimary() {
    sql("SET GLOBAL wsrep_provider_options='pc.bootstrap=1'");
  }

  boolean isRunning() {
    return child != null && child.isAlive();
  }

  /** Throws away what an ended node has, so that it needs a whole state of another. */
  void wipe() {
    Tool.run("rm", "-rf", data().toString()).assertOk();
    Tool.run("mkdir", data().toString()).assertOk();
    ServerAccount.give(folder);
  }

  /** Lets this node as a donor send nothing, or lets it go on. */
  void holdSst(boolean on) {
    try {
      if (on) {
        Files.writeString(sstHold(), "");
      } else {
        Files.deleteIfExists(sstHold());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends it, however it is. */
  void close() {
    if (isRunning()) {
      child.kill9();
    }
  }

  /** Where it was when it ended, which its storage knows after a crash; empty: it has no state. */
  private Optional<String> position() {
    Path state = data().resolve("grastate.dat");
    if (!Files.exists(state)) {
      return Optional.empty();
    }
    try {
      String text = Files.readString(state);
      String uuid = group(text, "uuid: +(\\S+)");
      String seqno = group(text, "seqno: +(\\S+)");
      if (uuid.equals(NOWHERE)) {
        return Optional.empty();
      }
      return Optional.of(seqno.equals("-1") ? recover() : uuid + ":" + seqno);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String recover() {
    Child recovery = run("--wsrep-recover");
    recovery.awaitExit(TIMEOUT);
    String line = recovery.log().await("WSREP: Recovered position: ");
    return group(line, "Recovered position: (\\S+)");
  }

  private static String group(String text, String pattern) {
    var matcher = Pattern.compile(pattern).matcher(text);
    if (!matcher.find()) {
      throw new AssertionError("no " + pattern + " in " + text);
    }
    return matcher.group(1);
  }
}
