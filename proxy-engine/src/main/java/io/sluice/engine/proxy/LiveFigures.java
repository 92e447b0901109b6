package io.sluice.engine.proxy;

import io.sluice.backends.Server;
import io.sluice.engine.sample.ProxyFigures;
import io.sluice.engine.sample.ServerFigures;
import io.sluice.engine.stats.WorkerCounters;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A frontend or backend as samples see it, which is there before the proxy itself is: rules are
 * compiled first. Any thread may ask.
 */
public final class LiveFigures implements ProxyFigures {
  private final String name;
  private final int id;
  private final boolean isBackend;
  private final Rate rate = new Rate();
  private final Map<String, ServerFigures> servers;
  private volatile FrontendState frontend;
  private volatile String defaultBackend;
  private volatile BackendRuntime backend;

  /** Those of a frontend. */
  public LiveFigures(final String name, final int id) {
    this.name = name;
    this.id = id;
    isBackend = false;
    servers = Map.of();
  }

  /**
   * Those of a backend.
   *
   * @param serverNames in the order of the configuration
   */
  public LiveFigures(final String name, final int id, final List<String> serverNames) {
    this.name = name;
    this.id = id;
    isBackend = true;
    servers = new HashMap<>();
    for (final String server : serverNames) {
      servers.put(server, new LiveServerFigures(this, server, servers.size() + 1));
    }
  }

  /** A server of this backend; null: the configuration names none like that. */
  public ServerFigures server(final String server) {
    return servers.get(server);
  }

  /**
   * It serves from now on.
   *
   * @param backendName its default backend; empty: it has none
   */
  public void bind(final FrontendState state, final String backendName) {
    defaultBackend = backendName.isEmpty() ? null : backendName;
    frontend = state;
  }

  /** It serves from now on. */
  public void bind(final BackendRuntime runtime) {
    backend = runtime;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int id() {
    return id;
  }

  @Override
  public boolean isBackend() {
    return isBackend;
  }

  @Override
  public String defaultBackend() {
    return defaultBackend;
  }

  @Override
  public long sessions() {
    final WorkerCounters counters = counters();
    return counters == null ? 0 : counters.open();
  }

  @Override
  public long sessionLimit() {
    return frontend == null ? 0 : frontend.limit().max();
  }

  @Override
  public long sessionRate() {
    final WorkerCounters counters = counters();
    return counters == null ? 0 : rate.perSecond(counters.sessions(), System.nanoTime());
  }

  private WorkerCounters counters() {
    if (frontend != null) {
      return frontend.counters();
    }
    return backend == null ? null : backend.counters();
  }

  /** Its servers; none for a frontend. */
  List<Server> all() {
    return backend == null ? List.of() : backend.backend().servers();
  }

  @Override
  public long queued() {
    if (backend == null) {
      return 0;
    }
    long queued = backend.backend().queued();
    for (final Server server : all()) {
      queued += server.queued();
    }
    return queued;
  }

  @Override
  public int usableServers() {
    int usable = 0;
    for (final Server server : all()) {
      usable += server.state().takesSessions() ? 1 : 0;
    }
    return usable;
  }

  @Override
  public int servers() {
    int alive = 0;
    for (final Server server : all()) {
      alive += server.state().verdict().serves() ? 1 : 0;
    }
    return alive;
  }

  @Override
  public long freeSlots() {
    long free = 0;
    for (final Server server : all()) {
      final long own = LiveServerFigures.freeSlots(server);
      if (own < 0) {
        return -1;
      }
      free += own;
    }
    return free;
  }
}
