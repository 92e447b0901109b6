package io.sluice.benchmarks.system.load;

import io.sluice.benchmarks.system.scene.Way;

/**
 * As many reads and writes of memcached(1) as go, by a client of our own.
 *
 * @param connections at one time
 * @param fill whether every key is written first
 */
public record MemcachedLoad(int connections, boolean fill) implements Load {
  @Override
  public Outcome run(final Way way, final int seconds) throws InterruptedException {
    try (Talk talk = new MemcachedTalk(fill)) {
      return new Callers(talk, 0).run(way, connections, seconds);
    }
  }
}
