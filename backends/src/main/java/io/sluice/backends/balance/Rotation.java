package io.sluice.backends.balance;

import io.sluice.backends.Server;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A round of servers that all event loops go through together, as one sequence: the place in it is
 * one atomic number, and it moves only when a server was found, by as much as was passed over.
 *
 * <p>One that replaces another goes on where that was. At each place, a server has had some turns
 * and its share says how many were due; the difference is what it is owed. The new round is entered
 * at the place where the servers are owed what is most like it, and what is left over is carried
 * on. So shares hold even when weights change after each pick, as in a slow start.
 */
final class Rotation {
  private final Server[] servers;
  private final Server[] round;

  /** Turns in a round, by the place of the server. */
  private final int[] turns;

  /** Turns owed beyond what the place in the round says, by the place of the server. */
  private final double[] carried;

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
    this.turns = new int[servers.length];
    this.carried = previous == null ? new double[servers.length] : previous.owed(servers);
    final Map<Server, Integer> numbers = numbers(servers);
    for (final Server server : round) {
      turns[numbers.get(server)]++;
    }
    this.place = new AtomicInteger(previous == null ? 0 : enter(numbers));
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
    final int ahead = Math.min(round.length, 2 * servers.length);
    int at = from;
    for (int i = 0; i < ahead; i++) {
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

  private static Map<Server, Integer> numbers(final Server[] servers) {
    final Map<Server, Integer> numbers = new HashMap<>();
    for (int i = 0; i < servers.length; i++) {
      numbers.put(servers[i], i);
    }
    return numbers;
  }

  /** What these servers are owed here and now; those that are not here, nothing. */
  private double[] owed(final Server[] others) {
    final double[] here = carried.clone();
    final Map<Server, Integer> numbers = numbers(servers);
    final int now = place.get();
    for (int i = 0; i < servers.length; i++) {
      here[i] += (double) now * turns[i] / round.length;
    }
    for (int at = 0; at < now; at++) {
      here[numbers.get(round[at])]--;
    }
    final double[] owed = new double[others.length];
    double sum = 0;
    for (int i = 0; i < others.length; i++) {
      final Integer number = numbers.get(others[i]);
      owed[i] = number == null ? 0 : here[number];
      sum += owed[i];
    }
    for (int i = 0; i < others.length; i++) {
      owed[i] = Math.clamp(owed[i] - sum / others.length, -1.0, 1.0);
    }
    return owed;
  }

  /** Finds the place that leaves the least to be carried, and carries that. */
  private int enter(final Map<Server, Integer> numbers) {
    final double[] rest = carried.clone();
    int best = 0;
    double least = Double.MAX_VALUE;
    for (int at = 0; at < round.length; at++) {
      double distance = 0;
      for (final double each : rest) {
        distance += Math.abs(each);
      }
      if (distance < least - 1e-9) {
        best = at;
        least = distance;
        System.arraycopy(rest, 0, carried, 0, rest.length);
      }
      for (int i = 0; i < rest.length; i++) {
        rest[i] -= (double) turns[i] / round.length;
      }
      rest[numbers.get(round[at])]++;
    }
    return best;
  }
}
