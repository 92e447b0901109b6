package io.sluice.benchmarks.sockmap;

/** How sessions end under the gated verdict, and what is counted. */
final class EndTrials {
  private EndTrials() {}

  public static void main(final String... arguments) throws InterruptedException {
    halfClose();
    reset(65536);
    reset(8 * 65536);
    crossing();
  }

  private static void halfClose() throws InterruptedException {
    try (Maps maps = new Maps(Maps.Hook.SKB, Maps.Verdict.GATED);
        Scene scene = new Scene();
        Keeper keeper = new Keeper(maps, false)) {
      keeper.add(scene.front, scene.back, 0, Relay.LIMIT_BYTES);
      keeper.start();
      Thread.sleep(50);
      final Thread writer = Numbers.write(scene.client, 300, 1);
      final Numbers.Result result = Numbers.read(scene.server);
      writer.join();
      Thread.sleep(50);
      System.out.printf(
          "half-close: %s; TCP_INFO received %d, the end counts as one; idle for %d ms;",
          result, scene.front.receivedBytes(), scene.front.sinceDataMillis());
      scene.server.sendAll("answer");
      System.out.printf(" back then %s%n", scene.client.text());
    }
  }

  /** The server sends, and resets the connection; the relay's user space does nothing. */
  private static void reset(final int bytes) throws InterruptedException {
    try (Maps maps = new Maps(Maps.Hook.SKB, Maps.Verdict.GATED);
        Scene scene = new Scene();
        Keeper keeper = new Keeper(maps, false)) {
      keeper.add(scene.front, scene.back, 0, Relay.LIMIT_BYTES);
      for (int sent = 0; sent < bytes; sent += 65536) {
        scene.server.send(65536);
      }
      scene.server.reset();
      Thread.sleep(100);
      System.out.printf(
          "reset behind %d bytes: poll of back %x, its read %d, written to front %d%n",
          bytes,
          scene.back.poll(0x2001, 300),
          scene.back.receive(1 << 18, false),
          scene.front.writtenBytes());
    }
  }

  /** The client does not read and is sent much; what it sends itself must go on all the same. */
  private static void crossing() throws InterruptedException {
    try (Maps maps = new Maps(Maps.Hook.SKB, Maps.Verdict.GATED);
        Scene scene = new Scene();
        Keeper keeper = new Keeper(maps, false)) {
      scene.front.bound(131072);
      scene.back.bound(131072);
      keeper.add(scene.front, scene.back, 0, Relay.LIMIT_BYTES);
      keeper.start();
      while (scene.server.poll(4, 200) != 0) {
        scene.server.send(scene.server.buffer(), 0, 65536, false);
      }
      Numbers.write(scene.client, 500, 2);
      Thread.sleep(200);
      System.out.printf(
          "client that sends and does not read: the server gets %s%n", Numbers.read(scene.server));
    }
  }
}
