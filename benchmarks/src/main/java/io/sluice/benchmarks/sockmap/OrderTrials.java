package io.sluice.benchmarks.sockmap;

import java.lang.foreign.ValueLayout;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/** Whether all bytes come once, and in order. */
final class OrderTrials {
  private OrderTrials() {}

  public static void main(final String... arguments) throws InterruptedException {
    for (final Maps.Hook hook : Maps.Hook.values()) {
      insertion(hook, false);
      insertion(hook, true);
      partlyRead(hook);
    }
    for (int i = 0; i < 3; i++) {
      retransmission(Maps.Hook.SKB, null);
      retransmission(Maps.Hook.SKB, Maps.Verdict.ALWAYS);
      retransmission(Maps.Hook.STREAM, Maps.Verdict.ALWAYS);
      retransmission(Maps.Hook.SKB, Maps.Verdict.TRIMMED);
    }
    for (int seed = 0; seed < 3; seed++) {
      losses(null, seed);
      losses(Maps.Verdict.ALWAYS, seed);
      losses(Maps.Verdict.TRIMMED, seed);
      losses(Maps.Verdict.GATED, seed);
    }
  }

  /** Data is there before the sockets enter the map. */
  private static void insertion(final Maps.Hook hook, final boolean read) {
    try (Maps maps = new Maps(hook, Maps.Verdict.ALWAYS);
        Scene scene = new Scene()) {
      scene.client.sendAll("before-");
      scene.front.poll(1, 300);
      scene.insert(maps, 0);
      if (read) {
        scene.front.receive(100, false);
      }
      final String first = scene.server.text();
      scene.client.sendAll("behind");
      System.out.printf(
          "%s: 'before-' was there, %s: the server gets %s; 'behind' is sent: it gets %s%n",
          hook, read ? "a read behind it" : "nothing else", first, scene.server.text());
    }
  }

  /** User space has read a part of what came. */
  private static void partlyRead(final Maps.Hook hook) {
    try (Maps maps = new Maps(hook, Maps.Verdict.ALWAYS);
        Scene scene = new Scene()) {
      scene.client.sendAll("0123456789");
      scene.front.poll(1, 300);
      scene.front.receive(4, false);
      scene.insert(maps, 0);
      scene.client.sendAll("abc");
      System.out.printf(
          "%s: '0123' read before, then 'abc' sent: the server gets %s%n",
          hook, scene.server.text());
    }
  }

  /**
   * An acknowledgement is lost, and then a segment: TCP sends both again, as one segment.
   *
   * @param verdict null: the sockets enter no map
   */
  private static void retransmission(final Maps.Hook hook, final Maps.Verdict verdict)
      throws InterruptedException {
    try (Maps maps = new Maps(hook, verdict == null ? Maps.Verdict.ALWAYS : verdict);
        Scene scene = new Scene()) {
      if (verdict != null) {
        scene.insert(maps, 0);
      }
      final Tcp reader = verdict == null ? scene.front : scene.server;
      scene.client.sendAll("warm");
      reader.text();
      scene.client.deaf(true);
      scene.client.sendAll("AAAA");
      final String first = reader.text();
      scene.front.deaf(true);
      scene.client.sendAll("BBBB");
      Thread.sleep(80);
      scene.client.deaf(false);
      scene.front.deaf(false);
      reader.poll(1, 2000);
      final String second = reader.text();
      scene.client.sendAll("CCCC");
      System.out.printf(
          "%s: AAAA, BBBB with losses, CCCC: %s %s %s%n",
          verdict == null ? "no map" : hook + " " + verdict, first, second, reader.text());
    }
  }

  /**
   * Numbers, while now and then one of the four sockets hears nothing for some milliseconds. The
   * stream ends only where user space passes the end on.
   *
   * @param verdict null: user space copies
   */
  private static void losses(final Maps.Verdict verdict, final int seed)
      throws InterruptedException {
    try (Maps maps = new Maps(Maps.Hook.SKB, verdict == null ? Maps.Verdict.ALWAYS : verdict);
        Scene scene = new Scene();
        Keeper keeper = new Keeper(maps, false)) {
      if (verdict == Maps.Verdict.GATED) {
        keeper.add(scene.front, scene.back, 0, Relay.LIMIT_BYTES);
        keeper.start();
      } else if (verdict == null) {
        Thread.ofPlatform().daemon().start(() -> copy(scene.front, scene.back));
      } else {
        scene.insert(maps, 0);
      }
      final AtomicBoolean over = new AtomicBoolean();
      final Thread loss = Thread.ofPlatform().daemon().start(() -> lose(scene, over, seed));
      Numbers.write(scene.client, 4000, seed);
      final Numbers.Result result = Numbers.read(scene.server);
      over.set(true);
      loss.join();
      System.out.printf(
          "%s under losses: %s; the relay received %d; not cut %d%n",
          verdict == null ? "no map" : verdict,
          result,
          scene.front.receivedBytes(),
          maps.gate(0).get(ValueLayout.JAVA_LONG, Gate.FAILED));
    }
  }

  private static void copy(final Tcp from, final Tcp to) {
    for (long got = from.receive(65536, true); got > 0; got = from.receive(65536, true)) {
      to.send(from.buffer(), 0, got, true);
    }
    to.end();
  }

  private static void lose(final Scene scene, final AtomicBoolean over, final long seed) {
    final Tcp[] all = {scene.client, scene.front, scene.back, scene.server};
    final Random random = new Random(seed);
    while (!over.get()) {
      final Tcp one = all[random.nextInt(all.length)];
      one.deaf(true);
      LockSupport.parkNanos(random.nextInt(3_000_000));
      one.deaf(false);
      LockSupport.parkNanos(random.nextInt(20_000_000));
    }
  }
}
