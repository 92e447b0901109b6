package io.sluice.engine.galera;

import static java.util.stream.Collectors.joining;

import io.sluice.engine.testkit.LiveProxy;
import java.util.LinkedHashMap;
import java.util.Map;

/** The ways from one load balancer to the nodes of a cluster, each of which can be cut. */
final class Cables implements AutoCloseable {
  private final Map<String, LiveProxy> cables = new LinkedHashMap<>();
  private final Map<String, Integer> ports = new LinkedHashMap<>();

  Cables(GaleraCluster cluster) {
    for (GaleraNode node : cluster.nodes()) {
      LiveProxy cable =
          LiveProxy.start(
              """
              global.threads = 1
              listen.cable {
                bind = "127.0.0.1:0"
                servers.node = "127.0.0.1:%d"
              }
              """
                  .formatted(node.port()));
      cables.put(node.name(), cable);
      ports.put(node.name(), cable.port("cable"));
    }
  }

  /** The nodes as a configuration names its servers, at the near ends of the cables. */
  String servers() {
    return ports.entrySet().stream()
        .map(end -> end.getKey() + " = \"127.0.0.1:" + end.getValue() + '"')
        .collect(joining(", "));
  }

  /** Ends every connection over one, and refuses new ones. */
  void cut(String node) {
    cables.get(node).close();
  }

  @Override
  public void close() {
    cables.values().forEach(LiveProxy::close);
  }
}
