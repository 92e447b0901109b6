package io.sluice.backends;

import io.sluice.config.ServerConfig;

/**
 * A server as it lives: its slots and its state. It outlives reloads that keep its name.
 *
 * <p>Slots are taken and given back by every event loop; everything else is written by the control
 * loop alone.
 */
public final class Server {
  private final int id;
  private volatile ServerConfig config;

  Server(final int id, final ServerConfig config) {
    this.id = id;
    this.config = config;
  }

  /** A number of its own in this process, from 0, never used twice. */
  public int id() {
    return id;
  }

  public String name() {
    return config.name();
  }

  public ServerConfig config() {
    return config;
  }

  public ServerState state() {
    throw new UnsupportedOperationException();
  }

  /** Sessions that hold a slot now. */
  public int served() {
    throw new UnsupportedOperationException();
  }

  /** Sessions that wait for this very server now. */
  public int queued() {
    throw new UnsupportedOperationException();
  }

  /** Whether every slot is taken; a server without maxconn is never full. */
  public boolean full() {
    throw new UnsupportedOperationException();
  }
}
