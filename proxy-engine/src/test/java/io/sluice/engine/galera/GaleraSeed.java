package io.sluice.engine.galera;

import io.sluice.engine.testkit.Child;
import io.sluice.engine.testkit.TempFolder;
import io.sluice.engine.testkit.Tool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The data that every node of every cluster begins with, made once for a JVM: of a cluster of one
 * node that ended well. Nodes that begin with the same data need no state of each other.
 */
final class GaleraSeed {
  private static final String USERS =
      """
      CREATE DATABASE test;
      CREATE USER '%s'@'%%' IDENTIFIED BY '%s';
      CREATE USER '%s'@'%%';
      GRANT ALL ON test.* TO '%s'@'%%';
      """
          .formatted(GaleraCluster.MONITOR, GaleraCluster.PASSWORD, Writers.USER, Writers.USER);

  private static final Duration TIMEOUT = Duration.ofMinutes(1);
  private static TempFolder seed;

  private GaleraSeed() {}

  /** Puts the data into a folder that is not there yet. */
  static synchronized void copyTo(Path data) {
    if (seed == null) {
      seed = make();
    }
    Tool.run("cp", "-a", seed.path().resolve("db1/data").toString(), data.toString()).assertOk();
  }

  private static TempFolder make() {
    var folder = TempFolder.create("galera-seed");
    var node = new GaleraNode("db1", folder.path());
    node.makeFolder();
    ServerAccount.give(folder.path());
    Tool.run(
            "mariadb-install-db",
            "--no-defaults",
            "--datadir=" + node.data(),
            "--user=" + ServerAccount.NAME,
            "--auth-root-authentication-method=normal",
            "--skip-test-db",
            "--innodb-log-file-size=8M")
        .assertOk();
    Path users = folder.file("users.sql", USERS);
    Child child = node.run("--wsrep-new-cluster", "--init-file=" + users);
    child.log().await(0, "Synchronized with group|ready for connections", TIMEOUT);
    node.awaitSynced();
    child.signal("TERM");
    child.awaitExit(TIMEOUT);
    allowToBootstrap(node.data());
    return folder;
  }

  private static void allowToBootstrap(Path data) {
    Path state = data.resolve("grastate.dat");
    try {
      String text = Files.readString(state);
      Files.writeString(state, text.replace("safe_to_bootstrap: 0", "safe_to_bootstrap: 1"));
      Files.deleteIfExists(data.resolve("galera.cache"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
