package io.sluice.engine.sample;

/**
 * A frontend or backend as samples see it: its name and how it does now. Any thread may ask;
 * figures of other workers may be a moment old.
 */
public interface ProxyFigures {
  String name();

  /** A number that is its own in a generation, from 1. */
  int id();

  /** Whether it is looked at as a backend. */
  boolean isBackend();

  /** Sessions that are open. */
  long sessions();

  /** How many there may be; 0: no limit. */
  long sessionLimit();

  /** Sessions that began in the last second. */
  long sessionRate();

  /** Sessions that wait in its queues. 0 for a frontend. */
  long queued();

  /** Servers that serve. 0 for a frontend. */
  int usableServers();

  /** Servers that serve or rest, those that are down left out; 0 for a frontend. */
  int servers();

  /** A frontend's default backend; null: it has none, or is no frontend. */
  default String defaultBackend() {
    return null;
  }

  /** A frontend's client timeout, milliseconds; -1: none. */
  default long clientTimeoutMillis() {
    return -1;
  }

  /** A backend's server timeout, milliseconds; -1: none. */
  default long serverTimeoutMillis() {
    return -1;
  }

  /** A backend's tunnel timeout, milliseconds; -1: none. */
  default long tunnelTimeoutMillis() {
    return -1;
  }

  /**
   * Free slots of its servers and places in their queues.
   *
   * @return -1: a server has no limit
   */
  long freeSlots();
}
