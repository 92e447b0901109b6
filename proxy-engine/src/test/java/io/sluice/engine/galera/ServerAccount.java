package io.sluice.engine.galera;

import io.sluice.engine.testkit.Tool;
import java.nio.file.Path;
import java.util.List;

/**
 * The user that the database servers run as: {@code mysql} where the tests are root's, else whoever
 * runs the tests. The daemon of rsync gives up root's rights, and could not write a state then.
 */
final class ServerAccount {
  private static final String TESTS_USER = System.getProperty("user.name");
  private static final boolean ROOT = TESTS_USER.equals("root");

  /** The name of that user. */
  static final String NAME = ROOT ? "mysql" : TESTS_USER;

  private ServerAccount() {}

  /** What stands before a command so that it runs as that user, and dies with the tests. */
  static List<String> prefix() {
    return ROOT
        ? List.of(
            "setpriv",
            "--reuid=" + NAME,
            "--regid=" + NAME,
            "--clear-groups",
            "--pdeathsig=KILL",
            "--")
        : List.of();
  }

  /** Gives that user a folder and all that is in it. */
  static void give(Path folder) {
    if (ROOT) {
      Tool.run("chown", "-R", NAME + ":" + NAME, folder.toString()).assertOk();
    }
  }
}
