package io.sluice.engine.writer;

import io.sluice.backends.Server;
import io.sluice.backends.writer.WriterSettings;
import io.sluice.engine.proxy.BackendRuntime;
import java.util.List;
import java.util.Set;

/** What a group acts with. Used on the control loop. */
interface GroupTools {
  /** The loop that the groups live on. */
  Control control();

  /** Ends sessions. */
  SessionEnder ender();

  /** Speaks to nodes. */
  ClusterVoice voice();

  /** Checks servers now. */
  void probe(Set<Server> servers);

  /** A group began or ended to want its members checked often. */
  void hurryChanged();

  /** What the configuration says of a group. */
  WriterSettings settings(List<BackendRuntime> singles);
}
