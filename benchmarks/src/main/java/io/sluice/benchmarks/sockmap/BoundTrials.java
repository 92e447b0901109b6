package io.sluice.benchmarks.sockmap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What the kernel takes for a client that does not read, and what that costs. */
final class BoundTrials {
  private static final long MOST_BYTES = 400L << 20;
  private static final int TCP_WINDOW_CLAMP = 10;

  private BoundTrials() {}

  public static void main(final String... arguments) throws Exception {
    neverReading("nothing bounded", Maps.Verdict.ALWAYS, 65536, 0, 0);
    neverReading("buffers of 128 and 64 KiB", Maps.Verdict.ALWAYS, 65536, 131072, 0);
    neverReading("and a window clamp of 64 KiB", Maps.Verdict.ALWAYS, 65536, 131072, 65536);
    watched(10);
    watched(1);
    neverReading("gate, nothing else", Maps.Verdict.GATED, 65536, 0, 0);
    neverReading("gate and buffers", Maps.Verdict.GATED, 65536, 131072, 0);
    neverReading("gate and buffers, pieces of 1 byte", Maps.Verdict.GATED, 1, 131072, 0);
    neverReading("nothing bounded, pieces of 1 byte", Maps.Verdict.ALWAYS, 1, 131072, 0);
    blocked(0, 0);
    blocked(200, 0);
    blocked(200, 131072);
  }

  /** Pages that TCP has, of the whole machine. */
  private static long tcpKiB() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/net/sockstat"))) {
      final String line = lines.filter(one -> one.startsWith("TCP")).findFirst().orElseThrow();
      return 4 * Long.parseLong(line.substring(line.lastIndexOf(' ') + 1));
    }
  }

  private static long freeKiB() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/meminfo"))) {
      final String line = lines.filter(one -> one.startsWith("MemFree")).findFirst().orElseThrow();
      return Long.parseLong(line.replaceAll("[^0-9]", ""));
    }
  }

  private static void bound(final Scene scene, final int buffers, final int clamp) {
    if (buffers > 0) {
      scene.front.bound(buffers);
      scene.back.bound(buffers);
    }
    if (clamp > 0) {
      scene.back.option(6, TCP_WINDOW_CLAMP, clamp);
    }
  }

  /** Sends to a client that does not read, for two seconds. Returns the bytes. */
  private static long push(final Tcp server, final int piece) {
    long sent = 0;
    final long until = System.nanoTime() + 2_000_000_000L;
    while (System.nanoTime() < until && sent < MOST_BYTES) {
      final long one = server.send(server.buffer(), 0, piece, false);
      if (one > 0) {
        sent += one;
      } else {
        server.poll(4, 10);
      }
    }
    return sent;
  }

  private static void neverReading(
      final String what,
      final Maps.Verdict verdict,
      final int piece,
      final int buffers,
      final int clamp)
      throws Exception {
    try (Maps maps = new Maps(Maps.Hook.SKB, verdict);
        Scene scene = new Scene();
        Keeper keeper = new Keeper(maps, false)) {
      bound(scene, buffers, clamp);
      if (verdict == Maps.Verdict.GATED) {
        keeper.add(scene.front, scene.back, 0, Relay.LIMIT_BYTES);
        keeper.start();
      } else {
        scene.insert(maps, 0);
      }
      final long free = freeKiB();
      push(scene.server, piece);
      Thread.sleep(100);
      report(what, scene, free);
    }
  }

  private static void report(final String what, final Scene scene, final long freeBefore)
      throws IOException {
    final long taken = scene.server.acknowledgedBytes();
    System.out.printf(
        "%s: the relay took %d KiB, of which the client has %d; in front's send queue %d, unread at"
            + " back %d; memory free %+d KiB%n",
        what,
        taken >> 10,
        scene.client.unreadBytes() >> 10,
        scene.front.unsentBytes() >> 10,
        scene.back.unreadBytes() >> 10,
        freeKiB() - freeBefore);
  }

  /** The gate is open, and shut by somebody who looks now and then whether too much is held. */
  private static void watched(final int millis) throws Exception {
    try (Maps maps = new Maps(Maps.Hook.SKB, Maps.Verdict.GATED);
        Scene scene = new Scene()) {
      bound(scene, 131072, 0);
      final Way way = new Way(scene.back, scene.front, maps.gate(1), 1L << 50);
      scene.insert(maps, 0);
      way.open();
      final Thread pusher = Thread.ofPlatform().start(() -> push(scene.server, 65536));
      while (way.heldBytes() < Relay.LIMIT_BYTES && pusher.isAlive()) {
        Thread.sleep(millis);
      }
      way.shut();
      Thread.sleep(300);
      System.out.printf(
          "looked at each %d ms, and buffers: the relay held %d KiB%n",
          millis, way.heldBytes() >> 10);
      pusher.join();
    }
  }

  /** CPU of the kernel's workers while clients do not read. */
  private static void blocked(final int pairs, final int buffers) throws Exception {
    final List<Scene> scenes = new ArrayList<>();
    try (Maps maps = new Maps(Maps.Hook.SKB, Maps.Verdict.ALWAYS)) {
      for (int i = 0; i < pairs; i++) {
        final Scene scene = new Scene();
        scenes.add(scene);
        bound(scene, buffers, 0);
        scene.insert(maps, i);
        for (int piece = 0; piece < 16 * 5; piece++) {
          scene.server.send(scene.server.buffer(), 0, 65536, false);
        }
      }
      Thread.sleep(500);
      final long before = workerTicks();
      Thread.sleep(2000);
      System.out.printf(
          "%d blocked clients, buffers %d: the kernel's workers use %d ms of CPU in 2 s; TCP has %d"
              + " KiB%n",
          pairs, buffers, 10 * (workerTicks() - before), tcpKiB());
    } finally {
      scenes.forEach(Scene::close);
    }
  }

  private static long workerTicks() throws IOException {
    long sum = 0;
    try (Stream<Path> all = Files.list(Path.of("/proc"))) {
      for (final Path one :
          all.filter(path -> path.getFileName().toString().matches("[0-9]+")).toList()) {
        try {
          final String line = Files.readString(one.resolve("stat"));
          if (line.contains("(kworker")) {
            final String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
            sum += Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
          }
        } catch (final IOException gone) {
          // It ended meanwhile.
        }
      }
    }
    return sum;
  }
}
