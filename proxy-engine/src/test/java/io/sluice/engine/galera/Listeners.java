package io.sluice.engine.galera;

/** Configurations of Sluice before a cluster. */
final class Listeners {
  private static final String LISTEN =
      """
      listen.%s {
        bind = "127.0.0.1:%d"
        writer = %s
        writer-group = galera
        %s
        check { type = galera, user = %s, password-file = "%s"%s }
        servers { %s }
      }
      """;

  private Listeners() {}

  /** The listener {@code galera}, which leads to the writer. */
  static String writer(GaleraCluster cluster, int port) {
    return writer(cluster, port, "", "");
  }

  /**
   * The same, with more.
   *
   * @param keys of the listener, line by line
   * @param check options of the check, each with a comma before it
   */
  static String writer(GaleraCluster cluster, int port, String keys, String check) {
    return listen(cluster, "galera", port, "single", keys, check);
  }

  /** The listener {@code galera}, which is told of one node and asks it for the others. */
  static String seeded(GaleraCluster cluster, GaleraNode seed) {
    return """
    listen.galera {
      bind = "127.0.0.1:0"
      writer = single
      check { type = galera, user = %s, password-file = "%s" }
      server-template.node { address = "127.0.0.1:%d", count = 4, discover = galera }
    }
    """
        .formatted(GaleraCluster.MONITOR, cluster.passwordFile(), seed.port());
  }

  /** The listener {@code readers}, which leads to the nodes that are not the writer. */
  static String readers(GaleraCluster cluster, int port) {
    return listen(cluster, "readers", port, "none", "exclude-writer = on", "");
  }

  private static String listen(
      GaleraCluster cluster, String name, int port, String writer, String keys, String check) {
    return LISTEN.formatted(
        name,
        port,
        writer,
        keys,
        GaleraCluster.MONITOR,
        cluster.passwordFile(),
        check,
        cluster.servers());
  }
}
