package io.sluice.health.galera;

import java.net.SocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says once that a node cannot be judged, until it can again. Confined to the check loop. */
final class Alarm {
  private static final Logger LOG = LoggerFactory.getLogger(Alarm.class);

  private final SocketAddress address;
  private boolean raised;

  Alarm(final SocketAddress address) {
    this.address = address;
  }

  void raise(final String words) {
    if (!raised) {
      raised = true;
      LOG.warn(
          "galera check of {} cannot judge the node, its last verdict stays: {}", address, words);
    }
  }

  void clear() {
    if (raised) {
      raised = false;
      LOG.info("galera check of {} can judge the node again", address);
    }
  }
}
