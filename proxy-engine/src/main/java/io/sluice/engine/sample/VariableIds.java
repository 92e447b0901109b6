package io.sluice.engine.sample;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Numbers for the names of variables of one scope, so that nobody looks for a name while requests
 * pass. A name keeps its number as long as the process lives: sessions outlive configurations. Any
 * thread may ask; names come from configurations alone.
 */
public final class VariableIds {
  private final ConcurrentHashMap<String, Integer> ids = new ConcurrentHashMap<>();
  private final AtomicInteger next = new AtomicInteger();

  /** The number of a name, from 0. */
  public int of(final String name) {
    return ids.computeIfAbsent(name, _ -> next.getAndIncrement());
  }

  /** How many there are. */
  public int size() {
    return next.get();
  }
}
