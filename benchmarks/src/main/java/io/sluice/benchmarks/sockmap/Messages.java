package io.sluice.benchmarks.sockmap;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Clients, each of which sends a message when the last one has come back. Confined to its thread.
 */
final class Messages implements AutoCloseable {
  private static final int MESSAGE_BYTES = 64;
  private static final int MOST_TIMES = 1 << 22;
  private static final int PATIENCE_MILLIS = 2000;

  private final List<Tcp> clients = new ArrayList<>();
  private final Poll poll = new Poll();
  private final long[] sentAt;
  private final long[] nanos = new long[MOST_TIMES];
  private long count;

  Messages(final int port, final int connections) throws InterruptedException {
    sentAt = new long[connections];
    for (int i = 0; i < connections; i++) {
      final Tcp one = Tcp.connect(port);
      clients.add(one);
      poll.watch(one.fd, Poll.IN, i);
    }
    // The relay takes them over meanwhile.
    Thread.sleep(50);
    for (final Tcp one : clients) {
      one.send(MESSAGE_BYTES);
    }
  }

  /** Goes on for some time. Returns how many came back. */
  long exchange(final long forNanos) {
    count = 0;
    Arrays.fill(sentAt, System.nanoTime());
    final long until = System.nanoTime() + forNanos;
    while (System.nanoTime() < until) {
      final int ready = poll.await(PATIENCE_MILLIS);
      if (ready == 0) {
        throw new IllegalStateException("nothing came back, after " + count);
      }
      for (int i = 0; i < ready; i++) {
        turn(poll.number(i));
      }
    }
    return count;
  }

  private void turn(final int client) {
    final Tcp one = clients.get(client);
    if (one.receive(4096, false) > 0) {
      final long now = System.nanoTime();
      nanos[(int) (count++ % MOST_TIMES)] = now - sentAt[client];
      sentAt[client] = now;
      one.send(MESSAGE_BYTES);
    }
  }

  /** The time there and back that a share of them took at most, microseconds. */
  double micros(final double share) {
    final long[] sorted = Arrays.copyOf(nanos, (int) Math.min(count, MOST_TIMES));
    Arrays.sort(sorted);
    return sorted[(int) (sorted.length * share)] / 1e3;
  }

  @Override
  public void close() {
    clients.forEach(Tcp::close);
    poll.close();
  }
}
