package io.sluice.engine.testkit;

import java.io.IOException;
import java.util.List;

/**
 * A real MariaDB, with an empty database {@code test} and two users who may do anything and have no
 * password: {@code root} and {@code sluice}. For one test thread.
 */
public final class MariaDb extends RealServer {
  private static final String USERS =
      """
      CREATE DATABASE IF NOT EXISTS test;
      CREATE USER IF NOT EXISTS 'root'@'%' IDENTIFIED BY '';
      GRANT ALL ON *.* TO 'root'@'%' WITH GRANT OPTION;
      CREATE USER IF NOT EXISTS 'sluice'@'%' IDENTIFIED BY '';
      GRANT ALL ON *.* TO 'sluice'@'%';
      """;

  private MariaDb() {
    super("mariadb");
  }

  /** Makes the data and starts the server; about two seconds. */
  public static MariaDb launch() {
    var server = new MariaDb();
    server.files().file("users.sql", USERS);
    Tool.run(
            "mariadb-install-db",
            "--no-defaults",
            "--datadir=" + server.folder().resolve("data"),
            "--user=" + System.getProperty("user.name"),
            "--auth-root-authentication-method=normal",
            "--skip-test-db",
            "--innodb-log-file-size=8M")
        .assertOk();
    server.start();
    return server;
  }

  @Override
  List<String> command() {
    return List.of(
        "mariadbd",
        "--no-defaults",
        "--user=" + System.getProperty("user.name"),
        "--datadir=" + folder().resolve("data"),
        "--socket=" + folder().resolve("mariadb.sock"),
        "--pid-file=" + folder().resolve("mariadb.pid"),
        "--init-file=" + folder().resolve("users.sql"),
        "--bind-address=127.0.0.1",
        "--port=" + port(),
        "--skip-name-resolve",
        "--max-connections=400",
        "--max-connect-errors=1000000",
        "--innodb-buffer-pool-size=32M",
        "--innodb-log-file-size=8M",
        "--innodb-flush-log-at-trx-commit=0",
        "--key-buffer-size=1M",
        "--performance-schema=OFF");
  }

  @Override
  boolean answers() throws IOException {
    try (var session = MySqlSession.connect(address(), "sluice", tryTimeout())) {
      return session.query("SELECT 1").equals("1");
    }
  }
}
