package io.sluice.engine.proxy;

import io.sluice.backends.Server;
import io.sluice.engine.sample.ServerFigures;
import java.util.List;

/** A server as samples see it, found by its name when it is asked for. Any thread may ask. */
public final class LiveServerFigures implements ServerFigures {
  private final LiveFigures backend;
  private final String name;
  private final int id;
  private final Rate rate = new Rate();

  /**
   * @param id its place in the configuration, from 1
   */
  public LiveServerFigures(final LiveFigures backend, final String name, final int id) {
    this.backend = backend;
    this.name = name;
    this.id = id;
  }

  /** Null: it is not there now. */
  private Server server() {
    final List<Server> all = backend.all();
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).name().equals(name)) {
        return all.get(i);
      }
    }
    return null;
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
  public boolean isUsable() {
    final Server server = server();
    return server != null && server.state().takesSessions();
  }

  @Override
  public long sessions() {
    final Server server = server();
    return server == null ? 0 : server.served();
  }

  @Override
  public long sessionRate() {
    final Server server = server();
    return server == null
        ? 0
        : rate.perSecond(BackendRuntime.of(server).counters().sessions(), System.nanoTime());
  }

  @Override
  public long queued() {
    final Server server = server();
    return server == null ? 0 : server.queued();
  }

  @Override
  public int weight() {
    final Server server = server();
    return server == null ? 0 : server.effectiveWeight();
  }

  @Override
  public long freeSlots() {
    final Server server = server();
    return server == null ? 0 : freeSlots(server);
  }

  static long freeSlots(final Server server) {
    return server.limit() == 0
        ? -1
        : Math.max(0, (long) server.limit() - server.served() - server.queued());
  }
}
