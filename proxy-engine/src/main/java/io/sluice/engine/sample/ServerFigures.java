package io.sluice.engine.sample;

/** A server as samples see it. Any thread may ask. */
public interface ServerFigures {
  String name();

  /** A number that is its own in its backend, from 1. */
  int id();

  boolean isUsable();

  /** Sessions that are open. */
  long sessions();

  /** Sessions that began in the last second. */
  long sessionRate();

  /** Sessions that wait for it. */
  long queued();

  /** Its weight at present. */
  int weight();

  /** How many sessions it still takes; -1: no limit. */
  long freeSlots();
}
