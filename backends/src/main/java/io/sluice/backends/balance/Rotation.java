package io.sluice.backends.balance;

import io.sluice.backends.Server;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A round of servers that all event loops go through together, as one sequence: the place in it is
 * one atomic number, and it moves only when a server was found, by as much as was passed over.
 */
final class Rotation {
  private final Server[] servers;
  private final Server[] round;
  private final AtomicInteger place;

  /**
   * Begins a round.
   *
   * @param servers in the order of the file, at least one
   * @param weights of the same length, 1 or more each
   * @param previous the one to go on from; null: begin at the first
   */
  Rotation(final Server[] servers, final int[] weights, final Rotation previous) {
    this.servers = servers;
    this.round = SmoothOrder.of(servers, weights);
    this.place = new AtomicInteger(previous == null ? 0 : previous.placeIn(round, servers));
  }

  /** The next with a free slot; the avoided one when no other has; null: every one is full. */
  Server next(final Server avoid) {
    for (; ; ) {
      final int from = place.get();
      final int found = find(from, avoid);
      final Server server = found < 0 ? anyFree(from, avoid) : round[found];
      if (server == null) {
        return null;
      }
      if (place.compareAndSet(from, after(found < 0 ? from : found))) {
        return server;
      }
    }
  }

  /** Looks a few turns ahead, since a long round may hold a full server many times. */
  private int find(final int from, final Server avoid) {
    final int turns = Math.min(round.length, 2 * servers.length);
    int at = from;
    for (int i = 0; i < turns; i++) {
      final Server server = round[at];
      if (server != avoid && !server.full()) {
        return at;
      }
      at = after(at);
    }
    return -1;
  }

  private Server anyFree(final int from, final Server avoid) {
    Server last = null;
    for (int i = 0; i < servers.length; i++) {
      final Server server = servers[(from + i) % servers.length];
      if (!server.full()) {
        if (server != avoid) {
          return server;
        }
        last = server;
      }
    }
    return last;
  }

  private int after(final int at) {
    return at + 1 == round.length ? 0 : at + 1;
  }

  /**
   * Where another round is to begin, so that the order goes on: at the server whose turn is next
   * here and which is there too, and of its turns at the one that is as far into the round.
   */
  private int placeIn(final Server[] other, final Server[] others) {
    final int here = place.get();
    final Set<Server> there = Set.copyOf(Arrays.asList(others));
    for (int i = 0; i < round.length; i++) {
      final Server server = round[(here + i) % round.length];
      if (there.contains(server)) {
        return nearest(other, server, (int) ((long) here * other.length / round.length));
      }
    }
    return 0;
  }

  private static int nearest(final Server[] round, final Server server, final int to) {
    for (int i = 0; i < round.length; i++) {
      final int ahead = (to + i) % round.length;
      if (round[ahead] == server) {
        return ahead;
      }
      final int behind = Math.floorMod(to - i, round.length);
      if (round[behind] == server) {
        return behind;
      }
    }
    throw new IllegalStateException("no turn for server " + server);
  }
}
