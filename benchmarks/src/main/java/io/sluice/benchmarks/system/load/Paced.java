package io.sluice.benchmarks.system.load;

import io.sluice.benchmarks.system.scene.Way;

/**
 * A steady rate of HTTP requests by a client of our own; each counts from when it was due.
 *
 * @param connections at one time
 * @param perSecond requests for each second, over all
 */
public record Paced(int connections, int perSecond) implements Load {
  @Override
  public Outcome run(final Way way, final int seconds) throws InterruptedException {
    try (Talk talk = new HttpTalk("/v3/auth/tokens")) {
      return new Callers(talk, perSecond).run(way, connections, seconds);
    }
  }
}
