package io.sluice.health.galera;

import io.sluice.config.ProbeConfig.RowConfig;

/** What is said of the row that load balancers agree by. Stateless. */
final class Sql {
  private Sql() {}

  /** Reads it: server and epoch, or nothing. */
  static String select(final RowConfig row) {
    return "SELECT server, epoch FROM %s WHERE grp = %s"
        .formatted(table(row.table()), text(row.group()));
  }

  /** Makes it, with the first epoch; fails where it is there. */
  static String insert(final RowConfig row, final String server) {
    return "INSERT INTO %s (grp, server, epoch) VALUES (%s, %s, 1)"
        .formatted(table(row.table()), text(row.group()), text(server));
  }

  /** Changes it where it still has the expected epoch. */
  static String update(final RowConfig row, final String server, final long expectedEpoch) {
    return "UPDATE %s SET server = %s, epoch = %d WHERE grp = %s AND epoch = %d"
        .formatted(
            table(row.table()), text(server), expectedEpoch + 1, text(row.group()), expectedEpoch);
  }

  private static String table(final String name) {
    final int dot = name.indexOf('.');
    return dot < 0
        ? identifier(name)
        : identifier(name.substring(0, dot)) + "." + identifier(name.substring(dot + 1));
  }

  private static String identifier(final String name) {
    return "`" + name.replace("`", "``") + "`";
  }

  private static String text(final String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'";
  }
}
