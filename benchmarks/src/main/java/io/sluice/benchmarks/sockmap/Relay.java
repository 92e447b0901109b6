package io.sluice.benchmarks.sockmap;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A relay to one server, for {@link Load}: says its port, and serves until its input ends. Confined
 * to its thread.
 *
 * <p>{@code copy} reads and writes; the other kinds are those of {@link Maps.Verdict}.
 */
final class Relay {
  /** What a gate lets through that is not acknowledged. */
  static final long LIMIT_BYTES = 256 << 10;

  private static final int BUFFERS_BYTES = 131072;

  private final Tcp listener = Tcp.listen(0);
  private final int server;
  private final boolean copies;
  private final Maps maps;
  private final Keeper keeper;
  private final Poll poll = new Poll();

  /** The other end of each socket. */
  private final Map<Integer, Tcp> peers = new HashMap<>();

  private int pairs;

  private Relay(final String kind, final Maps.Hook hook, final int server) {
    this.server = server;
    copies = "copy".equals(kind);
    final Maps.Verdict verdict =
        copies ? Maps.Verdict.ALWAYS : Maps.Verdict.valueOf(kind.toUpperCase(Locale.ROOT));
    maps = new Maps(hook, verdict);
    keeper = new Keeper(maps, true);
    if (verdict == Maps.Verdict.GATED) {
      keeper.start();
    }
    poll.watch(listener.fd, Poll.IN, listener.fd);
    System.out.println(listener.port());
  }

  public static void main(final String... arguments) throws Exception {
    final Relay relay =
        new Relay(arguments[0], Maps.Hook.valueOf(arguments[1]), Integer.parseInt(arguments[2]));
    final boolean gated = "gated".equals(arguments[0]);
    Thread.ofPlatform().daemon().start(() -> relay.serve(gated));
    while (System.in.read() >= 0) {
      // Whoever started it goes on.
    }
    System.exit(0);
  }

  private void serve(final boolean gated) {
    while (true) {
      final int ready = poll.await(-1);
      for (int i = 0; i < ready; i++) {
        final int fd = poll.number(i);
        if (fd == listener.fd) {
          accept(gated);
        } else if (peers.containsKey(fd)) {
          move(fd);
        }
      }
    }
  }

  private void accept(final boolean gated) {
    final Tcp front = listener.accept();
    final Tcp back = Tcp.connect(server);
    final int pair = pairs++;
    if (gated) {
      front.bound(BUFFERS_BYTES);
      back.bound(BUFFERS_BYTES);
      keeper.post(front, back, pair, LIMIT_BYTES);
      return;
    }
    peers.put(front.fd, back);
    peers.put(back.fd, front);
    final int what = copies ? Poll.IN | Poll.RDHUP : Poll.RDHUP | Poll.ET;
    poll.watch(front.fd, what, front.fd);
    poll.watch(back.fd, what, back.fd);
    if (!copies) {
      maps.insertPair(front, back, pair);
      // What came before is shown to the verdict by a read.
      front.receive(1, false);
      back.receive(1, false);
    }
  }

  private void move(final int fd) {
    final Tcp to = peers.get(fd);
    final Tcp from = peers.get(to.fd);
    final long got = copies ? from.receive(65536, false) : 0;
    if (got == 0) {
      peers.remove(fd);
      peers.remove(to.fd);
      to.close();
      from.close();
    }
    for (long sent = 0; sent < got; ) {
      final long one = to.send(from.buffer(), sent, got - sent, true);
      if (one < 0) {
        return;
      }
      sent += one;
    }
  }
}
