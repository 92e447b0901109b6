package io.sluice.engine.writer;

import io.sluice.backends.Server;
import io.sluice.backends.writer.WriterGroup.Outcome;
import java.util.function.Consumer;

/** Speaks to a node of a cluster, once for each call. Called on the control loop. */
public interface ClusterVoice {
  /**
   * Proposes a server as the writer, through that server itself.
   *
   * @param group the key of the row
   * @param expectedEpoch of the row as it was read; 0: there is none
   * @param outcome told on any thread, once
   */
  void propose(Server server, String group, long expectedEpoch, Consumer<Outcome> outcome);

  /**
   * Waits until a server has applied all that its cluster had ordered.
   *
   * @param failure why that is not known; empty: it has. Told on any thread, once
   */
  void catchUp(Server server, Consumer<String> failure);
}
