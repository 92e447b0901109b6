package io.sluice.health.testkit;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A real MariaDB that is the only node of a Galera cluster. */
public final class GaleraNode {
  private static final String LIBRARY = "/usr/lib/galera/libgalera_smm.so";

  private GaleraNode() {}

  /** Makes the data and starts it, on addresses of its own. It may not answer yet. */
  public static MariaDb start(final Path folder, final String sql, final String... options)
      throws IOException, InterruptedException {
    final InetSocketAddress group = MariaDb.freeAddress();
    final List<String> all =
        new ArrayList<>(
            List.of(
                "--binlog-format=ROW",
                "--innodb-autoinc-lock-mode=2",
                "--wsrep-on=ON",
                "--wsrep-provider=" + LIBRARY,
                "--wsrep-cluster-address=gcomm://",
                "--wsrep-new-cluster",
                "--wsrep-node-name=alone",
                "--wsrep-node-address=127.0.0.1",
                "--wsrep-provider-options=gcache.size=1M;gmcast.listen_addr=tcp://127.0.0.1:"
                    + group.getPort()
                    + ";ist.recv_addr=127.0.0.1:"
                    + MariaDb.freeAddress().getPort()));
    all.addAll(List.of(options));
    return new MariaDb(folder, sql, all.toArray(String[]::new));
  }
}
